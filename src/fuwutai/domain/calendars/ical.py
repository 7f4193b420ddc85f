"""Reads the days of an iCalendar file: whole-day events are holidays or, by their words, working days."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, Literal

import icalendar
import recurring_ical_events

from fuwutai.domain.calendars.rules import FIRST_YEAR, LAST_YEAR, CalendarError

MAX_BYTES = 1_000_000
MAX_DAYS_OF_AN_EVENT = 62
MAX_DAYS_OF_A_SERIES = 1_000
MAX_NAME_LENGTH = 120

_WORKING_DAY_WORDS = re.compile(r"上班|补班|[(（]班[)）]|working day|workday", re.IGNORECASE)
_TIME_FIELDS = {"DTSTART", "DTEND", "DURATION", "RRULE", "RDATE", "EXDATE", "RECURRENCE-ID"}
_PARTS_OF_A_DAY = {"BYHOUR", "BYMINUTE", "BYSECOND"}


@dataclass(frozen=True, slots=True)
class ICalDay:
    """One date an event covers."""

    date: date
    kind: Literal["holiday", "working_day"]
    name: str


@dataclass(frozen=True, slots=True)
class ICalReject:
    """An event that was not taken over: its title and a code.

    Codes: unreadable, cancelled, not_all_day, too_long, too_often, conflict (the other kind on a date seen).
    """

    event: str
    code: str


def days_in_ical(data: bytes, repeat_years: range) -> tuple[list[ICalDay], list[ICalReject]]:
    """Return the days of a file in order, and its rejected events.

    Repetitions are followed in `repeat_years` only.

    Raises: CalendarError too_large, bad_ical.
    """
    days: dict[date, ICalDay] = {}
    rejects: list[ICalReject] = []
    for series in _series(data):
        title = _title(series[0])
        try:
            found = _days_of_series(series, repeat_years)
        except CalendarError as error:
            rejects.append(ICalReject(title, error.code))
            continue
        if any(days.get(day.date, day).kind != day.kind for day in found):
            rejects.append(ICalReject(title, "conflict"))
            continue
        for day in found:
            days.setdefault(day.date, day)
    return [days[key] for key in sorted(days)], rejects


def _series(data: bytes) -> Iterator[list[Any]]:
    """Yield the events of a file; those with one UID together, as they override each other's repetitions."""
    if len(data) > MAX_BYTES:
        raise CalendarError(
            "too_large", f"The file is larger than {MAX_BYTES // 1000} kB; import it in parts."
        )
    try:
        calendars = icalendar.Calendar.from_ical(data, multiple=True)
    except (ValueError, IndexError, KeyError, TypeError, AttributeError) as error:
        raise CalendarError("bad_ical", f"The file is no readable iCalendar file ({error}).") from error
    if not calendars:
        raise CalendarError("bad_ical", "The file holds no calendar; export it again as .ics.")
    by_uid: dict[str, list[Any]] = {}
    for calendar in calendars:
        for number, event in enumerate(calendar.walk("VEVENT")):
            by_uid.setdefault(str(event.get("UID", f"without uid {number}")), []).append(event)
    yield from by_uid.values()


def _days_of_series(series: list[Any], repeat_years: range) -> list[ICalDay]:
    events = [event for event in series if str(event.get("STATUS", "")).upper() != "CANCELLED"]
    if not events:
        raise CalendarError("cancelled", "The event is cancelled.")
    for event in events:
        _check_event(event)
    # Only repetitions are cut to the wanted years; a single day of long ago is taken as it stands.
    repeats = any("RRULE" in event for event in events)
    first_year, last_year = (repeat_years[0], repeat_years[-1]) if repeats else (FIRST_YEAR, LAST_YEAR)
    alone = icalendar.Calendar()
    for event in series:
        alone.add_component(event)
    days: list[ICalDay] = []
    for occurrence in _occurrences(alone, date(first_year, 1, 1), date(last_year, 12, 31)):
        if str(occurrence.get("STATUS", "")).upper() != "CANCELLED":
            days += _days_of_occurrence(occurrence)
    if len(days) > MAX_DAYS_OF_A_SERIES:
        raise CalendarError("too_often", "The event repeats too often for a holiday.")
    return [day for day in days if first_year <= day.date.year <= last_year]


def _check_event(event: Any) -> None:
    broken = {str(name).upper() for name, _why in event.errors}
    if broken & _TIME_FIELDS or "DTSTART" not in event or isinstance(event["DTSTART"], list):
        raise CalendarError("unreadable", "The event has no readable date.")
    rule = event.get("RRULE")
    rules = rule if isinstance(rule, list) else [rule] if rule else []
    for one in rules:
        frequency = str((one.get("FREQ") or [""])[0]).upper()
        if frequency not in ("YEARLY", "MONTHLY", "WEEKLY", "DAILY") or _PARTS_OF_A_DAY & set(one):
            raise CalendarError("too_often", "The event repeats within a day.")


def _occurrences(calendar: icalendar.Calendar, first: date, last: date) -> list[Any]:
    try:
        return list(recurring_ical_events.of(calendar).between(first, last + timedelta(days=1)))
    except CalendarError:
        raise
    except Exception as error:
        # Strange rules fail in many ways deep inside the library; one event must not stop the others.
        raise CalendarError("unreadable", "The event has no readable date.") from error


def _days_of_occurrence(occurrence: Any) -> list[ICalDay]:
    start, end = occurrence["DTSTART"].dt, occurrence["DTEND"].dt if "DTEND" in occurrence else None
    if isinstance(start, datetime) or isinstance(end, datetime):
        start, end = _whole_days(start, end)
    # Some programs write the last day, or nothing, where the day after is meant.
    day_count = max(1, (end - start).days) if end else 1
    if day_count > MAX_DAYS_OF_AN_EVENT:
        raise CalendarError("too_long", "The event is too long for a holiday.")
    name = _title(occurrence)
    works = str(
        occurrence.get("X-APPLE-SPECIAL-DAY", "")
    ) == "ALTERNATE-WORKDAY" or _WORKING_DAY_WORDS.search(name)
    return [
        ICalDay(start + timedelta(days=number), "working_day" if works else "holiday", name)
        for number in range(day_count)
    ]


def _whole_days(start: Any, end: Any) -> tuple[date, date]:
    """Return the dates of an event written from midnight to midnight, as some programs do for whole days."""
    both = isinstance(start, datetime) and isinstance(end, datetime)
    if both and start.time() == end.time() == time() and start.date() < end.date():
        return start.date(), end.date()
    raise CalendarError("not_all_day", "Only whole days can be imported.")


def _title(event: Any) -> str:
    return " ".join(str(event.get("SUMMARY") or event.get("UID") or "").split())[:MAX_NAME_LENGTH]
