"""When promises will have used up a part of their time, and which have: for rules that wait for it."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime

from fuwutai.domain.calendars.queries import working_time_of
from fuwutai.domain.sla.choices import CANCELLED, PAUSED, RUNNING
from fuwutai.domain.sla.models import Clock
from fuwutai.domain.sla.queries import clocks_of_visible_cases, live_clocks, reading_of
from fuwutai.domain.sla.rules import moment_of
from fuwutai.domain.sla.stored import face_of
from fuwutai.kernel.actors import Actor


@dataclass(frozen=True, slots=True, kw_only=True)
class Fraction:
    """A part of a live promise. `at`: when so many percent will be used up; None while the clock stands."""

    case_id: int
    definition: str
    round: int
    percent: int
    at: datetime | None


def fractions_of(case_ids: Collection[int], wanted: Collection[tuple[str, int]]) -> list[Fraction]:
    """Return for (definition, percent) when the live promises of cases reach it. Cost: 1 statement."""
    definitions = {definition for definition, _percent in wanted}
    clocks = live_clocks().filter(case_id__in=case_ids, definition__in=definitions)
    return [one for clock in clocks.order_by("id") for one in _of_clock(clock, wanted)]


def live_cases(definition: str, after: int, limit: int) -> list[int]:
    """Return cases after an id in which a promise lives, in the order of their ids. Cost: 1 statement over such."""
    live = Clock.objects.filter(state__in=(RUNNING, PAUSED), definition=definition, case_id__gt=after)
    return list(live.order_by("case_id").values_list("case_id", flat=True).distinct()[:limit])


def reached(actor: Actor, definition: str, percent: int, since: datetime, most: int) -> tuple[list[int], bool]:
    """Return the cases in sight in which a promise made since a moment used up so many percent, newest first, and
    whether these are only of the newest `most` promises. Cost: 1 statement."""
    clocks = clocks_of_visible_cases(actor).filter(definition=definition, started_at__gte=since)
    newest = list(clocks.exclude(state=CANCELLED).order_by("-started_at", "-id")[:most])
    found = [one for one in newest if reading_of(one, "").used_seconds * 100 >= one.target_seconds * percent]
    return list(dict.fromkeys(one.subject_id for one in found)), len(newest) == most


def _of_clock(clock: Clock, wanted: Collection[tuple[str, int]]) -> Iterator[Fraction]:
    face = face_of(clock)
    runs = face.state == RUNNING and face.running_since is not None and face.due_at is not None
    time = working_time_of(clock.calendar_version) if runs else None
    for definition, percent in wanted:
        if definition == clock.definition:
            at = moment_of(face, percent, time) if time else None
            yield Fraction(
                case_id=clock.subject_id, definition=definition, round=clock.round, percent=percent, at=at
            )
