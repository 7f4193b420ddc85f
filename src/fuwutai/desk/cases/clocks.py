"""Clocks as chips: the light, the time left, and behind it what the deadline rests on."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import cache
from typing import Any

from django.urls import reverse
from django.utils.dateformat import format as format_date
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from fuwutai.design.moments import day_moment, span
from fuwutai.domain.sla.choices import CANCELLED, CLOCKS, PAUSE_CAUSES, PAUSED, RUNNING, STOPPED
from fuwutai.domain.sla.explain import Promise, Span, promise_of, stretches
from fuwutai.domain.sla.queries import Reading
from fuwutai.kernel import clock

CHIP_STATE = {"missed": "late"}
URGENCY = ("red", "amber", "green", "paused", "missed", "met")
ORDER = (RUNNING, PAUSED, STOPPED, CANCELLED)
Rows = list[tuple[str, Any]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Chip:
    """The arguments of `{% clock_chip %}`; a promise that is called off shows none.

    `details`: its explanation; or `asks`: from where that comes once somebody opens it, and `reckoned_at`: the page
    that tells all of it.
    """

    state: str
    label: str
    due_at: datetime | None
    warn_at: datetime | None
    used_percent: int
    details: Sequence[tuple[str, Any]] = ()
    asks: str = ""
    reckoned_at: str = ""

    @property
    def called_off(self) -> bool:
        """Return whether nothing is promised any more."""
        return self.state == CANCELLED


def chips(readings: Sequence[Reading], history: Iterable[Any] = ()) -> list[Chip]:
    """Return every clock of a case with its explanation, the nearest deadline first.

    `history`: what happened to the case, from which the pauses are told.
    """
    told = stretches(history)
    return [
        chip_of(one, _long_details(one, told.get((one.definition, one.round), ()))) for one in in_order(readings)
    ]


def nearest_chip(readings: Sequence[Reading]) -> Chip | None:
    """Return the clock that matters most: the nearest running promise, else the most telling other one.

    Its explanation comes when it is opened: written out, it would take a fifth of the time of a list.
    """
    alive = [one for one in readings if one.light in URGENCY]
    if not alive:
        return None
    nearest = min(alive, key=lambda one: (_due(one), URGENCY.index(one.light), -one.target_seconds))
    return replace(chip_of(nearest), asks=_asks(nearest), reckoned_at=_step_by_step(nearest))


def brief_details(reading: Reading) -> Sequence[tuple[str, Any]]:
    """Return what a reading by itself says of its deadline."""
    return [*_deadline(reading, Promise(amount=reading.target_seconds, unit="seconds")), *_calendar(reading),
            *_rest(reading), *_why(reading)]  # fmt: skip


def chip_of(reading: Reading, details: Sequence[tuple[str, Any]] = ()) -> Chip:
    """Return a clock as a chip, with its explanation behind it where details are given."""
    return Chip(
        state=CHIP_STATE.get(reading.light, reading.light),
        label=clock_name(reading.definition),
        due_at=reading.due_at,
        warn_at=reading.warn_at,
        used_percent=min(100, reading.used_seconds * 100 // max(1, reading.target_seconds)),
        details=details,
    )


def in_order(readings: Iterable[Reading]) -> list[Reading]:
    """Return clocks in the order of a case page: running by nearest deadline, paused, stopped, cancelled."""
    return sorted(readings, key=lambda one: (ORDER.index(one.state), _due(one)))


def clock_name(definition: str) -> str:
    """Return what a clock is called."""
    return str(CLOCKS.get(definition, definition))


def worked(seconds: int) -> str:
    """Return an amount of working time to the second; days would be read as calendar days."""
    hours, minutes, rest = seconds // 3600, seconds % 3600 // 60, seconds % 60
    parts = [
        _("%(n)s h") % {"n": hours} if hours else "",
        _("%(n)s min") % {"n": minutes} if minutes else "",
        _("%(n)s s") % {"n": rest} if rest else "",
    ]
    return " ".join(part for part in parts if part) or _("%(n)s min") % {"n": 0}


def target_words(promise: Promise) -> str:
    """Return a target in words: “24 working hours”, “7 working days, to the close of 11 March”."""
    n = promise.amount
    if promise.unit == "working_days":
        days = ngettext("%(n)d working day", "%(n)d working days", n) % {"n": n}
        if promise.last_day is None:
            return days
        return _("%(days)s, to the close of %(day)s") % {"days": days, "day": day_words(promise.last_day)}
    seconds = n if promise.unit == "seconds" else n * 60
    if seconds % 3600 == 0 and seconds:
        return ngettext("%(n)d working hour", "%(n)d working hours", seconds // 3600) % {"n": seconds // 3600}
    if seconds % 60 == 0 and seconds < 3600:
        return ngettext("%(n)d working minute", "%(n)d working minutes", seconds // 60) % {"n": seconds // 60}
    return _("%(time)s of working time") % {"time": worked(seconds)}


def day_words(day: date) -> str:
    """Return a date without its year where that is this one."""
    return str(format_date(day, _("j F") if day.year == clock.now().year else _("j F Y")))


def left_or_over(reading: Reading) -> tuple[str, str]:
    """Return what is left of the target, or by how much it is overrun, as term and text."""
    rest = reading.target_seconds - reading.used_seconds
    return (pgettext("clock", "Left"), worked(rest)) if rest >= 0 else (_("Over the target"), worked(-rest))


def cause_words(cause: str) -> str:
    """Return for whom a clock waits."""
    return str(PAUSE_CAUSES.get(cause, cause))


def _due(reading: Reading) -> datetime:
    return reading.due_at or datetime.max.replace(tzinfo=clock.now().tzinfo)


def _long_details(reading: Reading, spans: Sequence[Span]) -> Rows:
    """Return what a deadline rests on, with the words of its rule and the pauses so far."""
    now = clock.now()
    rows = [*_deadline(reading, promise_of(reading)), *_calendar(reading)]
    if pauses := _pauses(spans):
        rows.append((_("Pauses so far"), "; ".join(f"{cause_words(cause)}: {span(n)}" for cause, n in pauses.items())))
    rows += _rest(reading)
    if reading.stopped_at:
        rows.append((_("Stopped"), day_moment(reading.stopped_at, now)))
    return [*rows, (_("Started"), day_moment(reading.started_at, now)), *_why(reading)]


def _deadline(reading: Reading, target: Promise) -> Rows:
    rows: Rows = [(_("Due"), day_moment(reading.due_at, clock.now()))] if reading.due_at else []
    rows += [(_("Target"), target_words(target)), (_("Used"), worked(reading.used_seconds))]
    return [*rows, left_or_over(reading)]


def _calendar(reading: Reading) -> Rows:
    return [(_("Calendar"), reading.calendar_name or reading.calendar_code)]


def _rest(reading: Reading) -> Rows:
    rows: Rows = []
    if reading.state == PAUSED:
        text = _("%(cause)s; the time used so far is kept") % {"cause": cause_words(reading.cause)}
        rows.append((_("Paused"), text))
    if reading.breached_at:
        rows.append((pgettext("clock", "Missed"), day_moment(reading.breached_at, clock.now())))
    if reading.clause_code:
        rows.append((_("Clause"), reading.clause_code))
    if reading.level:
        rows.append((_("Escalation"), _("level %(n)s reached") % {"n": reading.level}))
    return rows


def _why(reading: Reading) -> Rows:
    link = format_html('<a href="{}">{}</a>', _step_by_step(reading), _("Why this deadline?"))
    return [(_("Step by step"), link)]


def _step_by_step(reading: Reading) -> str:
    return f"{_deadlines(reading)}#{reading.definition}-{reading.round}"


def _deadlines(reading: Reading) -> str:
    """Return the address of the deadlines of a case; found once in a process, for a list needs it of every row."""
    return _deadlines_page() % reading.case_id


@cache
def _deadlines_page() -> str:
    return reverse("desk:case_deadlines", args=[0]).replace("/0/", "/%d/")


def _asks(reading: Reading) -> str:
    return f"{_deadlines(reading)}/{reading.definition}"


def _pauses(spans: Sequence[Span]) -> Mapping[str, int]:
    """Return how long a clock stood for each cause, in seconds by the wall clock."""
    found: dict[str, int] = {}
    for one in spans:
        if one.kind == "paused":
            found[one.cause] = found.get(one.cause, 0) + int((one.until - one.since).total_seconds())
    return found
