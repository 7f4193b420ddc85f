"""What files do by themselves: previews, and bytes that nothing needs any more."""

from datetime import timedelta
from typing import Any

from fuwutai.domain.files import storage
from fuwutai.domain.files.commands.erasing import erase_unused_files
from fuwutai.domain.files.commands.keeping import MAKE_PREVIEW, TIDY
from fuwutai.domain.files.models import StoredFile
from fuwutai.domain.files.previews import make_preview
from fuwutai.domain.files.queries import due_for_a_look
from fuwutai.kernel import clock
from fuwutai.kernel.actors import Actor
from fuwutai.kernel.jobs import job, repeat

BATCH_FILES = 100


@job(TIDY)
def tidy(payload: dict[str, Any]) -> None:
    """Remove bytes that no row names."""
    places = set(payload["places"])
    for column in ("place", "preview"):
        places -= set(StoredFile.objects.filter(**{f"{column}__in": places}).values_list(column, flat=True))
    for place in places:
        storage.remove(place)


@job(MAKE_PREVIEW, external=True)
def preview(payload: dict[str, Any]) -> None:
    """Make the preview of one file; it takes its time, so no transaction is open meanwhile."""
    make_preview(payload["file_id"])


@job("files.sweep_unused")
def sweep_unused(_payload: dict[str, Any]) -> None:
    """Erase what was taken in and never used."""
    if due := due_for_a_look(clock.now(), limit=BATCH_FILES):
        erase_unused_files(actor=Actor.system("files"), file_ids=due, due_only=True)


repeat("files.sweep_unused", every=timedelta(minutes=10))
