"""The key ring: every secret of one installation in one file, kept outside the database.

It must not import Django at the top: the settings read their session secret from here.
"""

import base64
import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Self

from fuwutai.kernel.durable_file import locked, write_whole

AES_256_GCM = "AES-256-GCM"
SM4_GCM = "SM4-GCM"
KEY_BYTES = {AES_256_GCM: 32, SM4_GCM: 16}


class KeyRingError(Exception):
    """The key ring cannot be used; the text says why and what to do."""


@dataclass(frozen=True, slots=True)
class DataKey:
    """One key for encrypted fields."""

    id: str
    algorithm: str
    made_on: str
    secret: bytes = field(repr=False)


@dataclass(frozen=True, slots=True, repr=False)
class _Content:
    """What one reading of the file gave; replaced as a whole, so threads never see half a change."""

    signature: tuple[int, int, int]
    active: str
    data_keys: Mapping[str, DataKey]
    index_key: bytes
    audit_key: bytes
    session_secret: str


class KeyRing:
    """The keys of one installation; follows the file when another process rotates it."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._content = _read(path)

    @classmethod
    def load_or_create(cls, path: Path) -> Self:
        """Return the ring in a file; of processes that start at once, one makes it. Raises: KeyRingError."""
        try:
            if not path.exists():
                path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
                with locked(path):
                    if not path.exists():
                        write_whole(path, _encode(_fresh()))
        except OSError as error:
            raise KeyRingError(
                f"The key ring {path} cannot be made: {error.strerror}. Make its directory writable."
            ) from error
        return cls(path)

    @property
    def active(self) -> DataKey:
        """Return the key for new values, as the file has it now: one `stat` a call."""
        if _signature(self.path) != self._content.signature:
            self._content = _read(self.path)
        return self._content.data_keys[self._content.active]

    @property
    def data_keys(self) -> tuple[DataKey, ...]:
        """Return all keys for encrypted fields, oldest first."""
        return tuple(self._content.data_keys.values())

    @property
    def index_key(self) -> bytes:
        """Return the key of the blind index; it is never rotated, else nobody would be found again."""
        return self._content.index_key

    @property
    def audit_key(self) -> bytes:
        """Return the key that seals journal and access log; it is never rotated, else old seals break."""
        return self._content.audit_key

    @property
    def session_secret(self) -> str:
        """Return the secret that signs sessions and tokens."""
        return self._content.session_secret

    def key(self, key_id: str) -> DataKey:
        """Return one key; another process may just have added it to the file. Raises: KeyRingError."""
        if key_id not in self._content.data_keys:
            self._content = _read(self.path)
        try:
            return self._content.data_keys[key_id]
        except KeyError:
            raise KeyRingError(
                f"The key {key_id} is not in the key ring {self.path}. Put back the ring of this database."
            ) from None

    def rotate(self, algorithm: str = AES_256_GCM) -> DataKey:
        """Add a key and make it the active one; old keys stay for old values. Raises: KeyRingError."""
        if algorithm not in KEY_BYTES:
            raise KeyRingError(f"{algorithm} is not a known algorithm. Use one of: {', '.join(KEY_BYTES)}.")
        try:
            with locked(self.path):
                _read(self.path)  # a damaged ring must not be built upon
                document = json.loads(self.path.read_bytes())
                key_id, key = _fresh_data_key(algorithm)
                document["keys"][key_id] = key
                document["active"] = key_id
                write_whole(self.path, _encode(document))
        except OSError as error:
            raise KeyRingError(f"The key ring {self.path} cannot be changed: {error.strerror}.") from error
        return self.active


_ring: KeyRing | None = None


def ring() -> KeyRing:
    """Return the key ring of this process, from the data directory of the settings."""
    global _ring
    if _ring is None:
        from django.conf import settings

        _ring = KeyRing.load_or_create(Path(settings.FUWUTAI_DATA) / "keys" / "keyring.json")
    return _ring


def forget_ring() -> None:
    """Read the key ring afresh at the next use, after its file or the data directory was exchanged."""
    global _ring
    _ring = None


def _fresh_data_key(algorithm: str) -> tuple[str, dict[str, str]]:
    key = {
        "alg": algorithm,
        "made_on": datetime.now(UTC).date().isoformat(),
        "key": _text(secrets.token_bytes(KEY_BYTES[algorithm])),
    }
    return f"k{secrets.token_hex(4)}", key  # a random id: a foreign ring never claims to hold our key


def _fresh() -> dict[str, Any]:
    key_id, key = _fresh_data_key(AES_256_GCM)
    return {
        "version": 1,
        "active": key_id,
        "keys": {key_id: key},
        "index_key": _text(secrets.token_bytes(32)),
        "audit_key": _text(secrets.token_bytes(32)),
        "session_secret": secrets.token_urlsafe(48),
    }


def _signature(path: Path) -> tuple[int, int, int]:
    try:
        found = path.stat()
    except OSError as error:
        raise KeyRingError(f"The key ring {path} cannot be read: {error.strerror}. Put it back.") from error
    return found.st_ino, found.st_mtime_ns, found.st_size


def _read(path: Path) -> _Content:
    signature = _signature(path)
    _refuse_open_permissions(path)
    try:
        document = json.loads(path.read_bytes())
        return _Content(
            signature=signature,
            active=_known(document["active"], document["keys"]),
            data_keys={key_id: _data_key(key_id, key) for key_id, key in document["keys"].items()},
            index_key=_secret(document["index_key"], 32),
            audit_key=_secret(document["audit_key"], 32),
            session_secret=str(document["session_secret"]),
        )
    except OSError as error:
        raise KeyRingError(
            f"The key ring {path} cannot be read: {error.strerror}. Make it readable for this user."
        ) from error
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise KeyRingError(
            f"The key ring {path} is damaged. Restore it from a backup; without it nothing can be decrypted."
        ) from error


def _refuse_open_permissions(path: Path) -> None:
    mode = path.stat().st_mode & 0o777
    if mode & 0o077:
        raise KeyRingError(f"The key ring {path} is open to other users (mode {mode:04o}). Close it: chmod 600 {path}")


def _data_key(key_id: str, key: Mapping[str, str]) -> DataKey:
    return DataKey(key_id, key["alg"], key["made_on"], _secret(key["key"], KEY_BYTES[key["alg"]]))


def _known(key_id: str, keys: Mapping[str, Any]) -> str:
    if key_id not in keys:
        raise ValueError("the active key is not in the ring")
    return key_id


def _secret(text: str, length: int) -> bytes:
    found = base64.b64decode(text, validate=True)
    if len(found) != length:
        raise ValueError("a key has a wrong length")
    return found


def _text(secret: bytes) -> str:
    return base64.b64encode(secret).decode()


def _encode(document: Mapping[str, Any]) -> bytes:
    return json.dumps(document, indent=1).encode()
