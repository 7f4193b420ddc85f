"""Where the bytes of files lie: a storage of Django's, as shipped the data directory, readable by its owner only."""

import io
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.files.base import File
from django.core.files.storage import FileSystemStorage, Storage, storages

from fuwutai.kernel.durable_file import sync_directory, write_pieces

FOLDER = "files"


class DataDirectory(FileSystemStorage):
    """The folder `files` of the data directory; what was saved survives a power cut."""

    @property
    def base_location(self) -> str:
        """Return the folder, wherever the data directory is now."""
        return str(Path(settings.FUWUTAI_DATA) / FOLDER)

    @property
    def location(self) -> str:
        """Return the same, as Django asks for it."""
        return str(Path(self.base_location).absolute())

    def _save(self, name: str, content: "File[bytes]") -> str:
        path = Path(self.path(name))
        for folder in (Path(self.location), path.parent):
            if not folder.exists():
                folder.mkdir(mode=0o700, exist_ok=True)
                sync_directory(folder.parent)
        write_pieces(path, content.chunks())
        return name


class _Stream(io.RawIOBase):
    """Pieces that are made while they are read."""

    def __init__(self, pieces: Iterable[bytes]) -> None:
        self._pieces = iter(pieces)
        self._rest = memoryview(b"")

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        while not self._rest:
            if (piece := next(self._pieces, None)) is None:
                return 0
            self._rest = memoryview(piece)
        count = min(len(buffer), len(self._rest))
        buffer[:count], self._rest = self._rest[:count], self._rest[count:]
        return count


def storage() -> Storage:
    """Return where the bytes of files are kept."""
    return storages["files"]


def write(place: str, pieces: Iterable[bytes]) -> None:
    """Keep bytes under a name that nothing has."""
    stream: Any = io.BufferedReader(_Stream(pieces), buffer_size=io.DEFAULT_BUFFER_SIZE * 32)
    kept = storage().save(place, File(stream, name=place))
    if kept != place:
        storage().delete(kept)
        raise FileExistsError(place)


def remove(place: str) -> None:
    """Let bytes be gone; those that are gone already are no error."""
    with suppress(FileNotFoundError):
        storage().delete(place)
