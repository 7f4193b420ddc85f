"""Folders of standard phrases: one for each situation, in an order."""

from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from fuwutai.domain.knowledge.choices import LONGEST_FOLDER, MOST_FOLDERS
from fuwutai.domain.knowledge.events import FolderMoved, FolderRetired, FolderSaved
from fuwutai.domain.knowledge.models import Phrase, PhraseFolder
from fuwutai.domain.knowledge.policies import may_edit_for_all
from fuwutai.kernel import clock
from fuwutai.kernel.actors import Actor
from fuwutai.kernel.command import command, emit
from fuwutai.kernel.errors import Conflict, Invalid, NotFound, Refused
from fuwutai.kernel.text import storable


@command(statements=6)
def save_folder(*, actor: Actor, name: str, folder_id: int | None = None) -> PhraseFolder:
    """Make a folder behind all others, or give one another name.

    Emits: FolderSaved. Raises: NotFound, Refused, Conflict for one folder too many, Invalid.
    """
    _check(actor)
    rows = _rows()
    folder = _one(rows, folder_id) if folder_id is not None else None
    name, problem = name.strip(), None
    if not name or len(name) > LONGEST_FOLDER or not storable(name):
        problem = _("Give the folder a name of at most 40 characters.")
    elif any(one.name.casefold() == name.casefold() and one is not folder for one in rows):
        problem = _("There is a folder of this name already.")
    if problem:
        raise Invalid(problem, fields={"name": problem})
    if folder is None:
        if len(rows) >= MOST_FOLDERS:
            raise Conflict(_("There are 40 folders already. Take one away first."), code="too_many_folders")
        folder = PhraseFolder.objects.create(name=name, position=place_behind())
    else:
        folder.name = name
        folder.save(update_fields=["name"])
    emit(FolderSaved(phrase_folder_id=folder.pk))
    return folder


@command(statements=6)
def move_folder(*, actor: Actor, folder_id: int, up: bool) -> None:
    """Let a folder change places with its neighbour.

    Emits: FolderMoved, nothing at the end. Raises: NotFound, Refused.
    """
    _check(actor)
    rows = _rows()
    here = rows.index(_one(rows, folder_id))
    there = here - 1 if up else here + 1
    if not 0 <= there < len(rows):
        return
    rows[here], rows[there] = rows[there], rows[here]
    for place, row in enumerate(rows):
        row.position = place
    PhraseFolder.objects.bulk_update(rows, ["position"])
    emit(FolderMoved(phrase_folder_id=folder_id, position=there))


@command(statements=6)
def retire_folder(*, actor: Actor, folder_id: int) -> None:
    """Take a folder away; its phrases stay and stand in none. Emits: FolderRetired. Raises: NotFound, Refused."""
    _check(actor)
    folder = _one(_rows(), folder_id)
    Phrase.objects.filter(folder=folder).update(folder=None)
    folder.retired_at = clock.now()
    folder.save(update_fields=["retired_at"])
    emit(FolderRetired(phrase_folder_id=folder.pk))


def place_behind() -> int:
    """Return the place behind all folders. Cost: 1 statement."""
    last = PhraseFolder.objects.aggregate(last=Max("position"))["last"]
    return 0 if last is None else int(last) + 1


def _check(actor: Actor) -> None:
    if not may_edit_for_all(actor):
        raise Refused


def _rows() -> list[PhraseFolder]:
    """Return the folders, locked, in their order. Cost: 1 statement."""
    rows = PhraseFolder.objects.filter(retired_at=None).select_for_update(no_key=True)
    return list(rows.order_by("position", "pk"))


def _one(rows: list[PhraseFolder], folder_id: int) -> PhraseFolder:
    """Raises: NotFound."""
    found = next((row for row in rows if row.pk == folder_id), None)
    if found is None:
        raise NotFound
    return found
