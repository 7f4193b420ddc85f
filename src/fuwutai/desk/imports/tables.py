"""A table of refused rows that a spreadsheet opens as it is meant: no cell of it is carried out as a formula."""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from fuwutai.kernel.spreadsheets import BYTE_ORDER_MARK, harmless


def rejects_table(refusals: Iterable[Any], columns: Sequence[str]) -> Iterator[str]:
    """Yield a table in pieces: row, code, message, then the columns of the file."""
    yield BYTE_ORDER_MARK + _line(["row", "code", "message", *columns])
    for one in refusals:
        yield _line([str(one.row), one.code, one.message, *one.cells])


def _line(cells: Sequence[str]) -> str:
    written = io.StringIO(newline="")
    csv.writer(written).writerow([harmless(_storable(cell)) for cell in cells])
    return written.getvalue()


def _storable(text: str) -> str:
    """Return a text as a file can hold it: what is damaged stands in it as an escape."""
    return text.replace("\x00", "\\x00").encode("utf-8", "backslashreplace").decode()
