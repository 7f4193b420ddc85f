"""An encrypted tar archive as a stream, so that its size never matters to memory.

Other tools open it too. Under a key file: `age -d -i backup.key FILE | tar xz`. A passphrase protects a key
made for this one file, which stands in front of the rest, because the library streams only under keys:
`sed '/^-----END/q' FILE > key.age`, then `sed '1,/^-----END/d' FILE | age -d -i key.age | tar xz`.
"""

import gzip
import os
import tarfile
import zlib
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

import pyrage
from django.utils.translation import gettext as _

from fuwutai.kernel.durable_file import locked, write_whole

ARMOUR_BEGIN = b"-----BEGIN AGE ENCRYPTED FILE-----"
ARMOUR_END = b"-----END AGE ENCRYPTED FILE-----"
AGE_BEGIN = b"age-encryption.org/v1"
LONGEST_ARMOUR_LINES = 64
CHUNK_BYTES = 1 << 20


class ArchiveError(Exception):
    """An archive cannot be opened or is damaged; the text says which and what to do."""


@dataclass(frozen=True, slots=True)
class Lock:
    """What locks an archive: the passphrase, or the key file where there is none."""

    passphrase: str | None = field(repr=False)
    key_file: Path


def key_from_file(path: Path, *, create: bool = False) -> pyrage.x25519.Identity:
    """Return the key pair in a file as `age-keygen` writes it, made first if wanted. Raises: ArchiveError."""
    if create and not path.exists():
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with locked(path):
            if not path.exists():
                fresh = pyrage.x25519.Identity.generate()
                write_whole(path, f"# public key: {fresh.to_public()}\n{fresh}\n".encode())
    try:
        words = path.read_text().split()
        return pyrage.x25519.Identity.from_str(next(word for word in words if word.startswith("AGE-SECRET-KEY-")))
    except FileNotFoundError:
        said = _("A key file locks the backup, and %(path)s does not exist. Name the key with --key-file.")
        raise ArchiveError(said % {"path": path}) from None
    except (OSError, ValueError, StopIteration, pyrage.IdentityError) as error:
        said = _("%(path)s is not a readable backup key. Name the key with --key-file.")
        raise ArchiveError(said % {"path": path}) from error


def wants_passphrase(path: Path) -> bool:
    """Return whether a passphrase opens this archive, rather than a key file. Raises: ArchiveError."""
    with path.open("rb") as file:
        start = file.read(len(ARMOUR_BEGIN))
    if start == ARMOUR_BEGIN:
        return True
    if start.startswith(AGE_BEGIN):
        return False
    raise ArchiveError(_("%(path)s is not a backup of Fuwutai. Name another file.") % {"path": path})


@contextmanager
def writing(path: Path, lock: Lock) -> Iterator[tarfile.TarFile]:
    """Give a tar archive to fill, which is encrypted into a new file as it grows."""
    with path.open("xb") as file:
        path.chmod(0o600)
        if lock.passphrase is None:
            identity = key_from_file(lock.key_file, create=True)
        else:
            identity = pyrage.x25519.Identity.generate()
            armour = pyrage.passphrase.encrypt(str(identity).encode(), lock.passphrase, armored=True)
            file.write(armour.rstrip() + b"\n")
        with _pipe(lambda source: pyrage.encrypt_io(source, file, [identity.to_public()]), "rb") as (
            pipe,
            sealed,
        ):
            try:
                with (
                    gzip.GzipFile(fileobj=pipe, mode="wb", compresslevel=1, filename="") as packed,
                    tarfile.open(fileobj=packed, mode="w|") as archive,
                ):
                    yield archive
                pipe.close()
            except BrokenPipeError:
                sealed.result()  # tells why nobody took our bytes, a full disk say
                raise
            sealed.result()
        file.flush()
        os.fsync(file.fileno())


@contextmanager
def reading(path: Path, lock: Lock) -> Iterator[tarfile.TarFile]:
    """Give the tar archive in an encrypted file, to be read once from front to end. Raises: ArchiveError."""
    with path.open("rb") as file:
        identity = _identity(file, path, lock)
        with _pipe(lambda sink: pyrage.decrypt_io(file, sink, [identity]), "wb") as (pipe, opened):
            problem: BaseException | None
            try:
                with (
                    gzip.GzipFile(fileobj=pipe, mode="rb") as packed,
                    tarfile.open(fileobj=packed, mode="r|") as archive,
                ):
                    yield archive
                    while packed.read(CHUNK_BYTES):  # only the last bytes prove that nothing was cut off
                        pass
                problem = opened.exception()
            except (tarfile.TarError, gzip.BadGzipFile, EOFError, zlib.error) as error:
                pipe.close()
                problem = opened.exception() or error
    if isinstance(problem, pyrage.DecryptError):
        said = _("%(path)s is damaged or was locked by another key. Name the right one with --key-file.")
        raise ArchiveError(said % {"path": path}) from problem
    if problem is not None:
        said = _("%(path)s is damaged: it was changed or cut short. Use another backup.")
        raise ArchiveError(said % {"path": path}) from problem


def _identity(file: IO[bytes], path: Path, lock: Lock) -> pyrage.x25519.Identity:
    """Return the key that opens the archive; the file then stands where the archive begins."""
    if not wants_passphrase(path):
        return key_from_file(lock.key_file)
    if lock.passphrase is None:
        said = _("A passphrase locks %(path)s. Give it with --passphrase-file.")
        raise ArchiveError(said % {"path": path})
    armour = b""
    for _line in range(LONGEST_ARMOUR_LINES):
        armour += (line := file.readline(1_000))
        if line.rstrip() == ARMOUR_END:
            break
    try:
        return pyrage.x25519.Identity.from_str(pyrage.passphrase.decrypt(armour, lock.passphrase).decode())
    except (pyrage.DecryptError, pyrage.IdentityError, ValueError) as error:
        said = _("The passphrase does not open %(path)s. Check it, and that the file is whole.")
        raise ArchiveError(said % {"path": path}) from error


@contextmanager
def _pipe(work: Callable[[IO[bytes]], None], its_mode: str) -> Iterator[tuple[IO[bytes], Future[None]]]:
    """Run `work` in a thread on one end of a pipe and give the other end."""
    reader, writer = os.pipe()
    its_end, our_end, our_mode = (reader, writer, "wb") if its_mode == "rb" else (writer, reader, "rb")

    def run() -> None:
        with os.fdopen(its_end, its_mode) as end:
            work(end)

    with ThreadPoolExecutor(1, "archive") as pool:
        pipe = os.fdopen(our_end, our_mode)
        try:
            yield pipe, pool.submit(run)
        finally:
            with suppress(BrokenPipeError):
                pipe.close()
