"""Files of other systems as rows of text: CSV, JSON lines and workbooks, packed or not, in the encodings of China.

A file is read as a stream, so its size does not matter (a workbook is held in memory). What is wrong with one row is
left to whoever reads the row; a file that cannot be read at all is `Unreadable`.
"""

import codecs
import csv
import gzip
import io
import json
import zlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, BinaryIO, NamedTuple, cast

from django.utils.translation import gettext_lazy as _

from fuwutai.kernel.errors import Text
from fuwutai.kernel.spreadsheets import TooLarge, check_workbook

Row = list[str] | str
"""The cells of a row in the order of the columns, or the line as it stands where it is no row at all."""

MOST_BYTES = 2 * 1024**3
MOST_WORKBOOK_BYTES, MOST_WORKBOOK_CELLS = 512 * 1024**2, 20_000_000
LONGEST_CELL = 1_000_000
LONGEST_LINE = 4_000_000
DELIMITERS = ",;\t"
PIECE, PEEK = 1 << 20, 1 << 16
PACKED, ZIPPED, OLD_WORKBOOK = b"\x1f\x8b", b"PK\x03\x04", b"\xd0\xcf\x11\xe0"


class Unreadable(Exception):
    """The file cannot be read at all; `sentence` says why and what to do."""

    def __init__(self, sentence: Text) -> None:
        super().__init__(str(sentence))
        self.sentence = sentence


@dataclass(slots=True)
class Source:
    """The rows of a file. `columns` is complete once all rows were read: JSON lines may bring new ones at any time."""

    columns: list[str]
    rows: Iterable[Row] = field(default_factory=list)

    def __iter__(self) -> Iterator[Row]:
        """Yield the rows, without empty ones. Raises: Unreadable."""
        try:
            yield from self.rows
        except (OSError, EOFError, zlib.error) as problem:
            raise Unreadable(_("The packed file is damaged. Pack it anew, or give it unpacked.")) from problem
        except csv.Error as problem:
            raise Unreadable(
                _("The table cannot be read: a quotation mark seems to be missing, so that one cell never ends.")
            ) from problem


def open_source(file: BinaryIO, columns: Sequence[str] = ()) -> Source:
    """Return the rows of a file, whatever it is; `columns`: those of its JSON lines, if known. Raises: Unreadable."""
    try:
        return _opened(file, list(columns))
    except (OSError, EOFError, zlib.error) as problem:
        raise Unreadable(_("The packed file is damaged. Pack it anew, or give it unpacked.")) from problem


def columns_of(file: BinaryIO) -> list[str]:
    """Return the columns of a file; JSON lines are read to their end for it. Raises: Unreadable."""
    source = open_source(file)
    if not source.columns:
        for _row in source:
            pass
    return source.columns


def _opened(file: BinaryIO, columns: list[str]) -> Source:
    file.seek(0)
    packed = file.read(2) == PACKED
    file.seek(0)
    borrowed = _Borrowed(gzip.GzipFile(fileobj=file) if packed else file)
    stream = cast(BinaryIO, io.BufferedReader(borrowed, PIECE))
    head = stream.read(4)
    stream.seek(0)
    if head in (ZIPPED, OLD_WORKBOOK):
        return _workbook(stream)
    encoding = _encoding(stream)
    stream.seek(0)
    text = io.TextIOWrapper(stream, encoding=encoding, errors="surrogateescape", newline="")
    start = text.read(PEEK)
    text.seek(0)
    if not start.strip():
        raise Unreadable(_("The file is empty."))
    if start.lstrip().startswith("{"):
        return Source(columns, _json_rows(_lines(text), columns))
    return _table(start, _lines(text))


class _Borrowed(io.RawIOBase):
    """A file that stays open when its readers are done with it, and ends in an error where it has no end."""

    def __init__(self, file: BinaryIO | gzip.GzipFile) -> None:
        self._file = file

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, place: int, whence: int = 0) -> int:
        return self._file.seek(place, whence)

    def tell(self) -> int:
        return self._file.tell()

    def readinto(self, buffer: Any) -> int:
        found = self._file.read(len(buffer))
        if self._file.tell() > MOST_BYTES:
            raise Unreadable(_("The file holds more than 2 GiB. Split it."))
        buffer[: len(found)] = found
        return len(found)


def _encoding(stream: BinaryIO) -> str:
    """Return the encoding of a text file: UTF-8 (UTF-16 with its mark), else GB18030, which covers GBK and GB2312.

    A UTF-8 file with some damaged bytes stays UTF-8, so that only their rows are refused. Raises: Unreadable.
    """
    start = stream.read(2)
    if start in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE):
        return "utf-16"
    try:
        for _text in _decoded(stream, "utf-8", "strict"):
            pass
        return "utf-8-sig"
    except UnicodeDecodeError:
        pass
    utf_8, gb18030 = (_Fit.of(stream, encoding) for encoding in ("utf-8", "gb18030"))
    if utf_8.is_good:
        return "utf-8-sig"
    if gb18030.is_good:
        return "gb18030"
    if utf_8.is_bearable:
        return "utf-8-sig"
    raise Unreadable(_("The file is neither text in UTF-8 or GB18030 (GBK) nor a workbook. Save it as one of these."))


