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
