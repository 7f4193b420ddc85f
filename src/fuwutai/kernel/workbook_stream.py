"""A workbook that is written while it is sent: no table is held in memory, and none lies on a disk.

Its cells are texts and numbers; a text is never taken for a formula, for it stands as an inline string.
"""

import re
import zipfile
from collections.abc import Iterator, Sequence
from typing import Any, cast
from xml.sax.saxutils import escape, quoteattr

MOST_ROWS = 1_048_576
"""As many rows as a sheet can have; a longer table goes on in the next one, under the same head."""
LONGEST_CELL = 32_767
PIECE_BYTES = 1 << 16
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def workbook_pieces(
    lines: Iterator[Sequence[Any]], title: str, *, most_rows: int = MOST_ROWS
) -> Iterator[bytes]:
    """Yield the bytes of an XLSX; `lines`: the head first. Cost: memory for some lines, however many there are."""
    out, sheets = _Outlet(), 0
    head = next(lines, None)
    with zipfile.ZipFile(cast(Any, out), "w", zipfile.ZIP_DEFLATED) as archive:
        ended = False
        while not ended:
            sheets += 1
            with archive.open(f"xl/worksheets/sheet{sheets}.xml", "w", force_zip64=True) as sheet:
                sheet.write(f'{_HEAD}<worksheet xmlns="{_MAIN}"><sheetData>'.encode())
                rows = 0
                if head is not None:
                    sheet.write(_row(head))
                    rows = 1
                while rows < most_rows and not ended:
                    if (line := next(lines, None)) is None:
                        ended = True
                    else:
                        sheet.write(_row(line))
                        rows += 1
                    if out.waiting >= PIECE_BYTES:
                        yield out.taken()
                sheet.write(b"</sheetData></worksheet>")
        for name, part in _parts(title, sheets):
            archive.writestr(name, _HEAD + part)
    yield out.taken()


class _Outlet:
    """What the archive is written to: it is taken away piece by piece, so that nobody can go back in it."""

    def __init__(self) -> None:
        self._pieces: list[bytes] = []
        self.waiting = 0

    def write(self, data: Any) -> int:
        """Take some bytes in."""
        piece = bytes(data)
        self._pieces.append(piece)
        self.waiting += len(piece)
        return len(piece)

    def flush(self) -> None:
        """Do nothing: what was written is taken when it is asked for."""

    def taken(self) -> bytes:
        """Return what was written since the last time."""
        data = b"".join(self._pieces)
        self._pieces, self.waiting = [], 0
        return data


def _row(cells: Sequence[Any]) -> bytes:
    return f"<row>{''.join(map(_cell, cells))}</row>".encode()


def _cell(value: Any) -> str:
    if value is None or value == "":
        return "<c/>"
    if isinstance(value, int | float) and not isinstance(value, bool):
        return f"<c><v>{value}</v></c>"
    text = escape(_NOT_XML.sub("\ufffd", str(value)[:LONGEST_CELL]))
    return f'<c t="inlineStr"><is><t xml:space="preserve">{text}</t></is></c>'


def _parts(title: str, sheets: int) -> Iterator[tuple[str, str]]:
    """Yield what tells a reader of the archive where its sheets are."""
    numbers = range(1, sheets + 1)
    name = re.sub(r"[\[\]:*?/\\]", " ", title)[:25]
    named = "".join(
        f"<sheet name={quoteattr(name if n == 1 else f'{name} {n}')} sheetId=\"{n}\" r:id=\"rId{n}\"/>" for n in numbers
    )
    yield "xl/workbook.xml", f'<workbook xmlns="{_MAIN}" xmlns:r="{_RELATIONS}"><sheets>{named}</sheets></workbook>'
    relations = "".join(
        f'<Relationship Id="rId{n}" Type="{_RELATIONS}/worksheet" Target="worksheets/sheet{n}.xml"/>' for n in numbers
    )
    around = f'<Relationships xmlns="{_PACKAGE}/relationships">'
    yield "xl/_rels/workbook.xml.rels", f"{around}{relations}</Relationships>"
    book = f'<Relationship Id="rId1" Type="{_RELATIONS}/officeDocument" Target="xl/workbook.xml"/>'
    yield "_rels/.rels", f"{around}{book}</Relationships>"
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    overrides = "".join(
        f'<Override PartName="/xl/worksheets/sheet{n}.xml" ContentType="{kind}.worksheet+xml"/>' for n in numbers
    )
    yield (
        "[Content_Types].xml",
        f'<Types xmlns="{_PACKAGE}/content-types"><Default Extension="rels" '
        'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{kind}.sheet.main+xml"/>{overrides}</Types>',
    )