class _Fit(NamedTuple):
    """How well an encoding fits: characters it cannot read, control characters, those beyond ASCII, and all."""

    wrong: int
    controls: int
    wide: int
    all: int

    @classmethod
    def of(cls, stream: BinaryIO, encoding: str) -> "_Fit":
        wrong = controls = wide = total = 0
        for text in _decoded(stream, encoding, "replace"):
            wrong += text.count("\ufffd")
            controls += len(text) - len(text.translate(_CONTROLS))
            wide += len(text) - len(text.encode("ascii", "ignore"))
            total += len(text)
        return cls(wrong, controls, wide, total)

    @property
    def is_good(self) -> bool:
        return self.wrong <= self.wide * 0.1 and self.controls <= self.all * 0.05

    @property
    def is_bearable(self) -> bool:
        return self.wrong + self.controls <= self.all * 0.1


_CONTROLS = {code: None for code in range(32) if chr(code) not in "\t\r\n"}


def _decoded(stream: BinaryIO, encoding: str, errors: str) -> Iterator[str]:
    stream.seek(0)
    reader = codecs.getincrementaldecoder(encoding)(errors)
    while piece := stream.read(PIECE):
        yield reader.decode(piece)
    yield reader.decode(b"", final=True)


def _lines(text: io.TextIOWrapper) -> Iterator[str]:
    while line := text.readline(LONGEST_LINE):
        if len(line) >= LONGEST_LINE and line[-1] not in "\r\n":
            raise Unreadable(_("A line of the file is longer than any row can be."))
        yield line


def _table(start: str, lines: Iterator[str]) -> Source:
    csv.field_size_limit(LONGEST_CELL)
    try:
        heads = [next(csv.reader(io.StringIO(start, newline=""), delimiter=mark), []) for mark in DELIMITERS]
        delimiter = DELIMITERS[max(range(len(heads)), key=lambda place: (len(heads[place]), -place))]
        reader = csv.reader(lines, delimiter=delimiter)
        columns = _names(next(row for row in reader if any(row)))
    except csv.Error as problem:
        raise Unreadable(_("The first line of the table holds no column names.")) from problem
    return Source(columns, (row for row in reader if any(cell.strip() for cell in row)))


def _json_rows(lines: Iterator[str], columns: list[str]) -> Iterator[Row]:
    places = {name: place for place, name in enumerate(columns)}
    for line in lines:
        if not line.strip():
            continue
        try:
            found = json.loads(line)
        except (ValueError, RecursionError):
            found = None
        if not isinstance(found, dict):
            yield line.rstrip("\r\n")
            continue
        for name in found:
            if name not in places:
                places[name] = len(columns)
                columns.append(name)
        row = [""] * len(columns)
        for name, value in found.items():
            row[places[name]] = _cell(value)
        yield row


def _workbook(stream: BinaryIO) -> Source:
    """Return the first sheet of a workbook."""
    from python_calamine import CalamineError, load_workbook

    whole = stream.read(MOST_WORKBOOK_BYTES + 1)
    try:
        if len(whole) > MOST_WORKBOOK_BYTES:
            raise TooLarge
        if whole[:4] == ZIPPED:
            whole = check_workbook(whole, most_bytes=MOST_WORKBOOK_BYTES, most_cells=MOST_WORKBOOK_CELLS)
        sheet = load_workbook(io.BytesIO(whole)).get_sheet_by_index(0)
        found = [[_cell(value) for value in row] for row in sheet.iter_rows()]
    except TooLarge as problem:
        raise Unreadable(_("The workbook is too large. Save it as CSV.")) from problem
    except (CalamineError, ValueError, IndexError) as problem:
        raise Unreadable(
            _("The workbook cannot be opened. Save it as XLSX without a password, or as CSV.")
        ) from problem
    filled = [row for row in found if any(cell.strip() for cell in row)]
    if not filled:
        raise Unreadable(_("The file is empty."))
    return Source(_names(filled[0]), filled[1:])


def _cell(value: Any) -> str:
    """Return a typed value as it would stand in a table of text."""
    if isinstance(value, str):
        return value
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    if isinstance(value, datetime):
        return value.isoformat(sep=" ", timespec="seconds")
    if isinstance(value, date):
        return value.isoformat()
    return json.dumps(value, ensure_ascii=False) if isinstance(value, dict | list) else str(value)


def _names(heads: list[str]) -> list[str]:
    """Return the names of columns, each only once; one without a name is called by its place."""
    names: list[str] = []
    for place, head in enumerate(heads, start=1):
        name = head.strip().removeprefix("\ufeff") or f"#{place}"
        again = sum(other == name or other.startswith(f"{name} (") for other in names)
        names.append(f"{name} ({again + 1})" if again else name)
    return names
