"""Moving every encrypted value to the active key while the application runs.

What is encrypted outside of the database is moved by whoever keeps it: `also`.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.apps import apps
from django.db import models, transaction
from django.db.models import ExpressionWrapper, F, QuerySet, Value

from fuwutai.kernel import keyring
from fuwutai.kernel.fields import DecryptionError, EncryptedTextField, decrypt, encrypt, stored_prefix

Column = EncryptedTextField[Any, Any]

BATCH_ROWS = 500
Report = Callable[[str, int], None]
ROUNDS = 5  # a process that has not yet noticed the new key may still write with the old one


@dataclass(slots=True)
class Reencryption:
    """What moving to the active key did: values moved, values still under old keys, which would not open."""

    moved: int = 0
    remaining: int = 0
    unreadable: list[str] = field(default_factory=list)


_others: dict[str, Callable[[Report], Reencryption]] = {}


def also(name: str, move: Callable[[Report], Reencryption]) -> None:
    """Let something that is no column of the database be moved with the rest."""
    _others[name] = move


def encrypted_columns() -> list[Column]:
    """Return every encrypted column of the installed models."""
    return [
        column
        for model in apps.get_models()
        if model._meta.managed and not model._meta.proxy
        for column in model._meta.local_concrete_fields
        if isinstance(column, EncryptedTextField)
    ]


def reencrypt(
    columns: Sequence[Column] | None = None,
    *,
    batch_rows: int = BATCH_ROWS,
    report: Report = lambda place, moved: None,
) -> Reencryption:
    """Encrypt all values under older keys again; stopped half-way it simply goes on at the next call.

    With `columns` only these, else everything.

    A value that was encrypted just before the rotation and committed after the walk stays readable under its old
    key, which is kept, until the next call moves it.
    `report` hears the place and the values moved, batch by batch. Cost: a statement a value.
    """
    result = Reencryption()
    for column in encrypted_columns() if columns is None else columns:
        unreadable: set[str] = set()
        for _round in range(ROUNDS):
            moved = _walk(column, batch_rows, unreadable, report)
            result.moved += moved
            if not moved:
                break
        result.remaining += _outdated(column).count()
        result.unreadable += sorted(unreadable)
    for move in _others.values() if columns is None else ():
        other = move(report)
        result.moved += other.moved
        result.remaining += other.remaining
        result.unreadable += other.unreadable
    return result


def _walk(column: Column, batch_rows: int, unreadable: set[str], report: Callable[[str, int], None]) -> int:
    """Go once through a column by primary key; return how many values were moved."""
    total = 0
    batch = _outdated(column).order_by("pk")
    while rows := list(batch.values_list("pk", "stored_text")[:batch_rows]):
        moved = 0
        with transaction.atomic():
            for pk, stored in rows:
                try:
                    fresh = encrypt(decrypt(stored, column.place), column.place)
                except DecryptionError:
                    unreadable.add(f"{column.place} {pk}")
                    continue
                moved += _replace(column, pk, stored, fresh)
        report(column.place, moved)
        total += moved
        batch = _outdated(column).order_by("pk").filter(pk__gt=rows[-1][0])
    return total


def _replace(column: Column, pk: Any, old: str, new: str) -> int:
    """Exchange one value unless somebody wrote a newer one in the meantime."""
    unchanged = _stored(column).filter(pk=pk, stored_text=old)
    return unchanged.update(**{column.attname: Value(new, output_field=models.TextField())})


def _stored(column: Column) -> QuerySet[Any]:
    """Return the rows of a column with the text that really stands in the database."""
    plain_column = ExpressionWrapper(F(column.name), output_field=models.TextField())
    return column.model._base_manager.annotate(stored_text=plain_column)


def _outdated(column: Column) -> QuerySet[Any]:
    prefix = stored_prefix(keyring.ring().active)
    return _stored(column).filter(stored_text__isnull=False).exclude(stored_text__startswith=prefix)
