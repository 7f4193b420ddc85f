"""Who takes work now, and who does not and why."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from fuwutai.domain.accounts.choices import AVAILABLE, OFFLINE
from fuwutai.domain.accounts.doors import idle_minutes, noted_every
from fuwutai.domain.accounts.models import Capacity, Membership, Presence, Staff, StaffSession
from fuwutai.domain.accounts.queries import visible_teams
from fuwutai.kernel import clock
from fuwutai.kernel.actors import Actor


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """How somebody stands to work: the state, and since when; None = she never said."""

    state: str = OFFLINE
    since: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AtWork:
    """A person of a team, with her standing."""

    staff_id: int
    name: str
    team_id: int
    team: str
    standing: Standing


def standing_of(staff_id: int) -> Standing:
    """Return how a person stands to work. Cost: 1 statement."""
    return standings([staff_id]).get(staff_id, Standing())


def standing_from(staff: Staff) -> Standing:
    """Return how the signed-in person stands to work; costs nothing after `open_session`."""
    said = getattr(staff, "presence", None)
    return Standing(state=said.state, since=said.since) if said else Standing()


def standings(staff_ids: Iterable[int]) -> dict[int, Standing]:
    """Return how people stand to work; who never said is left out. Cost: 1 statement."""
    rows = Presence.objects.filter(staff_id__in=list(staff_ids)).values_list("staff_id", "state", "since")
    return {staff_id: Standing(state=state, since=since) for staff_id, state, since in rows}


def people_at_work(actor: Actor) -> list[AtWork]:
    """Return the active people of the teams an actor sees, by team and name. Cost: 1 statement."""
    rows = Membership.objects.filter(team__in=visible_teams(actor).order_by(), staff__is_active=True)
    columns = (
        "staff_id", "staff__display_name", "team_id", "team__name", "staff__presence__state", "staff__presence__since",
    )  # fmt: skip
    found = rows.order_by("team__name", "team_id", "staff__display_name", "staff_id").values_list(*columns)
    return [
        AtWork(
            staff_id=staff_id, name=name, team_id=team_id, team=team,
            standing=Standing(state=state or OFFLINE, since=since),
        )
        for staff_id, name, team_id, team, state, since in found
    ]  # fmt: skip


def capacities(staff_ids: Iterable[int]) -> dict[int, dict[str, int]]:
    """Return how many matters of each channel people work on at a time, where a limit is set. Cost: 1 statement."""
    found: dict[int, dict[str, int]] = {}
    for staff_id, channel, most in Capacity.objects.filter(staff_id__in=list(staff_ids)).values_list(
        "staff_id", "channel", "most"
    ):
        found.setdefault(staff_id, {})[channel] = most
    return found


def may_see_at_work(actor: Actor, staff_id: int) -> bool:
    """Return whether a person works in a team that an actor sees. Cost: 1 statement."""
    return Membership.objects.filter(team__in=visible_teams(actor).order_by(), staff_id=staff_id).exists()


def gone_without_a_word() -> list[int]:
    """Return the ids of those who are not offline although nobody has worked in a browser of theirs for the idle time.

    Cost: 1 statement.
    """
    since = clock.now() - timedelta(minutes=idle_minutes()) - noted_every()
    at_work = StaffSession.objects.filter(ended_at=None, seen_at__gte=since).values("staff_id")
    stand = Presence.objects.exclude(state=OFFLINE).exclude(staff_id__in=at_work)
    return list(stand.order_by("staff_id").values_list("staff_id", flat=True))


def at_the_desk(staff_id: int, within: timedelta) -> bool:
    """Return whether somebody takes work just now, or has worked in a browser within so long.

    The use of a browser is noted only every few minutes (`noted_every`), so that much longer counts.
    Cost: 2 statements.
    """
    if Presence.objects.filter(staff_id=staff_id, state=AVAILABLE).exists():
        return True
    since = clock.now() - within - noted_every()
    return StaffSession.objects.filter(staff_id=staff_id, ended_at=None, seen_at__gte=since).exists()
