"""Taking bytes in: written before any transaction, so that nobody waits for a disk, and tidied up if none follows."""

import hashlib
import hmac
import secrets
from dataclasses import dataclass
from datetime import timedelta

from django.db import transaction

from fuwutai.domain.files import storage
from fuwutai.domain.files.models import StoredFile
from fuwutai.domain.files.queries import place_of
from fuwutai.kernel import clock, keyring
from fuwutai.kernel.actors import Actor
from fuwutai.kernel.command import command
from fuwutai.kernel.errors import NotFound
from fuwutai.kernel.jobs import enqueue
from fuwutai.kernel.sealed_files import sealed
from fuwutai.kernel.uploads import Upload

UNUSED_FOR = timedelta(days=1)
"""So long nothing needs to refer to a file that was taken in."""
TIDY, MAKE_PREVIEW = "files.tidy", "files.make_preview"
PICTURES_OF = ("image/", "text/", "application/pdf")
"""What a preview can be made of."""


@dataclass(frozen=True, slots=True)
class Kept:
    """A file whose bytes are kept, under the name it was sent with. Only `store_file` makes one."""

    file_id: int
    name: str
    content_type: str
    size: int


def store_file(*, actor: Actor, upload: Upload) -> Kept:
    """Keep the bytes of a checked upload, once however often they are sent, and return what a row may refer to.

    To be called before a command, not inside of one: it writes to the disk. What nothing refers to a day later is
    erased. Cost: 3 statements for bytes that are kept already, else 7.
    """
    digest = _digest(upload.content)
    row = keep_file(actor=actor, digest=digest, upload=upload)
    if row is None:
        key = keyring.ring().active
        place = a_place()
        storage.write(place, sealed((upload.content,), place_of(StoredFile(digest=digest)), key))
        row = keep_file(actor=actor, digest=digest, upload=upload, place=place, key=key.id)
        if row is None:
            raise RuntimeError("a file was written and yet not kept")
        if row.place != place:
            storage.remove(place)  # somebody sent the same in this very moment and was faster
    return Kept(row.pk, upload.name, upload.content_type, row.size)


@command(statements=5)
def keep_file(*, actor: Actor, digest: str, upload: Upload, place: str = "", key: str = "") -> StoredFile | None:
    """Enter bytes that were written at a place; without one, return the row that has them already, or None."""
    now = clock.now()
    row = _locked(digest=digest)
    if row is None:
        if not place:
            return None
        new = StoredFile(digest=digest, size=0, content_type="", place="", made_at=now, erased_at=now)
        StoredFile.objects.bulk_create([new], ignore_conflicts=True)
        row = _locked(digest=digest)
        assert row is not None
    if row.erased_at is not None:
        if not place:
            return None
        row.place, row.key, row.preview, row.preview_state = place, key, "", ""
        row.size, row.content_type = len(upload.content), upload.content_type
        row.made_at, row.erased_at = now, None
    row.look_at = now + UNUSED_FOR
    row.save(update_fields=[
        "place", "key", "preview", "preview_state", "size", "content_type", "made_at", "erased_at", "look_at",
    ])  # fmt: skip
    if place and row.place == place:
        if row.content_type.startswith(PICTURES_OF):
            enqueue(MAKE_PREVIEW, {"file_id": row.pk}, unique_key=f"{MAKE_PREVIEW}:{row.pk}")
        else:
            StoredFile.objects.filter(pk=row.pk).update(preview_state="none")
    return row


@command(statements=2)
def hold_file(*, actor: Actor, file_id: int) -> None:
    """Hold a file until the command that calls this ends, so that it is not erased before a row refers to it.

    Raises: NotFound when it is erased.
    """
    row = _locked(pk=file_id)
    if row is None or row.erased_at is not None:
        raise NotFound


@command(statements=4)
def note_preview(*, actor: Actor, file_id: int, of: str, place: str) -> StoredFile | None:
    """Note where the preview of the bytes at `of` was written, "" = there is none; None: they are gone meanwhile."""
    row = _locked(pk=file_id)
    if row is None or row.place != of or row.preview:
        return None
    row.preview, row.preview_state = place, "made" if place else "none"
    row.save(update_fields=["preview", "preview_state"])
    return row


def a_place() -> str:
    """Return a name for bytes that are about to be written; should no row name it tomorrow, they are removed."""
    name = secrets.token_hex(16)
    place = f"{name[:2]}/{name[2:]}"
    with transaction.atomic():
        enqueue(TIDY, {"places": [place]}, run_at=clock.wall() + UNUSED_FOR)
    return place


def _locked(**what: object) -> StoredFile | None:
    return StoredFile.objects.select_for_update(no_key=True).filter(**what).first()


def _digest(content: bytes) -> str:
    return hmac.new(keyring.ring().index_key, content, hashlib.sha256).hexdigest()
