"""Backup and restore: database, files, keys and head of the audit chain in one encrypted, checked file."""

import hashlib
import io
import json
import os
import shutil
import tarfile
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import IO, Any

from django.conf import settings
from django.db import connection
from django.utils.translation import gettext as _

import fuwutai
from fuwutai.kernel import clock, database_copy, keyring, sealed_archive
from fuwutai.kernel.durable_file import sync_directory
from fuwutai.kernel.sealed_archive import Lock

FORMAT = 1
MANIFEST = "manifest.json"
FOLDERS = ("keys", "files")
HEAD_FILE = "audit.head"
ASIDE = "before-restore-"

Say = Callable[[str], None]


class BackupRefused(Exception):
    """The wrong file or place was named; nothing was touched."""


class BackupFailed(Exception):
    """The written backup is not what was to be saved; it was removed."""


@dataclass(frozen=True, slots=True)
class Backup:
    """What was saved; `lock` is "passphrase" or "key"."""

    file: Path
    bytes: int
    database: str
    members: int
    lock: str


@dataclass(frozen=True, slots=True)
class Restored:
    """What was put back, the release it is from, and where the former state went ("" if there was none)."""

    members: int
    version: str
    aside: str
    schema_aside: str


@dataclass(frozen=True, slots=True)
class _Unpacked:
    """The SHA-256 of each member of an archive, and the release that wrote it."""

    hashes: dict[str, str]
    version: str


def backup_key_file() -> Path:
    """Return where the key pair of backups without a passphrase is kept."""
    return _data() / "keys" / "backup.key"


def write_backup(target: Path, *, passphrase: str | None = None, say: Say = lambda text: None) -> Backup:
    """Write everything into a new file, decrypt it again and compare, while the application goes on working.

    Raises: BackupRefused, BackupFailed, DatabaseCopyError. Cost: room for a second database for a while.
    """
    if target.exists():
        raise BackupRefused(_("%(path)s already exists. Choose another name.") % {"path": target})
    lock = Lock(passphrase, backup_key_file())
    partial = target.with_name(f".{target.name}.partial")
    partial.unlink(missing_ok=True)
    try:
        with tempfile.TemporaryDirectory(prefix=".backup-", dir=_data()) as scratch:
            say(_("Copying the database"))
            copy = database_copy.copy_database(Path(scratch))
            say(_("Encrypting database, keys and files"))
            with sealed_archive.writing(partial, lock) as archive:
                written = {name: hashed for name, path in _members(copy) if (hashed := _added(archive, name, path))}
                _add_manifest(archive, written)
        say(_("Checking the written file"))
        with sealed_archive.reading(partial, lock) as archive:
            found = _unpack(archive, None)
        if found.hashes != written:
            raise BackupFailed(_("The written backup differs from what was saved. Check the disk and try again."))
        partial.replace(target)
        sync_directory(target.parent)
    finally:
        partial.unlink(missing_ok=True)
    kind = "key" if passphrase is None else "passphrase"
    return Backup(target, target.stat().st_size, connection.vendor, len(written), kind)


def restore_backup(source: Path, lock: Lock, *, force: bool = False, say: Say = lambda text: None) -> Restored:
    """Put a backup in the place of what is here; the former state is moved aside, never deleted.

    Nothing is touched before the whole backup is unpacked and checked; an error then moves everything back.
    Raises: BackupRefused, ArchiveError, DatabaseCopyError.
    """
    if not force and (database_copy.holds_data() or _holds_data()):
        said = _("%(path)s already holds data. With --force it is moved aside and replaced.")
        raise BackupRefused(said % {"path": _data()})
    with tempfile.TemporaryDirectory(prefix=".restore-", dir=_data()) as scratch:
        staged = Path(scratch)
        say(_("Decrypting and checking the backup"))
        with sealed_archive.reading(source, lock) as archive:
            found = _unpack(archive, staged)
        if database_copy.copy_name() not in found.hashes:
            said = _("The backup holds another kind of database than the %(here)s here. Mend FUWUTAI_DATABASE_URL.")
            raise BackupRefused(said % {"here": connection.vendor})
        database_copy.check_copy(staged / database_copy.copy_name())
        say(_("Putting it in place"))
        connection.close()
        aside = _data() / f"{ASIDE}{clock.now():%Y%m%dT%H%M%S%fZ}"
        with _exchanged(staged, aside):
            dump = staged / database_copy.POSTGRESQL_COPY
            schema_aside = database_copy.put_back_postgresql(dump) if dump.exists() else ""
    keyring.forget_ring()
    return Restored(len(found.hashes), found.version, str(aside) if aside.exists() else "", schema_aside)


def _data() -> Path:
    return Path(settings.FUWUTAI_DATA)


