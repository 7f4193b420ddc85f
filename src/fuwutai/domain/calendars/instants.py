"""Instants as microseconds since 1970 in UTC, and the way from local time to them."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta, tzinfo

from fuwutai.domain.calendars.rules import FIRST_YEAR, LAST_YEAR, SECONDS_PER_DAY, CalendarError

SECOND = 1_000_000
DAY = SECONDS_PER_DAY * SECOND
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_EPOCH_ORDINAL = date(1970, 1, 1).toordinal()
_MICROSECOND = timedelta(microseconds=1)


def micros(at: datetime) -> int:
    """Return an aware datetime as microseconds. Raises: CalendarError naive_time, out_of_range."""
    if at.tzinfo is None:
        raise CalendarError(
            "naive_time", f"Time {at.isoformat()} has no zone; add Z or an offset such as +08:00."
        )
    if not FIRST_YEAR <= at.year <= LAST_YEAR:
        raise out_of_range()
    return (at - _EPOCH) // _MICROSECOND


def instant(moment: int) -> datetime:
    """Return microseconds as a datetime in UTC."""
    return _EPOCH + timedelta(microseconds=moment)


def ordinal_of(day: date) -> int:
    """Return the number of a date. Raises: CalendarError out_of_range."""
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise out_of_range()
    return day.toordinal()


def midnight(ordinal: int) -> int:
    """Return where midnight of a date would be if its zone were UTC."""
    return (ordinal - _EPOCH_ORDINAL) * DAY


def offset_at_midnight(ordinal: int, zone: tzinfo) -> int:
    """Return how far local time is ahead of UTC when a date begins."""
    return _offset(datetime.combine(date.fromordinal(ordinal), time()), zone)


def at_local_second(ordinal: int, second: int, zone: tzinfo) -> int:
    """Return the instant at which the clock of a date shows so many seconds after midnight."""
    return localised(datetime.combine(date.fromordinal(ordinal), time()) + timedelta(seconds=second), zone)


def _offset(local: datetime, zone: tzinfo) -> int:
    offset = local.replace(tzinfo=zone).utcoffset()
    return 0 if offset is None else offset // _MICROSECOND


def localised(local: datetime, zone: tzinfo) -> int:
    """Return the instant of a local time: the first of two, or the clock change that skips it."""
    naive = (local.replace(tzinfo=UTC) - _EPOCH) // _MICROSECOND
    before, after = _offset(local.replace(fold=0), zone), _offset(local.replace(fold=1), zone)
    if after <= before:  # unambiguous, or ambiguous and fold 0 is the first
        return naive - before
    return _clock_change(naive - after, naive - before, zone)


def _clock_change(earlier: int, later: int, zone: tzinfo) -> int:
    """Return the whole second in (earlier, later] from which the later offset applies."""
    low, high = earlier // SECOND, later // SECOND
    new_offset = instant(later).astimezone(zone).utcoffset()
    while high - low > 1:
        middle = (low + high) // 2
        if instant(middle * SECOND).astimezone(zone).utcoffset() == new_offset:
            high = middle
        else:
            low = middle
    return high * SECOND


def out_of_range() -> CalendarError:
    """Return the refusal of what lies outside the known years."""
    return CalendarError(
        "out_of_range", f"Working time can only be calculated within {FIRST_YEAR} to {LAST_YEAR}."
    )
