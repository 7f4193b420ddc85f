"""When a notice reaches somebody: quiet hours and digests. Pure arithmetic in the time zone of the centre."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo

MINUTES_A_DAY = 24 * 60
EVERY_DAY = (0, 1, 2, 3, 4, 5, 6)
MOST_DIGESTS = 6
LONGEST_SEARCH_DAYS = 400
MOST_TURNS = 30


@dataclass(frozen=True, slots=True, kw_only=True)
class Quiet:
    """Hours in which somebody is left alone: minutes of the day, and the weekdays (Monday = 0) on which they begin.

    Where `until` is not later than `since`, they last into the next day.
    """

    since: int
    until: int
    days: tuple[int, ...] = EVERY_DAY


def end_of_quiet(moment: datetime, quiet: Quiet | None) -> datetime:
    """Return the moment itself, or the end of the quiet hours around it. The moment is in the zone of the centre."""
    if quiet is None:
        return moment
    for _turn in range(MOST_TURNS):
        ends = [end for start, end in _around(moment, quiet) if start <= moment < end]
        if not ends:
            break
        moment = max(ends)
    return moment


def next_digest(moment: datetime, times: Sequence[int], is_working_day: Callable[[date], bool]) -> datetime | None:
    """Return the first moment of a digest later than this one, on a working day; None where there never is one.

    Units: `times` in minutes of the day.
    """
    for ahead in range(LONGEST_SEARCH_DAYS):
        day = moment.date() + timedelta(days=ahead)
        if not is_working_day(day):
            continue
        for minutes in sorted(times):
            if (found := at_minute(day, minutes, moment.tzinfo)) > moment:
                return found
    return None


def next_moment(
    now: datetime, quiet: Quiet | None, next_open: Callable[[datetime], datetime], zone: tzinfo
) -> datetime:
    """Return when somebody may be told of what is not urgent: in working hours, and not in her quiet hours.

    Whose quiet hours leave nothing of the working hours is told when they end.
    """
    moment = now
    for _turn in range(MOST_TURNS):
        opens = next_open(moment)
        moment = end_of_quiet(opens.astimezone(zone), quiet)
        if moment == opens:
            return opens
    return moment


def at_minute(day: date, minutes: int, zone: tzinfo | None) -> datetime:
    """Return a minute of a day by the clock on the wall; 1,440 is the midnight that ends it."""
    days, rest = divmod(minutes, MINUTES_A_DAY)
    day += timedelta(days=days)
    return datetime(day.year, day.month, day.day, rest // 60, rest % 60, tzinfo=zone)


def are_quiet(quiet: Quiet) -> bool:
    """Return whether these could be quiet hours at all."""
    in_day = 0 <= quiet.since < MINUTES_A_DAY and 0 <= quiet.until < MINUTES_A_DAY
    return in_day and quiet.since != quiet.until and _are_days(quiet.days)


def are_digests(times: Sequence[int]) -> bool:
    """Return whether these could be the moments of digests: one to six a day."""
    return 1 <= len(set(times)) <= MOST_DIGESTS and all(0 <= one < MINUTES_A_DAY for one in times)


def _are_days(days: Collection[int]) -> bool:
    return bool(days) and set(days) <= set(EVERY_DAY)


def _around(moment: datetime, quiet: Quiet) -> list[tuple[datetime, datetime]]:
    """Return the quiet hours that began yesterday or begin today."""
    until = quiet.until if quiet.until > quiet.since else quiet.until + MINUTES_A_DAY
    days = (moment.date() - timedelta(days=1), moment.date())
    return [
        (at_minute(day, quiet.since, moment.tzinfo), at_minute(day, until, moment.tzinfo))
        for day in days
        if day.weekday() in quiet.days
    ]
