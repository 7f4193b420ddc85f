"""The rows of a file in pages: read before anything is written, and stored until they are done."""

import base64
import hashlib
import json
import tempfile
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from fuwutai.domain.imports.source import ON_THE_SERVER, PIECE, Limits, Row, open_source, readable

ROWS_A_PAGE = 500
MARKS_A_PAGE = 2_000_000
HELD_BYTES = 32 * 1024**2
"""What is packed of a file and waits for its import in memory; beyond that it waits on the disk, without a name."""


@dataclass(frozen=True, slots=True)
class ReadFile:
    """A file that was read to its end. Two of them are the same where the content of the files is."""

    sha256: str
    columns: tuple[str, ...]
    rows: int
    _pages: "tempfile.SpooledTemporaryFile[bytes]"

    def __repr__(self) -> str:
        return f"ReadFile({self.sha256})"

    def pages(self) -> Iterator[tuple[int, str]]:
        """Yield each page: how many rows, and the rows packed."""
        self._pages.seek(0)
        for line in self._pages:
            rows, _space, data = line.decode().rstrip().partition(" ")
            yield int(rows), data


def read_file(file: BinaryIO, limits: Limits = ON_THE_SERVER, *, beside: Path | None = None) -> ReadFile:
    """Return a file as `start_run` takes it; `beside`: the folder on whose disk a large one waits meanwhile.

    Reading takes its time, so that it comes before the command. Raises: Invalid for a file that cannot be read.
    """
    folder = str(beside) if beside else None
    pages = tempfile.SpooledTemporaryFile(max_size=HELD_BYTES, dir=folder)  # noqa: SIM115 - its owner outlives this
    rows = 0
    with readable():
        source = open_source(file, limits=limits)
        for page in paged(source):
            pages.write(f"{len(page)} {packed(page)}\n".encode())
            rows += len(page)
    return ReadFile(sha256_of(file), tuple(source.columns), rows, pages)


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
