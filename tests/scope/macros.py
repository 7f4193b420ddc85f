"""Macros of the world: one of each person, one of each team, one for all."""

from collections.abc import Iterable
from typing import Any

from tests.scope.world import Person, World

from fuwutai.domain.accounts.models import Team
from fuwutai.domain.cases.models import Macro
from fuwutai.kernel import clock

MACRO_FORM = {"name": "宏", "audience": "me", "steps-0-do": "wake"}


def kept_macros(people: Iterable[Any]) -> dict[str, int]:
    """Return the ids of them, as “macro of 5” for the person with the id 5, “macro in 2” for a team, and “macro”."""
    ids: dict[str, int] = {}
    common = {"steps": [{"do": "wake"}], "made_at": clock.now()}
    for person in people:
        own = Macro.objects.create(name=f"own {person.staff_id}", owner_id=person.staff_id, **common)
        ids[f"macro of {person.staff_id}"] = own.pk
    for team in Team.objects.all():
        ids[f"macro in {team.pk}"] = Macro.objects.create(name=f"team {team.pk}", team=team, **common).pk
    ids["macro"] = Macro.objects.create(name="all", **common).pk
    return ids


def macros(world: World, person: Person) -> Iterable[tuple[int, bool]]:
    """Yield every macro and whether a person has it or looks after it.

    Her own, those for all, those of teams she works in; who may share macros looks after those of her reach.
    """
    actor = person.actor
    shares = "macros.share" in actor.permissions
    for name, pk in world.ids.items():
        if name == "macro":
            yield pk, True
        elif name.startswith("macro of "):
            yield pk, name == f"macro of {person.staff_id}"
        elif name.startswith("macro in "):
            team_id = int(name.removeprefix("macro in "))
            in_reach = actor.reach == "all" or team_id in actor.team_ids | actor.unit_team_ids
            yield pk, team_id in actor.team_ids or (shares and in_reach)
