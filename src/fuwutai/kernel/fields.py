"""The encrypted text column, and the form in which it stands in the database.

A stored value reads `v1:<key id>:<algorithm>:<base64 of nonce, ciphertext and tag>`. It is bound to
`table.column`, so a value copied into another column does not open; a migration that renames a model or field
keeps `db_table` and `db_column`, else the values could not be read any more.
"""

import base64
import os
from typing import TYPE_CHECKING, Any, NoReturn, TypeVar

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.core import checks
from django.core.exceptions import FieldError
from django.db import models

from fuwutai.kernel import keyring
from fuwutai.kernel.keyring import AES_256_GCM, SM4_GCM, DataKey, KeyRingError

CODES = {AES_256_GCM: "aes", SM4_GCM: "sm4"}
NONCE_BYTES = 12
TAG_BYTES = 16


class DecryptionError(Exception):
    """A stored value does not open; the text names place and key, never the value."""


def encrypt(text: str, place: str) -> str:
    """Return a text as it is stored in the place `table.column`, under the active key."""
    key = keyring.ring().active
    nonce = os.urandom(NONCE_BYTES)
    sealed = seal(key, nonce, text.encode(), place.encode())
    return f"{stored_prefix(key)}{base64.b64encode(nonce + sealed).decode()}"


def decrypt(stored: str, place: str) -> str:
    """Return the text behind a stored value. Raises: DecryptionError."""
    version, _, rest = stored.partition(":")
    key_id, _, rest = rest.partition(":")
    code, _, body = rest.partition(":")
    if version != "v1" or not body:
        raise DecryptionError(f"{place} holds a value that is not encrypted. Restore it from a backup.")
    try:
        key = keyring.ring().key(key_id)
        if code != CODES[key.algorithm]:
            raise ValueError("the algorithm is not that of the key")
        sealed = base64.b64decode(body, validate=True)
        return unseal(key, sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], place.encode()).decode()
    except KeyRingError as error:
        raise DecryptionError(f"{place} cannot be decrypted with key {key_id}. {error}") from error
    except (InvalidTag, ValueError) as error:
        raise DecryptionError(
            f"{place} cannot be decrypted with key {key_id}: the value was changed or belongs elsewhere. "
            "Restore it from a backup."
        ) from error


def stored_prefix(key: DataKey) -> str:
    """Return how every value under a key begins."""
    return f"v1:{key.id}:{CODES[key.algorithm]}:"


def seal(key: DataKey, nonce: bytes, plain: bytes, place: bytes) -> bytes:
    """Return bytes encrypted under a key and bound to a place; no nonce may be used twice under one key."""
    if key.algorithm == AES_256_GCM:
        return AESGCM(key.secret).encrypt(nonce, plain, place)
    encryptor = Cipher(algorithms.SM4(key.secret), modes.GCM(nonce)).encryptor()
    encryptor.authenticate_additional_data(place)
    return encryptor.update(plain) + encryptor.finalize() + encryptor.tag


def unseal(key: DataKey, nonce: bytes, sealed: bytes, place: bytes) -> bytes:
    """Return what `seal` was given. Raises: InvalidTag, ValueError."""
    if key.algorithm == AES_256_GCM:
        return AESGCM(key.secret).decrypt(nonce, sealed, place)
    mode = modes.GCM(nonce, tag=sealed[-TAG_BYTES:])  # refuses a tag cut short
    decryptor = Cipher(algorithms.SM4(key.secret), mode).decryptor()
    decryptor.authenticate_additional_data(place)
    return decryptor.update(sealed[:-TAG_BYTES]) + decryptor.finalize()


_Set = TypeVar("_Set", contravariant=True)
_Get = TypeVar("_Get", covariant=True)

if TYPE_CHECKING:
    _TextField = models.TextField
else:

    class _TextField(models.TextField):
        """Take the type parameters that only type checkers read: `null=True` makes the value optional."""

        def __class_getitem__(cls, _types: object) -> type:
            return cls


class EncryptedTextField(_TextField[_Set, _Get]):
    """A text that the database holds only encrypted; None stays None; nothing but `isnull` can look it up."""

    @property
    def place(self) -> str:
        """Return what the values are bound to."""
        return f"{self.model._meta.db_table}.{self.column}"

    def get_prep_value(self, value: Any) -> str | None:
        """Return the value as it is stored."""
        text = super().get_prep_value(value)
        return None if text is None else encrypt(text, self.place)

    def from_db_value(self, value: str | None, *_: object) -> str | None:
        """Return the value as the program sees it."""
        return None if value is None else decrypt(value, self.place)

    def get_lookup(self, lookup_name: str) -> Any:
        """Return the one lookup that makes sense. Raises: FieldError."""
        if lookup_name != "isnull":
            self._refuse(lookup_name)
        return super().get_lookup(lookup_name)

    def get_transform(self, lookup_name: str) -> NoReturn:
        """Raises: FieldError."""
        self._refuse(lookup_name)

    def check(self, **kwargs: Any) -> list[checks.CheckMessage]:
        """Return the complaints of Django and about indexes, which could never find or compare anything."""
        found = super().check(**kwargs)
        if self.unique or getattr(self, "db_index", False):
            text = "An encrypted field cannot be indexed, its values all differ. Index its blind index."
            found.append(checks.Error(text, obj=self, id="kernel.E001"))
        return found

    def _refuse(self, lookup_name: str) -> NoReturn:
        raise FieldError(f"{self.place} is encrypted and cannot be looked up by {lookup_name!r}. Use its blind index.")
