"""Weeks as figures name them; pure."""

import re
from datetime import date, timedelta

_WEEK = re.compile(r"([12][0-9]{3})-W([0-9]{2})")


def week_key(day: date) -> str:
    """Return the ISO week of a day, as 2026-W10."""
    year, week, _weekday = day.isocalendar()
    return f"{year:04d}-W{week:02d}"


def week_days(key: str) -> tuple[date, date]:
    """Return Monday of a week and Monday of the next. Raises: ValueError for what is no week."""
    found = _WEEK.fullmatch(key)
    if found is None:
        raise ValueError(key)
    monday = date.fromisocalendar(int(found[1]), int(found[2]), 1)
    return monday, monday + timedelta(days=7)


def period_of(every: str, day: date) -> tuple[date, date]:
    """Return the first day of the calendar period around a day, and the first day of the next one.

    `every`: day, week (from Monday), month, quarter, half_year or year.
    """
    if every == "day":
        return day, day + timedelta(days=1)
    if every == "week":
        monday = day - timedelta(days=day.weekday())
        return monday, monday + timedelta(days=7)
    months = {"month": 1, "quarter": 3, "half_year": 6, "year": 12}[every]
    first = day.replace(month=(day.month - 1) // months * months + 1, day=1)
    return first, months_after(first, months)


def period_before(every: str, day: date) -> tuple[date, date]:
    """Return the calendar period that ended before the one around a day, as `period_of`."""
    first, _next = period_of(every, day)
    return period_of(every, first - timedelta(days=1))


def months_after(first: date, months: int) -> date:
    """Return the first day of the month so many months after, or before, that of a first day."""
    count = first.year * 12 + first.month - 1 + months
    return date(count // 12, count % 12 + 1, 1)


PRESETS = ("30", "90", "quarter", "year")
"""Periods that are asked for most: the last so many days, this quarter, this year."""
USUAL = "90"


def preset(code: str, today: date) -> tuple[date, date]:
    """Return the first day of a preset period and the day after its last one, which is today. Raises: KeyError."""
    since = {
        "30": today - timedelta(days=29),
        "90": today - timedelta(days=89),
        "quarter": period_of("quarter", today)[0],
        "year": period_of("year", today)[0],
    }[code]
    return since, today + timedelta(days=1)
