"""Every read of clocks."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from fuwutai.domain.calendars.queries import calendar_beside, working_time
from fuwutai.domain.cases.queries import visible_cases
from fuwutai.domain.sla.models import Clock
from fuwutai.kernel import clock
from fuwutai.kernel.actors import Actor


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """A clock as a screen shows it. `light` is green, amber, red, paused, met or missed."""

    case_id: int
    definition: str
    light: str
    state: str
    due_at: datetime | None
    warn_at: datetime | None
    started_at: datetime
    stopped_at: datetime | None
    breached_at: datetime | None
    target_seconds: int
    used_seconds: int
    clause_code: str
    calendar_code: str
    calendar_name: str


def readings(actor: Actor, case_ids: Iterable[int]) -> dict[int, list[Reading]]:
    """Return the clocks of cases the actor may see, each with working time used up to now. Cost: 1 statement."""
    wanted = visible_cases(actor).filter(pk__in=list(case_ids)).values("pk")
    clocks: QuerySet[Any] = Clock.objects.filter(case_id__in=wanted).annotate(**calendar_beside("calendar_code"))
    found: dict[int, list[Reading]] = {}
    for one in clocks.order_by("case_id", "id"):
        found.setdefault(one.case_id, []).append(_reading(one, one.calendar_name or "", one.calendar_version))
    return found


def due_clocks(now: datetime, limit: int) -> list[tuple[int, int]]:
    """Return (clock, case) of clocks whose next moment has come, the oldest first.

    Cost: 1 statement over what is due.
    """
    rows = Clock.objects.filter(next_moment_at__lte=now).order_by("next_moment_at", "id")
    return list(rows.values_list("pk", "case_id")[:limit])


def _reading(one: Clock, calendar_name: str, calendar_version: int | None) -> Reading:
    now = clock.now()
    used = one.consumed_seconds
    if one.running_since:
        time = working_time(one.calendar_code, calendar_version)
        used += time.working_seconds_between(one.running_since, max(now, one.running_since))
    return Reading(
        case_id=one.case_id,
        definition=one.definition,
        light=_light(one, now),
        state=one.state,
        due_at=one.due_at,
        warn_at=one.warn_at,
        started_at=one.started_at,
        stopped_at=one.stopped_at,
        breached_at=one.breached_at,
        target_seconds=one.target_seconds,
        used_seconds=used,
        clause_code=one.clause_code,
        calendar_code=one.calendar_code,
        calendar_name=calendar_name,
    )


def _light(one: Clock, now: datetime) -> str:
    late = one.breached_at is not None or (one.due_at is not None and one.due_at < now)
    if one.state == "stopped":
        return "missed" if late else "met"
    if late:
        return "red"
    if one.state == "paused":
        return "paused"
    return "amber" if one.warn_at is not None and one.warn_at <= now else "green"
