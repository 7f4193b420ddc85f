"""Files of other systems as rows of text: CSV, JSON lines and workbooks, packed or not, in the encodings of China.

A file is read as a stream, so its size does not matter (a workbook is held in memory); where somebody waits for it,
`IN_A_REQUEST` says how much is read. What is wrong with one row is left to whoever reads the row; a file that cannot be
read at all is `Unreadable`.
"""

import codecs
import csv
import gzip
import io
import json
import zlib
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import islice
from typing import Any, BinaryIO, NamedTuple, cast

from django.utils.translation import gettext_lazy as _

from fuwutai.kernel.errors import Invalid, Text
from fuwutai.kernel.spreadsheets import TooLarge, check_workbook

Row = list[str] | str
"""The cells of a row in the order of the columns, or the line as it stands where it is no row at all."""

MOST_COLUMNS, LONGEST_NAME = 500, 500
LONGEST_CELL = 1_000_000
LONGEST_ROW = 4_000_000
DELIMITERS = ",;\t"
PIECE, PEEK = 1 << 20, 1 << 16
PACKED, ZIPPED, OLD_WORKBOOK = b"\x1f\x8b", b"PK\x03\x04", b"\xd0\xcf\x11\xe0"


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """How much of a file is read: bytes as they are unpacked, lines, cells; and of a workbook, which is held whole."""

    most_bytes: int
    too_many_bytes: Text
    most_workbook_bytes: int
    most_workbook_cells: int
    most_lines: int | None = None
    most_cells: int | None = None


ON_THE_SERVER = Limits(
    most_bytes=2 * 1024**3, too_many_bytes=_("The file holds more than 2 GiB. Split it."),
    most_workbook_bytes=512 * 1024**2, most_workbook_cells=20_000_000,
)  # fmt: skip
IN_A_REQUEST = Limits(
    most_bytes=64 * 1024**2,
    too_many_bytes=_("The file holds more than 64 MB once it is unpacked. Split it, or import it on the server."),
    most_workbook_bytes=64 * 1024**2, most_workbook_cells=1_000_000, most_lines=1_000_000, most_cells=5_000_000,
)  # fmt: skip


class Unreadable(Exception):
    """The file cannot be read at all; `sentence` says why and what to do."""

    def __init__(self, sentence: Text) -> None:
        super().__init__(str(sentence))
        self.sentence = sentence


@contextmanager
def readable() -> Iterator[None]:
    """Let a file that cannot be read be refused as input. Raises: Invalid."""
    try:
        yield
    except Unreadable as problem:
        raise Invalid(problem.sentence, code="unreadable", fields={"file": problem.sentence}) from problem


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


def open_source(file: BinaryIO, columns: Sequence[str] = (), limits: Limits = ON_THE_SERVER) -> Source:
    """Return the rows of a file, whatever it is; `columns`: those of its JSON lines, if known. Raises: Unreadable."""
    try:
        source = _opened(file, list(columns), limits)
        if limits.most_cells is not None:
            source.rows = _no_more(source.rows, limits.most_cells)
        return source
    except (OSError, EOFError, zlib.error) as problem:
        raise Unreadable(_("The packed file is damaged. Pack it anew, or give it unpacked.")) from problem


def columns_of(file: BinaryIO) -> list[str]:
    """Return the columns of a file; JSON lines are read to their end for it. Raises: Unreadable."""
    return beginning_of(file, 0)[0]


def beginning_of(file: BinaryIO, count: int, limits: Limits = ON_THE_SERVER) -> tuple[list[str], list[Row]]:
    """Return the columns of a file and its first rows, at one go; JSON lines are read to their end for the columns.

    Raises: Unreadable.
    """
    source = open_source(file, limits=limits)
    is_table = bool(source.columns)
    rows: Iterator[Row] = iter(source)
    first = list(islice(rows, count))
    if not is_table:
        for _row in rows:
            pass
    return source.columns, first


def _no_more(rows: Iterable[Row], most_cells: int) -> Iterator[Row]:
    for row in rows:
        most_cells -= len(row) if isinstance(row, list) else 1
        if most_cells < 0:
            raise Unreadable(_("The file has too many cells. Split it, or import it on the server."))
        yield row