def _members(database: Path) -> Iterator[tuple[str, Path]]:
    """Return names and paths of what is saved: the database first, so that every file it knows is there."""
    yield database.name, database
    if (_data() / HEAD_FILE).exists():
        yield HEAD_FILE, _data() / HEAD_FILE
    for folder in FOLDERS:
        for path in sorted((_data() / folder).rglob("*")):
            if path.is_file() and not path.name.startswith(".") and path.suffix != ".lock":
                yield path.relative_to(_data()).as_posix(), path


class _Hashing:
    """A file that is hashed as it is read."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self.hash = hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        chunk = self._file.read(size)
        self.hash.update(chunk)
        return chunk


def _added(archive: tarfile.TarFile, name: str, path: Path) -> str:
    """Add a file and return its hash, "" for an attachment that was erased since the list was made."""
    try:
        return _add(archive, name, path)
    except FileNotFoundError:
        if PurePosixPath(name).parts[0] != "files":
            raise
        return ""


def _add(archive: tarfile.TarFile, name: str, path: Path) -> str:
    """Add a file as long as it is now, and return its hash."""
    with path.open("rb") as file:
        entry = archive.gettarinfo(arcname=name, fileobj=file)
        entry.uid = entry.gid = 0
        entry.uname = entry.gname = ""
        hashing = _Hashing(file)
        archive.addfile(entry, hashing)
        return hashing.hash.hexdigest()


def _add_manifest(archive: tarfile.TarFile, hashes: dict[str, str]) -> None:
    content = json.dumps({"format": FORMAT, "version": fuwutai.__version__, "sha256": hashes}, indent=1).encode()
    entry = tarfile.TarInfo(MANIFEST)
    entry.size = len(content)
    archive.addfile(entry, io.BytesIO(content))


def _unpack(archive: tarfile.TarFile, into: Path | None) -> _Unpacked:
    """Hash every member, writing it below a directory if one is given, and compare with the manifest."""
    hashes: dict[str, str] = {}
    manifest: Any = None
    for entry in archive:
        content = archive.extractfile(entry) if entry.isfile() else None
        if content is None or not _is_ours(entry.name) or entry.name in hashes:
            raise BackupRefused(_("The archive holds %(name)s, which no backup does.") % {"name": entry.name})
        if entry.name == MANIFEST:
            manifest = json.load(content)
        else:
            hashes[entry.name] = _extract(content, into and into / entry.name)
    if not isinstance(manifest, dict) or manifest.get("format") != FORMAT or manifest.get("sha256") != hashes:
        raise BackupRefused(_("The backup does not hold what its list says. Use another backup."))
    return _Unpacked(hashes, str(manifest.get("version")))


def _is_ours(name: str) -> bool:
    """Return whether we give such a name; whoever knows our public key can make an archive."""
    parts = PurePosixPath(name).parts
    single = (MANIFEST, HEAD_FILE, database_copy.SQLITE_COPY, database_copy.POSTGRESQL_COPY)
    return name in single or (len(parts) > 1 and parts[0] in FOLDERS and ".." not in parts)


def _extract(content: IO[bytes], path: Path | None) -> str:
    """Read a member to its end, into a file if a path is given, and return its hash."""
    if path is None:
        path = Path(os.devnull)
    else:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        path.touch(mode=0o600, exist_ok=False)
    hashing = _Hashing(content)
    with path.open("wb") as file:
        shutil.copyfileobj(hashing, file, sealed_archive.CHUNK_BYTES)
    return hashing.hash.hexdigest()


def _holds_data() -> bool:
    """Return whether the directory was ever in use; a key ring alone protects nothing."""
    return (_data() / HEAD_FILE).exists() or any((_data() / "files").rglob("*"))


@contextmanager
def _exchanged(staged: Path, aside: Path) -> Iterator[None]:
    """Move what is here aside and what is staged into its place; an error in the block moves it all back."""
    arrivals = {staged / name: _data() / name for name in (*FOLDERS, HEAD_FILE)}
    if database := database_copy.sqlite_files():
        arrivals[staged / database_copy.SQLITE_COPY] = database[0]
    moves: list[tuple[Path, Path]] = []

    def move(here: Path, there: Path) -> None:
        if here.exists():
            shutil.move(here, there)
            moves.append((here, there))

    aside.mkdir(mode=0o700)
    try:
        for place in dict.fromkeys([*arrivals.values(), *database_copy.sqlite_files()]):
            move(place, aside / place.name)
        for arrival, place in arrivals.items():
            move(arrival, place)
        yield
    except BaseException:
        for here, there in reversed(moves):
            shutil.move(there, here)
        raise
    finally:
        with suppress(OSError):
            aside.rmdir()  # stays unless nothing was here before
