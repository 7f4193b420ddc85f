"""Letting bytes be gone."""

from collections.abc import Collection

from fuwutai.domain.files.commands.keeping import TIDY
from fuwutai.domain.files.models import StoredFile
from fuwutai.domain.files.queries import referred_to
from fuwutai.kernel import clock
from fuwutai.kernel.actors import Actor
from fuwutai.kernel.command import command
from fuwutai.kernel.jobs import enqueue


@command(statements=6)
def erase_unused_files(*, actor: Actor, file_ids: Collection[int], due_only: bool = False) -> list[int]:
    """Erase those of some files that nothing refers to any more, and return them; the bytes go after the commit.

    The row stays, marked as erased. `due_only`: what was sent again since is left for a later look.
    """
    now = clock.now()
    rows = StoredFile.objects.select_for_update(no_key=True).filter(pk__in=set(file_ids), erased_at=None)
    if due_only:
        rows = rows.filter(look_at__lte=now)
    found = {row.pk: row for row in rows.order_by("pk")}
    if not found:
        return []
    used = referred_to(found)
    StoredFile.objects.filter(pk__in=used, look_at__lte=now).update(look_at=None)
    gone = [row for pk, row in found.items() if pk not in used]
    if gone:
        ids = [row.pk for row in gone]
        StoredFile.objects.filter(pk__in=ids).update(
            place="", preview="", preview_state="", key="", erased_at=now, look_at=None
        )
        enqueue(TIDY, {"places": [place for row in gone for place in (row.place, row.preview) if place]})
    return [row.pk for row in gone]
