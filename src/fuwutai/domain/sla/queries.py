"""Every read of clocks."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import OuterRef, Q, QuerySet, Subquery

from fuwutai.domain.calendars.queries import calendar_beside, edition_at, working_time_of
from fuwutai.domain.cases.queries import sees_every_case, visible_cases
from fuwutai.domain.sla.choices import CANCELLED, PAUSED, RUNNING, STOPPED
from fuwutai.domain.sla.models import Clock
from fuwutai.domain.sla.rules import used_seconds
from fuwutai.domain.sla.stored import face_of
from fuwutai.domain.standards.queries import Rule, rule_by_id
from fuwutai.kernel import clock
from fuwutai.kernel.actors import Actor


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """A clock as a screen shows it. `light` is green, amber, red, paused, met, missed or cancelled."""

    case_id: int
    definition: str
    round: int
    light: str
    state: str
    cause: str
    due_at: datetime | None
    warn_at: datetime | None
    started_at: datetime
    stopped_at: datetime | None
    breached_at: datetime | None
    target_seconds: int
    used_seconds: int
    level: int
    rule_id: int
    clause_code: str
    calendar_code: str
    calendar_name: str


def readings(actor: Actor, case_ids: Iterable[int]) -> dict[int, list[Reading]]:
    """Return the clocks of cases the actor may see, each with working time used up now; of rounds the last one.

    Cost: 1 statement.
    """
    wanted = visible_cases(actor).filter(pk__in=list(case_ids)).values("pk")
    later = Clock.objects.filter(case_id=OuterRef("case_id"), definition=OuterRef("definition")).order_by("-round")
    clocks: QuerySet[Any] = Clock.objects.filter(case_id__in=wanted, round=Subquery(later.values("round")[:1]))
    found: dict[int, list[Reading]] = {}
    named = clocks.annotate(calendar_name=calendar_beside("calendar_code")["calendar_name"])
    for one in named.order_by("case_id", "id"):
        found.setdefault(one.case_id, []).append(reading_of(one, one.calendar_name or ""))
    return found


def clocks_of_visible_cases(actor: Actor) -> QuerySet[Clock]:
    """Return the clocks of all cases an actor may see: the root of figures over clocks."""
    if sees_every_case(actor):
        return Clock.objects.filter(subject="case")
    return Clock.objects.filter(case_id__in=visible_cases(actor).values("pk"))


def clocks_of_cases(case_ids: Iterable[int]) -> QuerySet[Clock]:
    """Return the clocks of cases that the caller has looked up in its reader's sight."""
    return Clock.objects.filter(case_id__in=list(case_ids))


def live_clocks() -> QuerySet[Clock]:
    """Return the clocks whose promise is still to be kept, running or paused: for apps above to look up theirs."""
    return Clock.objects.filter(state__in=(RUNNING, PAUSED))


def due_clocks(now: datetime, limit: int) -> list[tuple[int, int]]:
    """Return (clock, case) of clocks whose next moment has come, the oldest first.

    Cost: 1 statement over what is due: one more condition, and SQLite goes by an index over all clocks.
    """
    rows = Clock.objects.filter(next_moment_at__lte=now).order_by("next_moment_at", "id")
    return [(clock_id, case_id) for clock_id, case_id in rows.values_list("pk", "case_id")[:limit] if case_id]


def to_recount(calendar: str, after: int, limit: int) -> tuple[list[int], int]:
    """Return cases with live clocks that an older edition of a calendar counts, and the last clock looked at.

    Cost: 1 statement over live clocks of the calendar.
    """
    present = edition_at(calendar, clock.wall())
    live = Clock.objects.filter(Q(state__in=(RUNNING, PAUSED)), calendar_code=calendar, pk__gt=after, subject="case")
    rows = list(live.exclude(calendar_version=present).order_by("pk").values_list("subject_id", "pk")[:limit])
    return sorted({case_id for case_id, _pk in rows}), rows[-1][1] if rows else after


def reading_of(one: Clock, calendar_name: str) -> Reading:
    """Return a stored clock as a screen shows it now. Cost: none once its calendar is compiled."""
    now = clock.now()
    time = working_time_of(one.calendar_version) if one.running_since else None
    used = used_seconds(face_of(one), now, time) if time else one.consumed_seconds
    return Reading(
        case_id=one.subject_id,
        definition=one.definition,
        round=one.round,
        light=light_of(one, now),
        state=one.state,
        cause=one.cause,
        due_at=one.due_at,
        warn_at=one.warn_at,
        started_at=one.started_at,
        stopped_at=one.stopped_at,
        breached_at=one.breached_at,
        target_seconds=one.target_seconds,
        used_seconds=used,
        level=one.level,
        rule_id=one.rule_id,
        clause_code=one.clause_code,
        calendar_code=one.calendar_code,
        calendar_name=calendar_name,
    )


def light_of(one: Clock, now: datetime) -> str:
    """Return the light of a clock at a moment."""
    late = one.breached_at is not None or (one.due_at is not None and one.due_at < now)
    if one.state == CANCELLED:
        return "cancelled"
    if one.state == STOPPED:
        return "missed" if late else "met"
    if late:
        return "red"
    if one.state == PAUSED:
        return "paused"
    return "amber" if one.warn_at is not None and one.warn_at <= now else "green"


def rule_of(definition: str, rule_id: int) -> Rule | None:
    """Return the rule row that a clock obeys, also one that has ended. Cost: 1 statement a second at most."""
    return rule_by_id(f"sla.{definition}", rule_id)
