"""Every read of staff, teams and the centre."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import F, Prefetch, Q, QuerySet

from fuwutai.domain.accounts.choices import ALL, SUPERVISOR, UNIT
from fuwutai.domain.accounts.models import ApiToken, Centre, Membership, Staff, StaffSession, Team
from fuwutai.domain.accounts.policies import may_edit_staff, may_edit_tokens
from fuwutai.domain.accounts.roles import role, role_codes, roles, roles_that_may
from fuwutai.domain.accounts.rules import (
    PERMISSIONS,
    SCOPES,
    WHOLE_CENTRE,
    all_permissions,
    permissions_of_token,
    token_digest,
)
from fuwutai.domain.accounts.units import teams_under, units_under
from fuwutai.domain.calendars.queries import editions, working_time
from fuwutai.domain.calendars.working_time import WorkingTime
from fuwutai.kernel import clock
from fuwutai.kernel.actors import Actor
from fuwutai.kernel.errors import NotFound
from fuwutai.kernel.memo import Memo

SEEN_ANEW_AFTER = timedelta(minutes=5)
"""How exact the list of sessions says when a browser was last used; each time is a write."""

__all__ = ["PERMISSIONS", "SCOPES", "all_permissions", "role", "role_codes", "roles", "visible_staff"]


def active_staff(staff_id: int) -> Staff | None:
    """Return a person who may work, with the teams at hand; None once deactivated. Cost: 2 statements."""
    return Staff.objects.filter(pk=staff_id, is_active=True).prefetch_related(_teams("teams")).first()


def open_session(session_key: str) -> StaffSession | None:
    """Return the session of a browser with its person and the teams; None once ended or the person deactivated.

    None also when the sign-in is too old, however much work followed it.
    `factor_since` on it is when the person confirmed a second factor. Cost: 1 statement, whose rows are one for each
    team: every page of the desk begins with it.
    """
    found = _not_too_old().filter(session_key=session_key, ended_at=None, staff__is_active=True)
    more = {f"team_{name}": F(f"staff__membership__team__{name}") for name in _TEAM_COLUMNS}
    more["factor_since"] = F("staff__second_factor__confirmed_at")
    annotated: QuerySet[Any] = found.select_related("staff__presence").annotate(**more)
    rows: list[Any] = list(annotated.order_by(more["team_pk"]))
    if not rows:
        return None
    teams = [Team(**{name: getattr(row, f"team_{name}") for name in _TEAM_COLUMNS}) for row in rows if row.team_pk]
    rows[0].staff._prefetched_objects_cache = {"teams": _fetched(Team.objects.all(), teams)}
    session: StaffSession = rows[0]
    return session


def actor_of(staff: Staff) -> Actor:
    """Return the actor that a signed-in person is. Who belongs to no unit has the whole centre for one.

    Cost: 1 statement a second at most in a process, when the teams were prefetched.
    """
    held = role(staff.role)
    reach = "all" if held.reach == UNIT and staff.unit_id is None else held.reach
    return Actor(
        kind="staff",
        id=staff.pk,
        permissions=held.permissions if reach == ALL else held.permissions - WHOLE_CENTRE,
        reach=reach,
        team_ids=frozenset(team.pk for team in staff.teams.all()),
        unit_id=staff.unit_id,
        unit_team_ids=teams_under(staff.unit_id) if held.reach == UNIT and staff.unit_id else frozenset(),
    )


def actor_for(staff_id: int) -> Actor | None:
    """Return the actor of an active person, or None."""
    staff = active_staff(staff_id)
    return actor_of(staff) if staff else None


def actors_for(staff_ids: Iterable[int]) -> list[Actor]:
    """Return the actors of those among some people who are active. Cost: 2 statements."""
    people = Staff.objects.filter(pk__in=list(staff_ids), is_active=True).prefetch_related(_teams("teams"))
    return [actor_of(staff) for staff in people.order_by("pk")]


def open_token(secret: str) -> ApiToken | None:
    """Return the token of a secret with its person and the teams; None once expired, revoked or the person deactivated.

    None also once who made it is deactivated, and while the person must change her password.
    Cost: 2 statements, 1 for a secret that opens nothing.
    """
    return _open_tokens().filter(digest=token_digest(secret)).first()


def actor_by_token_id(token_id: int) -> Actor | None:
    """Return the actor that a token still is, or None where it opens nothing any more. Cost: as `open_token`."""
    token = _open_tokens().filter(pk=token_id).first()
    return actor_by_token(token) if token else None


def _open_tokens() -> QuerySet[ApiToken]:
    found = ApiToken.objects.filter(revoked_at=None, staff__is_active=True)
    found = found.filter(staff__must_change_password=False).exclude(made_by__in=Staff.objects.filter(is_active=False))
    alive = found.filter(Q(expires_at=None) | Q(expires_at__gt=clock.now()))
    return alive.select_related("staff").prefetch_related(_teams("staff__teams"))


def actor_by_token(token: ApiToken) -> Actor:
    """Return the actor that a token is: its person with fewer permissions; costs nothing after `open_token`."""
    person = actor_of(token.staff)
    permissions = permissions_of_token(person.permissions, token.scopes)
    return replace(person, kind="token", permissions=permissions, token_id=token.pk)


def actor_of_token(secret: str) -> Actor | None:
    """Return the actor that the bearer of a secret is, or None where it opens nothing. Cost: as `open_token`."""
    token = open_token(secret)
    return actor_by_token(token) if token else None


def tokens(actor: Actor) -> QuerySet[ApiToken]:
    """Return the tokens that still open something, with their people, the oldest first; none for outsiders."""
    if not may_edit_tokens(actor):
        return ApiToken.objects.none()
    alive = ApiToken.objects.filter(Q(expires_at=None) | Q(expires_at__gt=clock.now()), revoked_at=None)
    alive = alive.filter(staff__in=editable_staff(actor).order_by())
    return alive.select_related("staff", "made_by").order_by("id")


def visible_staff(actor: Actor) -> QuerySet[Staff]:
    """Return the colleagues an actor may see by name: everybody for staff, nobody for outsiders."""
    if actor.is_staff or actor.is_system:
        return Staff.objects.order_by("display_name", "id")
    return Staff.objects.none()


def editable_staff(actor: Actor) -> QuerySet[Staff]:
    """Return the people whom an actor may change: all, or those of her unit and the units below it."""
    if not may_edit_staff(actor):
        return Staff.objects.none()
    if actor.is_system or actor.reach == ALL:
        return Staff.objects.order_by("display_name", "id")
    below = units_under(actor.unit_id) if actor.reach == UNIT else frozenset()
    return Staff.objects.filter(unit__in=below).order_by("display_name", "id")


def visible_teams(actor: Actor) -> QuerySet[Team]:
    """Return the teams an actor may see."""
    if actor.is_system or (actor.is_staff and actor.reach == "all"):
        return Team.objects.order_by("id")
    return Team.objects.filter(pk__in=actor.sight).order_by("id")


def assignable_staff(actor: Actor, team_id: int) -> QuerySet[Staff]:
    """Return who of a team could be given a case."""
    return visible_staff(actor).filter(is_active=True, membership__team_id=team_id)


def people_of_teams(actor: Actor) -> list[tuple[int, str, int, str]]:
    """Return (team, its name, person, display name) of who works in the teams an actor sees. Cost: 1 statement."""
    rows = Membership.objects.filter(team__in=visible_teams(actor), staff__is_active=True)
    ordered = rows.order_by("team_id", "staff__display_name", "staff_id")
    return list(ordered.values_list("team_id", "team__name", "staff_id", "staff__display_name"))


def people_and_names(
    actor: Actor, also: Iterable[int]
) -> tuple[list[tuple[int, str, int, str]], dict[int, str]]:
    """Return what `people_of_teams` does, and the names of these people and of `also`, active or not.

    Cost: 1 statement.
    """
    offered = Q(membership__team__in=visible_teams(actor), is_active=True)
    rows = visible_staff(actor).filter(offered | Q(pk__in=list(also)))
    ordered = rows.order_by("membership__team_id", "display_name", "pk")
    columns = ("membership__team_id", "membership__team__name", "pk", "display_name", "is_active")
    found = list(ordered.values_list(*columns))
    people = [(team, team_name, person, name) for team, team_name, person, name, active in found if team and active]
    return people, {person: name for _team, _team_name, person, name, _active in found}


def team_members(team_id: int) -> set[int]:
    """Return the ids of a team's active members."""
    return set(Membership.objects.filter(team_id=team_id, staff__is_active=True).values_list("staff_id", flat=True))


