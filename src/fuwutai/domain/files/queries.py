"""Every read of files. Who may see one is decided by the app that took it in; none of this asks."""

from collections.abc import Collection, Iterator
from datetime import datetime
from typing import IO

from fuwutai.domain.files import storage
from fuwutai.domain.files.models import StoredFile
from fuwutai.kernel.errors import NotFound
from fuwutai.kernel.fields import DecryptionError
from fuwutai.kernel.sealed_files import opened


def open_file(file_id: int) -> Iterator[bytes]:
    """Yield the content of a file, decrypted while it is read; its beginning is read and checked at once.

    Raises: NotFound where the bytes are gone; DecryptionError. Cost: 1 statement.
    """
    return _opened(_row(file_id), "place")


def preview_of(file_id: int) -> bytes:
    """Return the preview of a file: a small picture (WebP), of a text its first lines.

    Raises: NotFound where there is none (yet); DecryptionError. Cost: 1 statement.
    """
    return b"".join(_opened(_row(file_id), "preview"))


def preview_states(file_ids: Collection[int]) -> dict[int, str]:
    """Return of files whether they have a preview: "made", "none", or "" as long as it was not tried."""
    return dict(StoredFile.objects.filter(pk__in=file_ids).values_list("pk", "preview_state"))


def due_for_a_look(now: datetime, limit: int) -> list[int]:
    """Return the files of which it is time to see whether anything refers to them. Cost: 1 statement."""
    due = StoredFile.objects.filter(look_at__lte=now).order_by("look_at")
    return list(due.values_list("pk", flat=True)[:limit])


def referred_to(file_ids: Collection[int]) -> set[int]:
    """Return which files something refers to: any row of any app that points at them.

    Cost: 1 statement for each model that can.
    """
    wanted, found = set(file_ids), set[int]()
    for field in StoredFile._meta.get_fields(include_hidden=True):
        if not (field.auto_created and (field.one_to_many or field.one_to_one)):
            continue
        column = field.field.attname  # type: ignore[union-attr]
        rows = field.related_model._base_manager.filter(**{f"{column}__in": wanted - found})  # type: ignore[union-attr]
        found |= set(rows.order_by().values_list(column, flat=True).distinct())
    return found


def place_of(row: StoredFile) -> str:
    """Return what the bytes of a file are bound to, so that they open as no other."""
    return f"files.storedfile:{row.digest}"


def _row(file_id: int) -> StoredFile:
    row = StoredFile.objects.filter(pk=file_id, erased_at=None).first()
    if row is None:
        raise NotFound
    return row


def _opened(row: StoredFile, column: str) -> Iterator[bytes]:
    place = getattr(row, column)
    if not place:
        raise NotFound
    try:
        file = storage.storage().open(place)
    except FileNotFoundError as error:
        if not StoredFile.objects.filter(pk=row.pk, **{column: place}).exists():
            raise NotFound from error  # erased, or moved to another key, in this very moment
        raise DecryptionError(f"The bytes of file {row.pk} are missing. Restore them from a backup.") from error
    pieces = _closing(file, place_of(row) if column == "place" else f"{place_of(row)}:preview")
    first = next(pieces)

    def all_pieces() -> Iterator[bytes]:
        yield first
        yield from pieces

    return all_pieces()


def _closing(file: IO[bytes], place: str) -> Iterator[bytes]:
    with file:
        yield from opened(file, place)
