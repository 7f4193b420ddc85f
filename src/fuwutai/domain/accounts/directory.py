"""Who works where: people, teams and units, for those who may see staff."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, OuterRef, Prefetch, Q, QuerySet, Subquery

from fuwutai.domain.accounts.choices import UNIT
from fuwutai.domain.accounts.models import ApiToken, Membership, Staff, StaffSession, Team
from fuwutai.domain.accounts.policies import (
    ABOVE,
    BEYOND,
    is_above,
    may_edit_organisation,
    may_edit_staff,
    may_enter_as,
    may_give_role,
    may_view_staff,
    teams_to_fill,
)
from fuwutai.domain.accounts.queries import editable_staff
from fuwutai.domain.accounts.roles import RoleView, roles
from fuwutai.domain.accounts.second_factor import has_second_factor
from fuwutai.domain.accounts.units import UnitView, unit, units, units_under
from fuwutai.kernel import clock
from fuwutai.kernel.actors import Actor
from fuwutai.kernel.errors import NotFound, Refused
from fuwutai.kernel.paging import Page, page

PEOPLE_AT_ONCE = 50
NOWHERE = 0
"""The unit of those who belong to none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sought:
    """What narrows the list of people; what is not said does not narrow. `unit_id` takes all units below it along."""

    words: str = ""
    unit_id: int | None = None
    team_id: int | None = None
    role: str = ""
    is_active: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenDoors:
    """In how many browsers somebody is signed in, how many programs act as her, whether a second factor is asked."""

    sessions: int
    tokens: int
    has_second_factor: bool


def listed_staff(actor: Actor) -> QuerySet[Staff]:
    """Return the people whom an actor may see with role, unit and teams: everybody, or nobody."""
    return Staff.objects.all() if may_view_staff(actor) else Staff.objects.none()


def listed_teams(actor: Actor) -> QuerySet[Team]:
    """Return all teams by name, to whom may see staff; which cases she sees is another matter."""
    return Team.objects.order_by("name", "id") if may_view_staff(actor) else Team.objects.none()


def sought_staff(actor: Actor, sought: Sought) -> QuerySet[Staff]:
    """Return the people who fit, in no order."""
    found = listed_staff(actor)
    for word in sought.words.split():
        found = found.filter(Q(display_name__icontains=word) | Q(username__icontains=word))
    if sought.unit_id is not None:
        of = Q(unit=None) if sought.unit_id == NOWHERE else Q(unit__in=units_under(sought.unit_id))
        found = found.filter(of)
    if sought.team_id is not None:
        found = found.filter(pk__in=Membership.objects.filter(team_id=sought.team_id).values("staff_id"))
    if sought.role:
        found = found.filter(role=sought.role)
    if sought.is_active is not None:
        found = found.filter(is_active=sought.is_active)
    return found


def people_page(actor: Actor, sought: Sought, cursor: str | None) -> Page[Staff]:
    """Return a page of the people who fit by name, with the teams at hand and `seen_at`, when each was last here.

    Cost: 2 statements. Raises: Invalid for a damaged cursor.
    """
    rows = sought_staff(actor, sought).annotate(seen_at=_last_seen()).prefetch_related(_teams())
    return page(rows, ("display_name", "id"), cursor, PEOPLE_AT_ONCE)


def listed_person(actor: Actor, staff_id: int) -> Staff:
    """Return a person with the teams at hand and `seen_at`. Raises: NotFound. Cost: 2 statements."""
    rows = listed_staff(actor).annotate(seen_at=_last_seen()).prefetch_related(_teams())
    found = rows.filter(pk=staff_id).first()
    if found is None:
        raise NotFound
    return found


def open_doors(actor: Actor, staff_id: int) -> OpenDoors:
    """Return through how many browsers and programs a person comes in now; none for who may not see staff.

    Cost: 3 statements.
    """
    if not may_view_staff(actor):
        return OpenDoors(sessions=0, tokens=0, has_second_factor=False)
    alive = ApiToken.objects.filter(Q(expires_at=None) | Q(expires_at__gt=clock.now()), revoked_at=None)
    return OpenDoors(
        sessions=StaffSession.objects.filter(staff_id=staff_id, ended_at=None).count(),
        tokens=alive.filter(staff_id=staff_id).count(),
        has_second_factor=has_second_factor(staff_id),
    )


def may_change(actor: Actor, staff: Staff) -> bool:
    """Return whether an actor may change a person. Cost: 1 statement, none for who edits nobody."""
    return not is_above(actor, staff) and editable_staff(actor).filter(pk=staff.pk).exists()