def supervisors_of(team_id: int) -> set[int]:
    """Return the ids of a team's active supervisors, of all in the centre where it has none. Cost: 2 statements."""
    everybody = Staff.objects.filter(role=SUPERVISOR, is_active=True)
    own = set(everybody.filter(membership__team_id=team_id).values_list("pk", flat=True))
    return own or set(everybody.values_list("pk", flat=True))


@dataclass(frozen=True, slots=True, kw_only=True)
class Colleague:
    """A person who works here, with the role and the teams."""

    id: int
    name: str
    role: str
    team_ids: frozenset[int]


def colleagues(staff_ids: Iterable[int] | None = None) -> list[Colleague]:
    """Return who works here, of everybody or of some people, by name. Cost: 1 statement."""
    rows = Staff.objects.filter(is_active=True).order_by("display_name", "pk")
    if staff_ids is not None:
        rows = rows.filter(pk__in=list(staff_ids))
    people: dict[int, tuple[str, str]] = {}
    teams: dict[int, set[int]] = {}
    for staff_id, name, held, team_id in rows.values_list("pk", "display_name", "role", "membership__team_id"):
        people[staff_id] = (name, held)
        teams.setdefault(staff_id, set()).update({team_id} - {None})
    return [
        Colleague(id=staff_id, name=name, role=role, team_ids=frozenset(teams[staff_id]))
        for staff_id, (name, role) in people.items()
    ]


