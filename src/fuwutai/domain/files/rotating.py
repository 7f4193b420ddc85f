"""Moving the bytes of files to the active key, while they are read and written."""

from collections.abc import Callable
from datetime import timedelta

from django.db import transaction
from django.db.models import QuerySet

from fuwutai.domain.files import storage
from fuwutai.domain.files.commands.keeping import TIDY, UNUSED_FOR, a_place
from fuwutai.domain.files.models import StoredFile
from fuwutai.domain.files.queries import place_of
from fuwutai.kernel import clock, keyring, rotation
from fuwutai.kernel.fields import DecryptionError
from fuwutai.kernel.jobs import enqueue
from fuwutai.kernel.rotation import Reencryption
from fuwutai.kernel.sealed_files import opened, sealed

PLACE = "files"
BATCH_FILES = 50
OLD_BYTES_STAY = UNUSED_FOR + timedelta(days=1)
"""Who reads them just now goes on, and a backup whose copy of the database names them still finds them."""


def move_files(report: Callable[[str, int], None]) -> Reencryption:
    """Encrypt all files under older keys again, with their previews; stopped half-way the next call goes on.

    Cost: for each file its bytes read and written, and 4 statements.
    """
    result, after = Reencryption(), 0
    while rows := list(_outdated().filter(pk__gt=after).order_by("pk")[:BATCH_FILES]):
        moved = 0
        for row in rows:
            try:
                moved += _move(row)
            except (DecryptionError, FileNotFoundError):
                if _outdated().filter(pk=row.pk, place=row.place).exists():  # else it was erased meanwhile
                    result.unreadable.append(f"{PLACE} {row.pk}")
        report(PLACE, moved)
        result.moved += moved
        after = rows[-1].pk
    result.remaining = _outdated().count()
    return result


def _outdated() -> QuerySet[StoredFile]:
    return StoredFile.objects.filter(erased_at=None).exclude(key=keyring.ring().active.id)


def _move(row: StoredFile) -> bool:
    """Write the bytes of a file anew and let its row name them, unless it changed meanwhile."""
    key, bound = keyring.ring().active, place_of(row)
    fresh = {"place": _copied(row.place, bound, key), "preview": ""}
    if row.preview:
        fresh["preview"] = _copied(row.preview, f"{bound}:preview", key)
    old = [place for place in (row.place, row.preview) if place]
    with transaction.atomic():
        same = StoredFile.objects.filter(pk=row.pk, place=row.place, preview=row.preview, erased_at=None)
        if not same.update(**fresh, key=key.id):
            return False  # what was written is removed tomorrow, as no row names it
        enqueue(TIDY, {"places": old}, run_at=clock.wall() + OLD_BYTES_STAY)
    return True


def _copied(place: str, bound: str, key: keyring.DataKey) -> str:
    there = a_place()
    with storage.storage().open(place) as file:
        storage.write(there, sealed(opened(file, bound), bound, key))
    return there


rotation.also(PLACE, move_files)
