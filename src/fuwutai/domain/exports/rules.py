"""How ids and rows of a page are packed."""

import base64
import json
import zlib
from array import array
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from itertools import islice
from typing import Any

Row = dict[str, Any]
CASES_A_PAGE = 1_000
MOMENT = "\u0000at:"
"""Before a moment among the texts of a packed row; no text of a case holds such a mark."""


def paged(ids: Iterable[int]) -> Iterator[bytes]:
    """Yield ids as the pages of a file hold them."""
    rest = iter(ids)
    while page := array("q", islice(rest, CASES_A_PAGE)):
        yield page.tobytes()


def ids_of(page: bytes | memoryview) -> list[int]:
    """Return the ids of a page."""
    return array("q", bytes(page)).tolist()


def packed(rows: list[Row]) -> str:
    """Return rows as a short text; moments stay moments."""
    text = json.dumps(rows, ensure_ascii=False, default=_marked, separators=(",", ":"))
    return base64.b64encode(zlib.compress(text.encode())).decode()


def unpacked(data: str) -> list[Row]:
    """Return the rows that a text holds."""
    found: list[Row] = json.loads(zlib.decompress(base64.b64decode(data)))
    return [{name: _moment(value) for name, value in row.items()} for row in found]


def _marked(value: object) -> str:
    if not isinstance(value, datetime):
        raise TypeError(f"{type(value).__name__} cannot stand in a file of cases")
    return f"{MOMENT}{value.astimezone(UTC).isoformat()}"


def _moment(value: Any) -> Any:
    if isinstance(value, str) and value.startswith(MOMENT):
        return datetime.fromisoformat(value.removeprefix(MOMENT))
    return value