def person_to_change(actor: Actor, staff_id: int, *, enters: bool = True) -> Staff:
    """Return a person whom an actor may change, with the teams at hand.

    `enters`: what follows could let the actor enter as that person, who must then see no more because of her teams.
    Raises: NotFound for who is not hers to change, Refused for who may do or sees more than she. Cost: 2 statements.
    """
    found = editable_staff(actor).prefetch_related(_teams()).filter(pk=staff_id).first()
    if found is None:
        raise NotFound
    if is_above(actor, found):
        raise Refused(ABOVE, code="above")
    if enters and not may_enter_as(actor, [team.pk for team in found.teams.all()]):
        raise Refused(BEYOND, code="beyond")
    return found


def successors_for(actor: Actor, staff: Staff) -> list[tuple[int, str]]:
    """Return who could take over a person's work: active colleagues of her teams, by name. Cost: 1 statement."""
    hers = Membership.objects.filter(staff=staff).values("team_id")
    found = listed_staff(actor).filter(is_active=True, membership__team__in=hers).exclude(pk=staff.pk).distinct()
    return list(found.order_by("display_name", "pk").values_list("pk", "display_name"))


def people_for_tokens(actor: Actor) -> list[tuple[int, str]]:
    """Return as whom an actor may let a program act: active people as whom she might enter herself.

    Nobody who must change her password. Cost: 2 statements.
    """
    people = editable_staff(actor).filter(is_active=True, must_change_password=False).prefetch_related(_teams())
    return [
        (one.pk, f"{one.display_name} ({one.username})")
        for one in people
        if not is_above(actor, one) and may_enter_as(actor, [team.pk for team in one.teams.all()])
    ]


def roles_to_give(actor: Actor) -> list[RoleView]:
    """Return the roles that an actor may make somebody. Cost: as `roles`."""
    return [one for one in roles() if may_give_role(actor, one.permissions, one.reach)]


def teams_to_give(actor: Actor, present: Iterable[int] = ()) -> QuerySet[Team]:
    """Return the teams into which an actor may put somebody, and those where she works at present."""
    hers = teams_to_fill(actor)
    return listed_teams(actor) if hers is None else listed_teams(actor).filter(pk__in=hers | set(present))


def units_to_give(actor: Actor) -> list[UnitView]:
    """Return the units into which an actor may put somebody, as in the tree. Cost: as `units`."""
    if may_edit_organisation(actor):
        return units()
    hers = units_under(actor.unit_id) if may_edit_staff(actor) and actor.reach == UNIT else frozenset()
    return [one for one in units() if one.id in hers]


def team_to_change(actor: Actor, team_id: int) -> Team:
    """Return a team that an actor may rename and move. Raises: Refused, NotFound. Cost: 1 statement."""
    if not may_edit_organisation(actor):
        raise Refused
    found = Team.objects.filter(pk=team_id).first()
    if found is None:
        raise NotFound
    return found


def unit_to_change(actor: Actor, unit_id: int) -> UnitView:
    """Return a unit that an actor may change. Raises: Refused, NotFound. Cost: as `units`."""
    if not may_edit_organisation(actor):
        raise Refused
    return unit(unit_id)


def places_for(moved: UnitView) -> list[UnitView]:
    """Return the units below which a unit may be put: all but itself and those below it. Cost: as `units`."""
    return [one for one in units() if not moved.holds(one)]


def people_in_teams(actor: Actor) -> dict[int, int]:
    """Return how many people who may sign in work in each team. Cost: 1 statement."""
    rows = Membership.objects.filter(staff__in=_active(actor)).values("team_id").annotate(people=Count("pk"))
    return dict(rows.order_by().values_list("team_id", "people"))


def people_in_units(actor: Actor) -> dict[int, int]:
    """Return how many people who may sign in belong to each unit itself. Cost: 1 statement."""
    return _by_unit(_active(actor))


def teams_in_units(actor: Actor) -> dict[int, int]:
    """Return how many teams belong to each unit itself. Cost: 1 statement."""
    return _by_unit(listed_teams(actor))


def _by_unit(rows: "QuerySet[Staff] | QuerySet[Team]") -> dict[int, int]:
    counted: Iterable[tuple[int, int]] = (
        rows.exclude(unit=None).order_by().values("unit_id").annotate(n=Count("pk")).values_list("unit_id", "n")
    )
    return dict(counted)


def _active(actor: Actor) -> QuerySet[Staff]:
    return listed_staff(actor).filter(is_active=True)


def _last_seen() -> Subquery:
    return Subquery(StaffSession.objects.filter(staff=OuterRef("pk")).order_by("-seen_at").values("seen_at")[:1])


def _teams() -> "Prefetch[str, QuerySet[Team], str]":
    return Prefetch("teams", queryset=Team.objects.order_by("name", "id"))
