"""What a calendar says about a day: opening intervals in local time, without Django and without a database.

`working_time.py` turns these days into instants and does the arithmetic.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any
from zoneinfo import ZoneInfo

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
SECONDS_PER_DAY = 86_400

# Years outside this range are refused, so every search comes to an end and no date overflows.
FIRST_YEAR, LAST_YEAR = 1900, 2399

Interval = tuple[int, int]
"""Opening and closing as seconds after local midnight, [open, close); 86400 is 24:00."""
Intervals = tuple[Interval, ...]

_TIME_OF_DAY = re.compile(r"(\d{2}):(\d{2})(?::(\d{2}))?")
_ISO_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")


class CalendarError(ValueError):
    """A refusal of calendar arithmetic: a stable code and an English sentence that says what to change."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message


def joined(intervals: Iterable[Interval]) -> Intervals:
    """Return the intervals sorted, with touching and overlapping ones made one."""
    result: list[Interval] = []
    for opens, closes in sorted(intervals):
        if result and opens <= result[-1][1]:
            result[-1] = (result[-1][0], max(closes, result[-1][1]))
        else:
            result.append((opens, closes))
    return tuple(result)


def without(intervals: Intervals, breaks: Intervals) -> Intervals:
    """Return what is left of joined intervals when the breaks are cut out."""
    for break_from, break_to in breaks:
        left: list[Interval] = []
        for opens, closes in intervals:
            if opens < min(closes, break_from):
                left.append((opens, min(closes, break_from)))
            if max(opens, break_to) < closes:
                left.append((max(opens, break_to), closes))
        intervals = tuple(left)
    return intervals


@dataclass(frozen=True)
class Schedule:
    """When a service is open, in the local time of one zone.

    A holiday beats `date_hours`, which beats the weekly `hours` (0 = Monday; absent = closed); then breaks
    are cut out. Build one with `Schedule.of(…)`, which checks and sorts, or with `schedule_from_json(…)`.
    """

    time_zone: str
    hours: Mapping[int, Intervals] = field(default_factory=dict)
    holidays: frozenset[date] = frozenset()
    date_hours: Mapping[date, Intervals] = field(default_factory=dict)
    breaks: Mapping[date, Intervals] = field(default_factory=dict)

    @classmethod
    def of(
        cls,
        time_zone: str,
        hours: Mapping[int, Iterable[Interval]],
        *,
        holidays: Iterable[date] = (),
        date_hours: Mapping[date, Iterable[Interval]] | None = None,
        breaks: Mapping[date, Iterable[Interval]] | None = None,
    ) -> Schedule:
        """Return a checked schedule with its intervals joined.

        Raises: CalendarError unknown_time_zone, bad_interval, bad_schedule (a weekday outside 0–6).
        """
        zone_named(time_zone)
        for weekday in hours:
            if weekday not in range(7):
                raise CalendarError(
                    "bad_schedule", f"Weekday {weekday!r} is not one of 0 (Monday) to 6 (Sunday)."
                )
        return cls(
            time_zone=time_zone,
            hours={weekday: checked(intervals) for weekday, intervals in hours.items()},
            holidays=frozenset(holidays),
            date_hours={day: checked(intervals) for day, intervals in (date_hours or {}).items()},
            breaks={day: checked(intervals) for day, intervals in (breaks or {}).items()},
        )

    @cached_property
    def zone(self) -> ZoneInfo:
        """Return the time zone the opening hours are written in."""
        return zone_named(self.time_zone)

    def intervals_on(self, day: date) -> Intervals:
        """Return the opening intervals of a local date, in order, none touching the next."""
        if day in self.holidays:
            return ()
        intervals = self.date_hours.get(day)
        if intervals is None:
            intervals = self.hours.get(day.weekday(), ())
        breaks = self.breaks.get(day)
        return without(intervals, breaks) if breaks else intervals

    def is_working_day(self, day: date) -> bool:
        """Tell whether the service opens at all on a local date."""
        return bool(self.intervals_on(day))


def zone_named(name: str) -> ZoneInfo:
    """Return the time zone of an IANA name.

    Raises: CalendarError unknown_time_zone.
    """
    try:
        return ZoneInfo(name)
    except (OSError, ValueError, TypeError, KeyError) as error:
        raise CalendarError(
            "unknown_time_zone", f"Time zone {name!r} is unknown; use an IANA name such as Asia/Shanghai."
        ) from error


def checked(intervals: Iterable[Interval]) -> Intervals:
    """Return the intervals joined.

    Raises: CalendarError bad_interval when one leaves the day or does not close after it opens.
    """
    intervals = tuple(intervals)
    for opens, closes in intervals:
        if not 0 <= opens < closes <= SECONDS_PER_DAY:
            raise CalendarError(
                "bad_interval",
                f"Hours {clock_time(opens)}–{clock_time(closes)} do not close later on the same day; "
                "split hours over midnight into one that ends at 24:00 and one from 00:00 on the next day.",
            )
    return joined(intervals)


