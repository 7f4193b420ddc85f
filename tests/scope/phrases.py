"""Standard phrases of the world: one of each person, one of each team, one for all, each with its first version."""

from collections.abc import Iterable
from typing import Any

from tests.scope.world import Person, World

from fuwutai.domain.accounts.models import Team
from fuwutai.domain.knowledge.models import Phrase, PhraseFolder, PhraseVersion
from fuwutai.kernel import clock

FORM = {"title": "话术", "body": "您好", "audience": "me", "language": "zh", "purpose": "both"}


def kept_phrases(people: Iterable[Any]) -> dict[str, int]:
    """Return the ids of them, as “phrase of 5” for the person with the id 5, “phrase in 2” for a team, and “phrase”."""
    ids = {"phrase_folder": PhraseFolder.objects.create(name="开场", position=0).pk}
    readers = {f"of {person.staff_id}": {"owner_id": person.staff_id} for person in people}
    readers |= {f"in {team.pk}": {"team_id": team.pk} for team in Team.objects.all()} | {"": {}}
    for place, (whose, reader) in enumerate(readers.items()):
        words = {"title": f"phrase {whose}", "body": f"words {whose}"}
        one = Phrase.objects.create(language="zh", position=place, made_at=clock.now(), **words, **reader)
        PhraseVersion.objects.create(phrase=one, number=1, at=clock.now(), **words)
        ids[f"phrase {whose}".strip()] = one.pk
    return ids


def phrases(world: World, person: Person) -> Iterable[tuple[int, bool]]:
    """Yield every phrase and whether a person has it or looks after it.

    Her own, those for all, those of teams she works in; who writes phrases for others looks after those of her reach.
    """
    actor = person.actor
    writes = "phrases.edit" in actor.permissions
    for name, pk in world.ids.items():
        if name == "phrase":
            yield pk, True
        elif name.startswith("phrase of "):
            yield pk, name == f"phrase of {person.staff_id}"
        elif name.startswith("phrase in "):
            team_id = int(name.removeprefix("phrase in "))
            in_reach = actor.reach == "all" or team_id in actor.team_ids | actor.unit_team_ids
            yield pk, team_id in actor.team_ids or (writes and in_reach)


def versions(world: World, person: Person) -> Iterable[tuple[tuple[int | str, ...], bool]]:
    """Yield the first version of every phrase and whether a person sees it."""
    for pk, is_seen in phrases(world, person):
        yield (pk, 1), is_seen
