"""Working time counted minute by minute, another way than the product does: the truth for property tests.

The instant of a local time is the first minute whose wall clock has reached it; that is the first of two when
the clock goes back, and the moment of the change when it goes forward over it.
"""

from bisect import bisect_left
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo

from fuwutai.domain.calendars.rules import Schedule

DAYS_EACH_SIDE = 5


@cache
def _window(zone: str, middle: date) -> tuple[datetime, list[datetime]]:
    """Return the first minute of the window, and for every minute the furthest the wall clock has been."""
    first = datetime.combine(middle, time(), UTC) - timedelta(days=DAYS_EACH_SIDE)
    furthest, walls = datetime(1, 1, 1), []  # noqa: DTZ001 (wall clocks have no zone)
    for minute in range(2 * DAYS_EACH_SIDE * 1440):
        wall = (first + timedelta(minutes=minute)).astimezone(ZoneInfo(zone)).replace(tzinfo=None)
        furthest = max(furthest, wall)
        walls.append(furthest)
    return first, walls


class MinuteOracle:
    """Knows for each minute around a date whether a schedule is open."""

    def __init__(self, schedule: Schedule, middle: date) -> None:
        self.first, walls = _window(schedule.time_zone, middle)
        self.open = [False] * len(walls)
        for offset in range(-DAYS_EACH_SIDE - 1, DAYS_EACH_SIDE + 2):
            day = middle + timedelta(days=offset)
            midnight = datetime.combine(day, time())
            for opens, closes in self._openings(schedule, day):
                start = bisect_left(walls, midnight + timedelta(seconds=opens))
                end = bisect_left(walls, midnight + timedelta(seconds=closes))
                self.open[start:end] = [True] * (end - start)

    @staticmethod
    def _openings(schedule: Schedule, day: date) -> list[tuple[int, int]]:
        if day in schedule.holidays:
            return []
        openings = schedule.date_hours.get(day, schedule.hours.get(day.weekday(), ()))
        breaks = schedule.breaks.get(day, ())
        minutes = [
            minute
            for minute in range(1440)
            if any(opens <= minute * 60 < closes for opens, closes in openings)
            and not any(starts <= minute * 60 < ends for starts, ends in breaks)
        ]
        return [(minute * 60, minute * 60 + 60) for minute in minutes]

    def at(self, minute: int) -> datetime:
        return self.first + timedelta(minutes=minute)

    def minutes_between(self, start: int, end: int) -> int:
        return sum(self.open[start:end])

    def after_minutes(self, start: int, count: int) -> datetime | None:
        """Return the earliest minute with so many minutes worked since start, if it lies in the window."""
        for minute in range(start, len(self.open)):
            count -= self.open[minute]
            if count == 0:
                return self.at(minute + 1)
        return None

    def before_minutes(self, end: int, count: int) -> datetime | None:
        """Return the latest minute with so many minutes worked until end, if it lies in the window."""
        for minute in range(end - 1, -1, -1):
            count -= self.open[minute]
            if count == 0:
                return self.at(minute)
        return None

    def next_opening(self, start: int) -> datetime | None:
        """Return the first closed-to-open change later than start."""
        for minute in range(start + 1, len(self.open)):
            if self.open[minute] and not self.open[minute - 1]:
                return self.at(minute)
        return None

    def next_closing(self, start: int) -> datetime | None:
        """Return the first open-to-closed change later than start."""
        for minute in range(start + 1, len(self.open)):
            if self.open[minute - 1] and not self.open[minute]:
                return self.at(minute)
        return None

    def last_open_moment(self, end: int) -> datetime | None:
        """Return the latest minute not after end whose minute before was open."""
        for minute in range(end, 0, -1):
            if self.open[minute - 1]:
                return self.at(minute)
        return None
