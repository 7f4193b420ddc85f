"""Saved views of the world: one of each person, one of each team, one for all."""

from collections.abc import Iterable
from typing import Any

from tests.scope.world import Person, World

from fuwutai.domain.accounts.models import Team
from fuwutai.domain.cases.models import SavedView
from fuwutai.kernel import clock


def kept(people: Iterable[Any]) -> dict[str, int]:
    """Return the ids of them, as “view of 5” for the person with the id 5, “view in 2” for a team, and “view”."""
    ids, now = {}, clock.now()
    common = {"query": "status:new", "columns": ["status"], "order": "due", "made_at": now, "changed_at": now}
    for person in people:
        own = SavedView.objects.create(name=f"own {person.staff_id}", owner_id=person.staff_id, **common)
        ids[f"view of {person.staff_id}"] = own.pk
    for team in Team.objects.all():
        ids[f"view in {team.pk}"] = SavedView.objects.create(name=f"team {team.pk}", team=team, **common).pk
    ids["view"] = SavedView.objects.create(name="all", for_all=True, **common).pk
    return ids


def views(world: World, person: Person) -> Iterable[tuple[int, bool]]:
    """Yield every view and whether a person has it: her own, those of teams she works in, and those for all."""
    for name, pk in world.ids.items():
        kind, _between, whose = name.partition(" of ") if " of " in name else name.partition(" in ")
        if kind != "view":
            continue
        teams = {f"view in {team}" for team in person.actor.team_ids}
        yield pk, name in teams | {f"view of {person.staff_id}"} or not whose
