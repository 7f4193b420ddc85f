"""Tables for spreadsheets and from them: no cell is carried out as a formula, and no small file fills the memory."""

import io
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from xml.parsers import expat

BYTE_ORDER_MARK = "\ufeff"
"""What a CSV begins with, so that spreadsheets know it for UTF-8."""
WORKBOOK_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
AS_TEXT = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
"""The options of xlsxwriter with which a text is written as it stands."""
FORMULA_MARKS = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")
_NUMBER = re.compile(r"[+-][\d][\d ().-]*", re.ASCII)
_PLACE = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")
_PIECE = 1 << 16


class TooLarge(ValueError):
    """A workbook holds more than it may."""


def harmless(text: str) -> str:
    """Return a cell that no spreadsheet takes for a formula; a number with its sign, as of a phone, stays as it is."""
    if text.startswith(FORMULA_MARKS) and not _NUMBER.fullmatch(text):
        return f"'{text}"
    return text


def as_written(cell: str) -> str:
    """Return a cell as it was before `harmless`."""
    return cell[1:] if cell.startswith("'") and harmless(cell[1:]) != cell[1:] else cell


def check_workbook(content: bytes, *, most_bytes: int, most_cells: int) -> None:
    """Check that an XLSX can be read: its sheets are laid out in memory whole, from the first cell to the last one.

    A single word far below and far right of a sheet makes a table of billions of cells.
    Raises: TooLarge, ValueError for what is no such workbook.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts = archive.infolist()
            if "xl/workbook.xml" not in archive.namelist():
                raise ValueError("no workbook")
            if sum(part.file_size for part in parts) > most_bytes:
                raise TooLarge
            for part in parts:
                if part.filename.endswith(".xml") and _span(archive.open(part), most_bytes) > most_cells:
                    raise TooLarge
    except (zipfile.BadZipFile, expat.ExpatError, OSError, EOFError, RuntimeError, NotImplementedError) as problem:
        raise ValueError(str(problem)) from problem


def _span(part: Any, most_bytes: int) -> int:
    """Return how many cells the table of a sheet has, from its first cell to the last row and column with a value."""
    parser, extent = expat.ParserCreate(), _Extent()
    parser.StartElementHandler, parser.EndElementHandler = extent.began, extent.ended
    for piece in _pieces(part, most_bytes):
        parser.Parse(piece)
    parser.Parse(b"", True)
    return extent.rows * extent.columns


@dataclass(slots=True)
class _Extent:
    """How far the cells of a sheet reach; one that does not say where it stands is next to the one before it."""

    rows: int = 0
    columns: int = 0
    _row: int = 0
    _column: int = 0
    _in_cell: bool = False

    def began(self, name: str, attributes: dict[str, str]) -> None:
        """Take note of the beginning of an element."""
        name, place = name.rpartition(":")[2], attributes.get("r", "")
        if name == "row":
            self._row, self._column = int(place) if place.isdecimal() else self._row + 1, 0
        elif name == "c":
            found = _PLACE.fullmatch(place)
            self._column = _number_of(found[1]) if found else self._column + 1
            self._row = int(found[2]) if found else self._row
            self._in_cell = True
        elif self._in_cell:  # a cell with a value; an empty one is nothing but its looks
            self.rows, self.columns = max(self.rows, self._row), max(self.columns, self._column)

    def ended(self, name: str) -> None:
        """Take note of the end of an element."""
        if name.rpartition(":")[2] == "c":
            self._in_cell = False


def _pieces(part: Any, most_bytes: int) -> Iterator[bytes]:
    """Yield a part of an archive; what it says of its size is not believed."""
    read = 0
    while piece := part.read(_PIECE):
        read += len(piece)
        if read > most_bytes:
            raise TooLarge
        yield piece


def _number_of(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number
