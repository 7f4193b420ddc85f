"""Calendars and people for the tests of this app, reached through commands."""

from typing import Any

from fuwutai.domain.calendars.commands import create_calendar
from fuwutai.domain.calendars.models import Calendar, CalendarEdition, DayRule, WeeklyHours
from fuwutai.kernel.actors import Actor
from fuwutai.kernel.models import JournalEntry, OutboxRow

EDITOR = Actor(kind="staff", id=1, permissions=frozenset({"calendars.edit"}))
STRANGER = Actor(kind="staff", id=2, permissions=frozenset({"cases.reply"}))
OFFICE: dict[int, list[tuple[int, int]]] = {weekday: [(540, 720), (780, 1080)] for weekday in range(5)}


def an_office_calendar(code: str = "office", **changes: Any) -> Calendar:
    """Return a calendar open Monday to Friday 9:00–12:00 and 13:00–18:00, Shanghai time."""
    values = {"name": "Office", "time_zone": "Asia/Shanghai", "hours": OFFICE, **changes}
    return create_calendar(actor=EDITOR, code=code, **values)


def everything() -> list[Any]:
    """Return all that a refused command must leave as it was."""
    tables = (Calendar, CalendarEdition, WeeklyHours, DayRule, JournalEntry, OutboxRow)
    return [list(table.objects.order_by("pk").values()) for table in tables]  # type: ignore[attr-defined]


def facts() -> list[tuple[str, dict[str, Any]]]:
    """Return the journal as (code, data), oldest first."""
    return list(JournalEntry.objects.order_by("pk").values_list("code", "data"))
