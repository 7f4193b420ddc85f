"""How people are told: what a person said, else the centre of her role, else what is shipped."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from fuwutai.domain.accounts.queries import colleagues
from fuwutai.domain.notices.choices import BELL, CODES, KINDS, LEADS, OFF, kind_of
from fuwutai.domain.notices.models import NoticeSettings
from fuwutai.domain.notices.rules import Quiet
from fuwutai.kernel.actors import Actor
from fuwutai.kernel.errors import Refused

SHIPPED_DIGESTS = (9 * 60, 15 * 60)
"""Before the work of the morning and of the afternoon."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wishes:
    """How somebody is told. `ways` has every code of the table; `own`: the names of what is not as it is for others.

    Units: `digests` in minutes of the day.
    """

    ways: Mapping[str, str]
    quiet: Quiet | None
    digests: tuple[int, ...]
    own: frozenset[str] = frozenset()

    def way(self, code: str) -> str:
        """Return by what way a code is told; a kind that must not be missed is never off or late."""
        kind = kind_of(code)
        wished = self.ways.get(code, kind.way)
        return wished if wished in kind.ways else BELL


def shipped(role: str) -> Wishes:
    """Return how the people of a role are told as shipped."""
    leads = role in LEADS
    ways = {code: (leads and kind.leads) or kind.way for code, kind in KINDS.items()}
    return Wishes(ways=ways, quiet=None, digests=SHIPPED_DIGESTS)


def wishes_of_role(role: str) -> Wishes:
    """Return how the people of a role are told in this centre. Cost: 1 statement."""
    return _over(shipped(role), NoticeSettings.objects.filter(role=role).first())


def changed_roles(actor: Actor) -> set[str]:
    """Return the roles for which the centre changed what is shipped. Cost: 1 statement. Raises: Refused."""
    if not may_set_for_roles(actor):
        raise Refused
    return {role for role in NoticeSettings.objects.values_list("role", flat=True) if role}


def own_wishes(actor: Actor) -> Wishes:
    """Return how the actor is told; `own` names what she chose herself. Cost: 3 statements. Raises: Refused."""
    if not actor.is_person or actor.id is None:
        raise Refused
    return wishes_of([actor.id]).get(actor.id) or shipped("")


def wishes_of(staff_ids: Collection[int]) -> dict[int, Wishes]:
    """Return how some people who work here are told. Cost: 2 statements."""
    roles = {one.id: one.role for one in colleagues(staff_ids)}
    rows = NoticeSettings.objects.filter(staff_id__in=list(staff_ids)) | NoticeSettings.objects.filter(
        role__in=set(roles.values())
    )
    by_staff: dict[int | None, NoticeSettings] = {}
    by_role: dict[str | None, NoticeSettings] = {}
    for row in rows:
        if row.role is None:
            by_staff[row.staff_id] = row
        else:
            by_role[row.role] = row
    return {
        staff_id: _over(_over(shipped(role), by_role.get(role)), by_staff.get(staff_id))
        for staff_id, role in roles.items()
    }


def may_set_for_roles(actor: Actor) -> bool:
    """Return whether an actor may say how the people of a role are told: who changes the centre, and all of it."""
    return actor.may("centre.edit") and (actor.is_system or actor.reach == "all")


def _over(wishes: Wishes, row: NoticeSettings | None) -> Wishes:
    """Return what a row says, and where it says nothing what held before."""
    if row is None:
        return Wishes(ways=wishes.ways, quiet=wishes.quiet, digests=wishes.digests)
    said = {code: way for code, way in row.ways.items() if code in CODES and way in (*kind_of(code).ways, OFF)}
    named = {"quiet": row.quiet is not None, "digests": row.digests is not None}
    quiet = wishes.quiet
    if row.quiet is not None:
        quiet = Quiet(**{**row.quiet, "days": tuple(row.quiet["days"])}) if row.quiet else None
    return Wishes(
        ways={**wishes.ways, **said},
        quiet=quiet,
        digests=tuple(row.digests) if row.digests is not None else wishes.digests,
        own=frozenset(said) | {name for name, is_said in named.items() if is_said},
    )