def working_day_hours(hours: Mapping[int, Sequence[Interval]], day: date) -> Sequence[Interval]:
    """Return the hours of an adjusted working day: its own weekday's, else the first weekday's that opens."""
    return hours.get(day.weekday()) or next(
        (hours[weekday] for weekday in range(7) if hours.get(weekday)), ()
    )


def clock_time(seconds: int) -> str:
    """Return seconds after midnight as HH:MM, or HH:MM:SS where needed."""
    minutes, second = divmod(seconds, 60)
    text = f"{minutes // 60:02d}:{minutes % 60:02d}"
    return f"{text}:{second:02d}" if second else text


def seconds_of_day(text: object) -> int:
    """Return a time of day, HH:MM or HH:MM:SS up to 24:00, as seconds after midnight.

    Raises: CalendarError bad_time.
    """
    match = _TIME_OF_DAY.fullmatch(text) if isinstance(text, str) else None
    if match:
        hour, minute, second = (int(part or 0) for part in match.groups())
        seconds = hour * 3600 + minute * 60 + second
        if minute < 60 and second < 60 and seconds <= SECONDS_PER_DAY:
            return seconds
    raise CalendarError("bad_time", f"Time of day {text!r} is not understood; write HH:MM, at most 24:00.")


def parsed_date(text: object) -> date:
    """Return a calendar date from YYYY-MM-DD.

    Raises: CalendarError bad_date.
    """
    if isinstance(text, str) and _ISO_DATE.fullmatch(text):
        try:
            return date.fromisoformat(text)
        except ValueError:
            pass
    raise CalendarError("bad_date", f"Date {text!r} is not understood; write YYYY-MM-DD.")


def schedule_from_json(value: object) -> Schedule:
    """Return the schedule a JSON object describes: time_zone, hours (mon…sun), holidays, date_hours, breaks.

    Raises: CalendarError bad_schedule, unknown_time_zone, bad_interval, bad_time, bad_date.
    """
    if not isinstance(value, Mapping):
        raise CalendarError("bad_schedule", "A schedule must be an object with time_zone and hours.")
    if not isinstance(value.get("time_zone"), str):
        raise CalendarError("bad_schedule", "The schedule names no time_zone; add one such as Asia/Shanghai.")
    holidays = value.get("holidays") or ()
    if not _is_list(holidays):
        raise CalendarError("bad_schedule", "holidays must be a list of dates.")
    return Schedule.of(
        value["time_zone"],
        {_weekday(name): _intervals(listed) for name, listed in _object(value, "hours").items()},
        holidays=[parsed_date(day) for day in holidays],
        date_hours={
            parsed_date(day): _intervals(listed) for day, listed in _object(value, "date_hours").items()
        },
        breaks={parsed_date(day): _intervals(listed) for day, listed in _object(value, "breaks").items()},
    )


def schedule_as_json(schedule: Schedule) -> dict[str, Any]:
    """Return the JSON object from which `schedule_from_json` builds an equal schedule, days in order."""
    return {
        "time_zone": schedule.time_zone,
        "hours": {WEEKDAYS[weekday]: _listed(schedule.hours[weekday]) for weekday in sorted(schedule.hours)},
        "holidays": [day.isoformat() for day in sorted(schedule.holidays)],
        "date_hours": {day.isoformat(): _listed(listed) for day, listed in sorted(schedule.date_hours.items())},
        "breaks": {day.isoformat(): _listed(listed) for day, listed in sorted(schedule.breaks.items())},
    }


def _listed(intervals: Intervals) -> list[list[str]]:
    return [[clock_time(opens), clock_time(closes)] for opens, closes in intervals]


def _object(value: Mapping[str, object], key: str) -> Mapping[str, object]:
    found = value.get(key) or {}
    if not isinstance(found, Mapping):
        raise CalendarError("bad_schedule", f"{key} must be an object of day to list of [open, close].")
    return found


def _weekday(name: str) -> int:
    if name not in WEEKDAYS:
        raise CalendarError(
            "bad_schedule", f"Weekday {name!r} is unknown; use mon, tue, wed, thu, fri, sat, sun."
        )
    return WEEKDAYS.index(name)


def _intervals(listed: object) -> list[Interval]:
    # null stands for "no hours", as an absent weekday does.
    pairs: object = [] if listed is None else listed
    if not isinstance(pairs, Sequence) or not _is_list(pairs):
        raise CalendarError("bad_schedule", f"Hours {listed!r} must be a list of [open, close].")
    result = []
    for pair in pairs:
        if not isinstance(pair, Sequence) or not _is_list(pair) or len(pair) != 2:
            raise CalendarError("bad_schedule", f"Interval {pair!r} must be a pair [open, close].")
        result.append((seconds_of_day(pair[0]), seconds_of_day(pair[1])))
    return result


def _is_list(value: object) -> bool:
    return isinstance(value, list | tuple)
