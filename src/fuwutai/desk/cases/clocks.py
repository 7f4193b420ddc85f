"""Clocks as chips: the light, the time left, and behind it what the deadline rests on."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from fuwutai.design.moments import day_moment
from fuwutai.domain.sla.choices import CLOCKS
from fuwutai.domain.sla.queries import Reading
from fuwutai.kernel import clock

CHIP_STATE = {"missed": "late"}
URGENCY = ("red", "amber", "green", "paused", "missed", "met")


@dataclass(frozen=True, slots=True, kw_only=True)
class Chip:
    """The arguments of `{% clock_chip %}`."""

    state: str
    label: str
    due_at: datetime | None
    warn_at: datetime | None
    used_percent: int
    details: Sequence[tuple[str, Any]] = ()


def chips(readings: Sequence[Reading]) -> list[Chip]:
    """Return every clock of a case with its explanation, in the order of the readings."""
    return [_chip(reading, _details(reading)) for reading in readings]


def nearest_chip(readings: Sequence[Reading]) -> Chip | None:
    """Return the clock that matters most: the nearest running promise, else the most telling other one."""
    if not readings:
        return None
    far = datetime.max.replace(tzinfo=clock.now().tzinfo)
    return _chip(
        min(readings, key=lambda one: (one.due_at or far, URGENCY.index(one.light), -one.target_seconds))
    )


def worked(seconds: int) -> str:
    """Return an amount of working time in hours and minutes; days would be read as calendar days."""
    hours, minutes = seconds // 3600, seconds % 3600 // 60
    if not hours:
        return _("%(n)s min") % {"n": minutes}
    if not minutes:
        return _("%(n)s h") % {"n": hours}
    return _("%(h)s h %(m)s min") % {"h": hours, "m": minutes}


def _chip(reading: Reading, details: Sequence[tuple[str, Any]] = ()) -> Chip:
    return Chip(
        state=CHIP_STATE.get(reading.light, reading.light),
        label=str(CLOCKS.get(reading.definition, reading.definition)),
        due_at=reading.due_at,
        warn_at=reading.warn_at,
        used_percent=min(100, reading.used_seconds * 100 // max(1, reading.target_seconds)),
        details=details,
    )


def _details(reading: Reading) -> list[tuple[str, str]]:
    now = clock.now()
    rows = [(_("Target"), worked(reading.target_seconds)), (_("Used"), worked(reading.used_seconds))]
    if reading.due_at:
        rows.insert(0, (_("Due"), day_moment(reading.due_at, now)))
    if reading.light == "paused":
        rows.append((_("Paused"), _("waits for the customer; the time used so far is kept")))
    if reading.stopped_at:
        rows.append((_("Stopped"), day_moment(reading.stopped_at, now)))
    rows.append((_("Started"), day_moment(reading.started_at, now)))
    rows.append((_("Calendar"), reading.calendar_name or reading.calendar_code))
    if reading.clause_code:
        rows.append((_("Clause"), reading.clause_code))
    return rows
