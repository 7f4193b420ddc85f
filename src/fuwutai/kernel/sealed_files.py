"""Files at rest: encrypted piece by piece, so that a large one never stands in memory a second time.

A file begins with the line `fuwutai-file:v1:<key id>:<algorithm>` and a salt. From data key, salt and the place it
belongs to follows a key of its own, under which the pieces are numbered and the last one is marked: none can be
exchanged, left out, added or moved into another file.
"""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from os import urandom
from typing import IO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from fuwutai.kernel import keyring
from fuwutai.kernel.fields import CODES, NONCE_BYTES, TAG_BYTES, DecryptionError, seal, unseal
from fuwutai.kernel.keyring import KEY_BYTES, DataKey, KeyRingError

PIECE_BYTES = 256 * 1024
SALT_BYTES = 32
_FIRST_LINE = b"fuwutai-file:v1:"
_LONGEST_LINE = 200


def sealed(pieces: Iterable[bytes], place: str, key: DataKey | None = None) -> Iterator[bytes]:
    """Yield a file as it is stored under a key, else the active one, from its content in pieces of any length."""
    key = key or keyring.ring().active
    salt = urandom(SALT_BYTES)
    yield _FIRST_LINE + f"{key.id}:{CODES[key.algorithm]}\n".encode() + salt
    own = _own_key(key, salt, place)
    for number, (piece, is_last) in enumerate(_even(pieces)):
        yield seal(own, _nonce(number, is_last), piece, b"")


def opened(file: IO[bytes], place: str) -> Iterator[bytes]:
    """Yield the content of a stored file, each piece checked before it is given. Raises: DecryptionError."""
    try:
        own = _own_key(*_head(file), place)
        size = PIECE_BYTES + TAG_BYTES
        number, here = 0, _read(file, size)
        while True:
            following = _read(file, size) if len(here) == size else b""
            yield unseal(own, _nonce(number, not following), here, b"")
            if not following:
                return
            number, here = number + 1, following
    except KeyRingError as error:
        raise DecryptionError(f"{place} cannot be decrypted. {error}") from error
    except (InvalidTag, ValueError) as error:
        raise DecryptionError(f"{place} cannot be decrypted: it was changed. Restore it from a backup.") from error


def _head(file: IO[bytes]) -> tuple[DataKey, bytes]:
    """Return the key that the first line names, and the salt behind it. Raises: ValueError, KeyRingError."""
    line = file.readline(_LONGEST_LINE)
    key_id, _, code = line.removeprefix(_FIRST_LINE).decode("ascii").rstrip("\n").partition(":")
    salt = _read(file, SALT_BYTES)
    if not line.startswith(_FIRST_LINE) or len(salt) != SALT_BYTES:
        raise ValueError("no file of ours")
    key = keyring.ring().key(key_id)
    if code != CODES[key.algorithm]:
        raise ValueError("the algorithm is not that of the key")
    return key, salt


def _own_key(key: DataKey, salt: bytes, place: str) -> DataKey:
    length = KEY_BYTES[key.algorithm]
    return replace(key, secret=HKDF(SHA256(), length, salt, f"fuwutai-file:{place}".encode()).derive(key.secret))


def _nonce(number: int, is_last: bool) -> bytes:
    return number.to_bytes(NONCE_BYTES - 1, "big") + (b"\x01" if is_last else b"\x00")


def _even(pieces: Iterable[bytes]) -> Iterator[tuple[bytes, bool]]:
    """Yield the same bytes in pieces of one length, and whether each is the last; of nothing one empty piece."""
    waiting = bytearray()
    for piece in pieces:
        whole = memoryview(piece)
        for start in range(0, len(whole), PIECE_BYTES):
            waiting += whole[start : start + PIECE_BYTES]
            while len(waiting) > PIECE_BYTES:  # what fills a piece exactly may be the last one
                yield bytes(waiting[:PIECE_BYTES]), False
                del waiting[:PIECE_BYTES]
    yield bytes(waiting), True


def _read(file: IO[bytes], size: int) -> bytes:
    """Return so many bytes, fewer only at the end: some storages give less at a time."""
    found = bytearray()
    while len(found) < size and (more := file.read(size - len(found))):
        found += more
    return bytes(found)
