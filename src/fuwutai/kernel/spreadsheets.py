"""Tables for spreadsheets and from them: no cell is carried out as a formula, and no small file fills the memory."""

import csv
import io
import re
import zipfile
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any
from xml.parsers import expat

BYTE_ORDER_MARK = "\ufeff"
"""What a CSV begins with, so that spreadsheets know it for UTF-8."""
WORKBOOK_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
AS_TEXT = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
"""The options of xlsxwriter with which a text is written as it stands."""
FORMULA_MARKS = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")
_NUMBER = re.compile(r"[+-][\d][\d ().-]*", re.ASCII)
_PLACE = re.compile(r"([A-Za-z]{1,3})([0-9]{1,7})")
_PIECE = 1 << 16
PARTS = (".xml", ".rels")
"""What the parts of a workbook that hold its tables end in; pictures and settings of printers are left out."""
_LEAST_ELEMENTS, _ELEMENTS_A_CELL = 1_000_000, 5
"""Of the parts of a workbook together: what any may have, and what each cell that it may have can need."""


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


def csv_line(cells: Iterable[object]) -> str:
    """Return a line of a CSV; what no file can hold stands in it as an escape."""
    written = io.StringIO(newline="")
    csv.writer(written).writerow([harmless(_storable(cell)) if isinstance(cell, str) else cell for cell in cells])
    return written.getvalue()


def csv_table(lines: Iterable[Iterable[object]]) -> bytes:
    """Return a CSV with the mark by which spreadsheets know UTF-8; `lines`: the head first."""
    return (BYTE_ORDER_MARK + "".join(map(csv_line, lines))).encode()


def check_workbook(content: bytes, *, most_bytes: int, most_cells: int) -> bytes:
    """Return an XLSX that can be read safely: the parts that were measured here, and nothing beside them.

    A reader lays its sheets out in memory whole, from the first cell to the last one: a single word far below and far
    right makes a table of billions of cells, and a long text that all cells share is held once for each of them. What
    a part is called is judged differently by different readers, so that only the archive returned is to be opened.
    Raises: TooLarge, ValueError for what is no such workbook.
    """
    safe, texts = io.BytesIO(), _Texts(max(_LEAST_ELEMENTS, _ELEMENTS_A_CELL * most_cells))
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive, zipfile.ZipFile(safe, "w") as measured:
            parts = {part.filename: part for part in archive.infolist() if part.filename.lower().endswith(PARTS)}
            if "xl/workbook.xml" not in parts:
                raise ValueError("no workbook")
            if sum(part.file_size for part in archive.infolist()) > most_bytes:
                raise TooLarge
            for name, part in parts.items():
                whole = b"".join(_pieces(archive.open(part), most_bytes))
                if _span(whole, texts) > most_cells:
                    raise TooLarge
                measured.writestr(name, whole)
    except (zipfile.BadZipFile, expat.ExpatError, OSError, EOFError, RuntimeError, NotImplementedError) as problem:
        raise ValueError(str(problem)) from problem
    if texts.unfolded > most_bytes:
        raise TooLarge
    return safe.getvalue()


def _span(part: bytes, texts: "_Texts") -> int:
    """Return how many cells the table of a sheet has, from its first cell to the last row and column with a value."""
    parser, extent = expat.ParserCreate(), _Extent(texts)
    parser.buffer_text = True
    parser.StartElementHandler, parser.EndElementHandler = extent.began, extent.ended
    parser.CharacterDataHandler = extent.said
    parser.Parse(part, True)
    return extent.rows * extent.columns


@dataclass(slots=True)
class _Texts:
    """The texts that cells share: how long each is, and how often it is used; and how many elements may yet come."""

    elements_left: int
    lengths: dict[int, int] = field(default_factory=dict)
    uses: Counter[int] = field(default_factory=Counter)

    @property
    def unfolded(self) -> int:
        """Return how many signs they are once each cell has its own."""
        return sum(self.lengths.get(one, 0) * times for one, times in self.uses.items())


@dataclass(slots=True)
class _Extent:
    """How far the cells of a sheet reach; one that does not say where it stands is next to the one before it."""

    texts: _Texts
    rows: int = 0
    columns: int = 0
    _row: int = 0
    _place: tuple[int, int] = (0, 0)
    _in_cell: bool = False
    _shares: bool = False
    _nth: int = -1
    _words: list[str] = field(default_factory=list)

    def began(self, name: str, attributes: dict[str, str]) -> None:
        """Take note of the beginning of an element. Raises: ValueError for a place that is none, TooLarge."""
        self.texts.elements_left -= 1
        if self.texts.elements_left < 0:
            raise TooLarge
        name, place = name.rpartition(":")[2], attributes.get("r", "")
        if name == "row":
            self._row, self._place = int(place) if place else self._row + 1, (0, 0)
        elif name == "c":
            self._place = _place_of(place) if place else (self._row, self._place[1] + 1)
            self._in_cell, self._shares, self._words = True, attributes.get("t") == "s", []
        elif name == "si":
            self._nth, self._words = self._nth + 1, []
        elif self._in_cell:  # a cell with a value; an empty one is nothing but its looks
            self.rows, self.columns = max(self.rows, self._place[0]), max(self.columns, self._place[1])

    def said(self, words: str) -> None:
        """Take note of the text of an element."""
        self._words.append(words)

    def ended(self, name: str) -> None:
        """Take note of the end of an element."""
        name = name.rpartition(":")[2]
        if name == "c":
            self._in_cell = False
            named = "".join(self._words).strip() if self._shares else ""
            if named.isdecimal():
                self.texts.uses[int(named)] += 1
        elif name == "si":
            longest = max(self.texts.lengths.get(self._nth, 0), sum(map(len, self._words)))
            self.texts.lengths[self._nth] = longest


def _storable(text: str) -> str:
    return text.replace("\x00", "\\x00").encode("utf-8", "backslashreplace").decode()


def _place_of(text: str) -> tuple[int, int]:
    """Return row and column of a place such as B7. Raises: ValueError."""
    found = _PLACE.fullmatch(text)
    if found is None:
        raise ValueError(text)
    return int(found[2]), _number_of(found[1].upper())


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
