"""Days, weeks and months as reports ask for them; pure."""

from dataclasses import dataclass
from datetime import date, timedelta

from fuwutai.domain.analytics.choices import DAY, WEEK

A_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Period:
    """The days from `first` until before `until`."""

    first: date
    until: date

    @property
    def last(self) -> date:
        """Return the last day."""
        return self.until - A_DAY

    def no_later_than(self, day: date) -> "Period":
        """Return what of it is not after a day, at least its first day."""
        return Period(self.first, max(min(self.until, day + A_DAY), self.first + A_DAY))


def period_of(every: str, day: date) -> Period:
    """Return the day, the week from Monday, or the month around a day."""
    if every == DAY:
        return Period(day, day + A_DAY)
    if every == WEEK:
        monday = day - timedelta(days=day.weekday())
        return Period(monday, monday + timedelta(days=7))
    return Period(month_of(day), month_of(month_of(day) + timedelta(days=31)))


def before(every: str, period: Period) -> Period:
    """Return the period before a whole one."""
    return period_of(every, period.first - A_DAY)


def like_for_like(every: str, period: Period, today: date) -> tuple[Period, Period]:
    """Return what of a period is over or today, and as many first days of the period before.

    A month that has run for ten days is held against the first ten of the last one, never against all of it.
    """
    so_far, earlier = period.no_later_than(today), before(every, period)
    if so_far == period:
        return period, earlier
    return so_far, earlier.no_later_than(earlier.first + (so_far.last - so_far.first))


def periods_until(every: str, last: Period, number: int) -> list[Period]:
    """Return so many periods in a row, the last one at the end."""
    found = [last]
    while len(found) < number:
        found.append(before(every, found[-1]))
    return found[::-1]


def month_of(day: date) -> date:
    """Return the first day of the month of a day."""
    return day.replace(day=1)
