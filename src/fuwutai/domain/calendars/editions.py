"""What an edition keeps of a calendar: everything that decides when it opens, read once from its rows."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from fuwutai.domain.calendars.choices import DayKind
from fuwutai.domain.calendars.rules import Interval, Schedule, schedule_as_json, working_day_hours


def schedule_in_rows(calendar: Any) -> dict[str, Any]:
    """Return the schedule that the rows of a calendar make up, as `schedule_from_json` reads it.

    It also takes the calendar of a migration, which is no `Calendar`.

    Cost: 2 statements.
    """
    hours: dict[int, list[Interval]] = {}
    for weekday, opens, closes in calendar.weekly_hours.values_list("weekday", "opens_minute", "closes_minute"):
        hours.setdefault(weekday, []).append((opens * 60, closes * 60))
    holidays: list[date] = []
    date_hours: dict[date, Sequence[Interval]] = {}
    for day, kind, intervals in calendar.day_rules.values_list("date", "kind", "intervals"):
        if kind == DayKind.HOLIDAY:
            holidays.append(day)
        else:
            date_hours[day] = _day_hours(hours, day, kind, intervals)
    return schedule_as_json(Schedule.of(calendar.time_zone, hours, holidays=holidays, date_hours=date_hours))


def _day_hours(
    hours: Mapping[int, Sequence[Interval]], day: date, kind: str, intervals: Sequence[Sequence[int]]
) -> Sequence[Interval]:
    if kind == DayKind.SPECIAL_HOURS:
        return [(opens * 60, closes * 60) for opens, closes in intervals]
    # Written out: a later change of the rule for adjusted days must not change what was in force.
    return working_day_hours(hours, day)