def staff_who_may(permission: str) -> set[int]:
    """Return the ids of the active people who hold a permission. Cost: 1 statement."""
    return set(Staff.objects.filter(role__in=roles_that_may(permission), is_active=True).values_list("pk", flat=True))


def team_by_code(code: str) -> Team:
    """Return a team. Raises: NotFound."""
    team = Team.objects.filter(code=code).first()
    if team is None:
        raise NotFound
    return team


def staff_names(ids: set[int]) -> dict[int, str]:
    """Return display names by id. Cost: 1 statement, none for no ids."""
    if not ids:
        return {}
    return dict(Staff.objects.filter(pk__in=ids).values_list("pk", "display_name"))


def staff_id_named(username: str) -> int | None:
    """Return whose user name this is, or None. Cost: 1 statement."""
    return Staff.objects.filter(username=username.strip().lower()).values_list("pk", flat=True).first()


def own_sessions(actor: Actor) -> QuerySet[StaffSession]:
    """Return the browsers in which the actor is signed in, newest first; those left alone too long are none."""
    alive = _not_too_old().filter(
        staff_id=_own_id(actor), ended_at=None, seen_at__gte=clock.now() - idle_time() - noted_every()
    )
    return alive.order_by("-seen_at", "-id")


def idle_time() -> timedelta:
    """Return after how long without work a browser is signed out. Cost: as `centre`."""
    return timedelta(minutes=int((centre() or Centre()).idle_minutes))


def noted_every() -> timedelta:
    """Return how often the use of a browser is noted: a fifth of the idle time, five minutes at most."""
    return min(SEEN_ANEW_AFTER, idle_time() / 5)


def staff_exists() -> bool:
    """Return whether anybody can sign in yet."""
    return Staff.objects.exists()


def centre() -> Centre | None:
    """Return the centre, or None before set-up. Cost: 1 statement a second at most in a process."""
    return _centre.get()


def centre_zone() -> ZoneInfo:
    """Return the time zone in which the centre counts its days; UTC before set-up. Cost: as `centre`."""
    here = centre()
    return ZoneInfo(here.time_zone if here else "UTC")


def centre_calendar() -> str:
    """Return the code of the calendar that holds where no other is named. Cost: as `centre`."""
    here = centre()
    return here.calendar_code if here else "cn"


def working_hours(calendar_code: str = "") -> WorkingTime:
    """Return the working time of a calendar, of the centre's own where none is named. Raises: NotFound.

    Cost: 1 statement a second at most in a process, 1 more after an edit of the calendar.
    """
    code = calendar_code or centre_calendar()
    return working_time(code, editions(code)[-1].version)


def team_ids() -> dict[str, int]:
    """Return the ids of all teams by code, the oldest team first. Cost: 1 statement a second at most in a process."""
    return _team_ids.get()


def forget_centre() -> None:
    """Read the centre and its teams anew; called after they changed."""
    for memo in (_centre, _team_ids):
        memo.forget()


_centre = Memo(lambda: Centre.objects.filter(pk=1).first())
_team_ids: Memo[dict[str, int]] = Memo(lambda: dict(Team.objects.order_by("pk").values_list("code", "pk")))


def _not_too_old() -> QuerySet[StaffSession]:
    """Return the sessions whose sign-in is not older than any may be."""
    return StaffSession.objects.filter(started_at__gt=clock.now() - timedelta(seconds=settings.SESSION_COOKIE_AGE))


def _own_id(actor: Actor) -> int:
    """Return the id of a person, 0 for the system and strangers, who are nobody here."""
    return actor.id or 0 if actor.is_person else 0


def _fetched(rows: Any, found: list[Team]) -> "QuerySet[Team]":
    """Return a queryset that has been read already."""
    rows._result_cache, rows._prefetch_done = found, True
    fetched: QuerySet[Team] = rows
    return fetched


_TEAM_COLUMNS = ("pk", "code", "name", "unit_id")


def _teams(path: str) -> "Prefetch[Any]":
    return Prefetch(path, queryset=Team.objects.order_by("id"))
