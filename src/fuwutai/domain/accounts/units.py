"""The tree of the organisation, and which teams belong to which part of it."""

from collections.abc import Iterable
from dataclasses import dataclass

from fuwutai.domain.accounts.models import OrgUnit, Team
from fuwutai.kernel.actors import Actor
from fuwutai.kernel.errors import NotFound
from fuwutai.kernel.memo import Memo


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitView:
    """A unit in its tree; `depth` 0 is a root."""

    id: int
    code: str
    name: str
    kind: str
    parent_id: int | None
    path: str

    @property
    def depth(self) -> int:
        """Return how many units stand above it."""
        return self.path.count("/") - 2

    def holds(self, other: "UnitView") -> bool:
        """Return whether another unit is this one or stands below it."""
        return other.path.startswith(self.path)


def units() -> list[UnitView]:
    """Return every unit, each below the one it belongs to, by name. Cost: 1 statement a second at most in a process."""
    found = _tree.get()[0]
    below: dict[int | None, list[UnitView]] = {}
    for one in sorted(found.values(), key=lambda one: (one.name, one.id)):
        below.setdefault(one.parent_id, []).append(one)
    return list(_walked(below, None))


def unit(unit_id: int) -> UnitView:
    """Return a unit. Raises: NotFound. Cost: as `units`."""
    found = _tree.get()[0].get(unit_id)
    if found is None:
        raise NotFound
    return found


def teams_under(unit_id: int) -> frozenset[int]:
    """Return the ids of the teams of a unit and of all units below it; none for a unit that is gone.

    Cost: as `units`.
    """
    found, teams = _tree.get()
    top = found.get(unit_id)
    if top is None:
        return frozenset()
    return frozenset(team_id for team_id, of in teams.items() if of in found and top.holds(found[of]))


def units_under(unit_id: int | None) -> frozenset[int]:
    """Return the ids of a unit and of all below it; none for no unit or one that is gone. Cost: as `units`."""
    found = _tree.get()[0]
    top = found.get(unit_id or 0)
    return frozenset(one.id for one in found.values() if top is not None and top.holds(one))


def visible_units(actor: Actor) -> list[UnitView]:
    """Return the units an actor may see: all of them for staff, none for outsiders. Cost: as `units`."""
    return units() if actor.is_staff or actor.is_system else []


def forget_units() -> None:
    """Read the tree anew; called after it changed."""
    _tree.forget()


def _walked(below: dict[int | None, list[UnitView]], top: int | None) -> Iterable[UnitView]:
    for one in below.get(top, []):
        yield one
        yield from _walked(below, one.id)


def _read() -> tuple[dict[int, UnitView], dict[int, int]]:
    """Return the units by id, and the unit of each team that has one. Cost: 2 statements at most."""
    rows = OrgUnit.objects.values_list("pk", "code", "name", "kind", "parent_id", "path")
    found = {
        pk: UnitView(id=pk, code=code, name=name, kind=kind, parent_id=parent_id, path=path)
        for pk, code, name, kind, parent_id, path in rows
    }
    teams = dict(Team.objects.exclude(unit=None).values_list("pk", "unit_id")) if found else {}
    return found, teams


_tree = Memo(_read)
