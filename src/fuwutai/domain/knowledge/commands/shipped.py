"""Standard phrases that a manual asks for."""

from collections.abc import Iterable
from dataclasses import dataclass

from fuwutai.domain.knowledge.choices import BOTH
from fuwutai.domain.knowledge.commands.folders import place_behind
from fuwutai.domain.knowledge.commands.phrases import last_position
from fuwutai.domain.knowledge.events import PhrasesAdopted
from fuwutai.domain.knowledge.models import Phrase, PhraseFolder, PhraseVersion
from fuwutai.domain.knowledge.policies import may_edit_for_all
from fuwutai.domain.knowledge.variables import stored
from fuwutai.kernel import clock
from fuwutai.kernel.actors import Actor
from fuwutai.kernel.command import command, emit
from fuwutai.kernel.errors import Refused


@dataclass(frozen=True, slots=True, kw_only=True)
class ShippedFolder:
    """A situation as a pack names it in the language of the centre."""

    code: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ShippedPhrase:
    """A phrase that a pack brings, in one language. `folder`: the code of its folder."""

    code: str
    folder: str
    clause_code: str
    title: str
    body: str
    language: str
    shortcut: str = ""
    purpose: str = BOTH
    types: tuple[str, ...] = ()


@command
def adopt_phrases(*, actor: Actor, folders: Iterable[ShippedFolder], phrases: Iterable[ShippedPhrase]) -> int:
    """Take over phrases that were never here, for everybody, and return how many; nothing there is changed.

    A folder that was taken away stays so: its phrases stand in none. A shortcut that is taken is left out.
    Emits: PhrasesAdopted, nothing where all were there. Raises: Refused.
    """
    if not may_edit_for_all(actor):
        raise Refused
    known = set(Phrase.objects.exclude(code="").values_list("code", flat=True))
    new = [one for one in phrases if one.code not in known]
    if not new:
        return 0
    places = _places(folders, {one.folder for one in new})
    taken = set(Phrase.objects.filter(owner=None, team=None, retired_at=None).values_list("shortcut", flat=True))
    first, now = last_position(), clock.now()
    rows = []
    for place, one in enumerate(new):
        shortcut = "" if one.shortcut in taken else one.shortcut
        taken.add(one.shortcut)
        rows.append(Phrase(
            code=one.code, folder_id=places.get(one.folder), title=one.title, body=stored(one.body.strip()),
            shortcut=shortcut, language=one.language, purpose=one.purpose, types=sorted(one.types),
            clause_code=one.clause_code, position=first + place, made_at=now,
        ))  # fmt: skip
    made = Phrase.objects.bulk_create(rows)
    PhraseVersion.objects.bulk_create(
        PhraseVersion(phrase=one, number=1, title=one.title, body=one.body, at=now) for one in made
    )
    emit(PhrasesAdopted(phrase_id=made[0].pk, number=len(made)))
    return len(made)


def _places(folders: Iterable[ShippedFolder], wanted: set[str]) -> dict[str, int | None]:
    """Return the ids of folders by their codes, made where they were never here; None for one that was taken away."""
    found: dict[str, int | None] = {
        one.code: None if one.retired_at else one.pk for one in PhraseFolder.objects.exclude(code="")
    }
    for one in folders:
        if one.code in wanted and one.code not in found:
            found[one.code] = PhraseFolder.objects.create(code=one.code, name=one.name, position=place_behind()).pk
    return found
