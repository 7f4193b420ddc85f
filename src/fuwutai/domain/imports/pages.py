"""The rows of a file in pages that are stored until they are done."""

import base64
import hashlib
import json
import zlib
from collections.abc import Iterable, Iterator
from typing import BinaryIO

from fuwutai.domain.imports.source import PIECE, Row

ROWS_A_PAGE = 500
MARKS_A_PAGE = 2_000_000


def paged(rows: Iterable[Row]) -> Iterator[list[Row]]:
    """Yield rows in lists that fit into one transaction."""
    page: list[Row] = []
    marks = 0
    for row in rows:
        page.append(row)
        marks += sum(map(len, row))
        if len(page) == ROWS_A_PAGE or marks > MARKS_A_PAGE:
            yield page
            page, marks = [], 0
    if page:
        yield page


def packed(page: list[Row]) -> str:
    """Return a page as a short text."""
    return base64.b64encode(zlib.compress(json.dumps(page).encode(), level=1)).decode()


def unpacked(data: str) -> list[Row]:
    """Return the page that a text holds."""
    page: list[Row] = json.loads(zlib.decompress(base64.b64decode(data)))
    return page


def sha256_of(file: BinaryIO) -> str:
    """Return the digest by which a file is recognised."""
    file.seek(0)
    digest = hashlib.sha256()
    while piece := file.read(PIECE):
        digest.update(piece)
    return digest.hexdigest()