def _opened(file: BinaryIO, columns: list[str], limits: Limits) -> Source:
    file.seek(0)
    packed = file.read(2) == PACKED
    file.seek(0)
    borrowed = _Borrowed(gzip.GzipFile(fileobj=file) if packed else file, limits)
    stream = cast(BinaryIO, io.BufferedReader(borrowed, PIECE))
    head = stream.read(4)
    stream.seek(0)
    if head in (ZIPPED, OLD_WORKBOOK):
        return _workbook(stream, limits)
    encoding = _encoding(stream)
    stream.seek(0)
    text = io.TextIOWrapper(stream, encoding=encoding, errors="surrogateescape", newline="")
    start = text.read(PEEK)
    text.seek(0)
    if not start.strip():
        raise Unreadable(_("The file is empty."))
    lines = _Lines(text, limits.most_lines)
    if start.lstrip().startswith("{"):
        return Source(columns, _json_rows(lines, columns))
    return _table(start, lines)


class _Borrowed(io.RawIOBase):
    """A file that stays open when its readers are done with it, and ends in an error where it has no end."""

    def __init__(self, file: BinaryIO | gzip.GzipFile, limits: Limits) -> None:
        self._file, self._limits = file, limits

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
        if self._file.tell() > self._limits.most_bytes:
            raise Unreadable(self._limits.too_many_bytes)
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


class _Lines:
    """The lines of a file. A row of a table may take many, as long as its end: whoever reads it says `row_ended`."""

    def __init__(self, text: io.TextIOWrapper, most: int | None) -> None:
        self._text = text
        self._left = -1 if most is None else most
        self._row = 0

    def __iter__(self) -> "_Lines":
        return self

    def __next__(self) -> str:
        line = self._text.readline(LONGEST_ROW)
        if not line:
            raise StopIteration
        self._row += len(line)
        if self._row > LONGEST_ROW or (len(line) >= LONGEST_ROW and line[-1] not in "\r\n"):
            raise Unreadable(_("A line of the file is longer than any row can be."))
        if self._left == 0:
            raise Unreadable(_("The file has more than a million lines. Split it, or import it on the server."))
        self._left -= 1
        return line

    def row_ended(self) -> None:
        """Begin the next row with the next line."""
        self._row = 0


def _table(start: str, lines: _Lines) -> Source:
    csv.field_size_limit(LONGEST_CELL)
    try:
        heads = [next(csv.reader(io.StringIO(start, newline=""), delimiter=mark), []) for mark in DELIMITERS]
        delimiter = DELIMITERS[max(range(len(heads)), key=lambda place: (len(heads[place]), -place))]
        reader = csv.reader(lines, delimiter=delimiter)
        columns = _names(next(row for row in reader if any(row)))
    except (csv.Error, StopIteration) as problem:
        raise Unreadable(_("The first line of the table holds no column names.")) from problem
    return Source(columns, _filled_rows(reader, lines))


def _filled_rows(reader: Iterator[list[str]], lines: _Lines) -> Iterator[Row]:
    lines.row_ended()
    for row in reader:
        lines.row_ended()
        if any(cell.strip() for cell in row):
            yield row


def _json_rows(lines: _Lines, columns: list[str]) -> Iterator[Row]:
    places = {name: place for place, name in enumerate(columns)}
    for line in lines:
        lines.row_ended()
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
                _check_name(name, len(columns))
                places[name] = len(columns)
                columns.append(name)
        row = [""] * len(columns)
        for name, value in found.items():
            row[places[name]] = _cell(value)
        yield row


def _workbook(stream: BinaryIO, limits: Limits) -> Source:
    """Return the first sheet of a workbook."""
    from python_calamine import CalamineError, load_workbook

    most_bytes, most_cells = limits.most_workbook_bytes, limits.most_workbook_cells
    whole = stream.read(most_bytes + 1)
    try:
        if len(whole) > most_bytes:
            raise TooLarge
        if whole[:4] == ZIPPED:
            whole = check_workbook(whole, most_bytes=most_bytes, most_cells=most_cells)
        sheet = load_workbook(io.BytesIO(whole)).get_sheet_by_index(0)
        if sheet.height * sheet.width > most_cells:
            raise TooLarge
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
    names: dict[str, int] = {}
    for place, head in enumerate(heads, start=1):
        first = head.strip().removeprefix("\ufeff") or f"#{place}"
        _check_name(first, len(names))
        name, again = first, names.get(first, 0)
        while name in names:
            again += 1
            name = f"{first} ({again})"
        if name != first:
            names[first] = again
        names[name] = 1
    return list(names)


def _check_name(name: str, columns: int) -> None:
    """Check that one more column may have this name. Raises: Unreadable."""
    if columns >= MOST_COLUMNS:
        facts = {"most": MOST_COLUMNS}
        raise Unreadable(_("The file has more than %(most)d columns. Take out those that are not needed.") % facts)
    if len(name) > LONGEST_NAME:
        told = {"most": LONGEST_NAME, "begin": f"{name[:30]}…"}
        raise Unreadable(_("The column “%(begin)s” has a name of more than %(most)d characters. Shorten it.") % told)
