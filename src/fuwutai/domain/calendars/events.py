"""What happens to calendars."""

from datetime import date
from typing import Final

from fuwutai.kernel.events import Code, Event, event


@event("calendars.calendar_created", subject="calendar", starts=True)
class CalendarCreated(Event):
    """A calendar exists."""

    calendar_id: int


@event("calendars.hours_changed", subject="calendar")
class HoursChanged(Event):
    """The weekly hours are different."""

    calendar_id: int


@event("calendars.day_set", subject="calendar")
class DaySet(Event):
    """A date has a rule of its own."""

    calendar_id: int
    day: date
    kind: Code


@event("calendars.day_cleared", subject="calendar")
class DayCleared(Event):
    """A date follows the weekly hours again."""

    calendar_id: int
    day: date
    kind: Code


@event("calendars.days_imported", subject="calendar")
class DaysImported(Event):
    """Many dates were set at once; `kept` were left because a stronger source had set them."""

    calendar_id: int
    source: Code
    added: int
    changed: int
    kept: int
    rejected: int


EDITS: Final = frozenset(
    one.code for one in (CalendarCreated, HoursChanged, DaySet, DayCleared, DaysImported)
)
"""The codes of all events after which a calendar counts differently; each has an edition of its own.

The calendar made and filled in one command is the exception: its two events share one edition.
"""
