"""What is unusual: thresholds and arithmetic over counted entries of the logs, without Django. Source: S3-5.1-6."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

FEWEST_REVEALS = 10
TIMES_THE_MEAN = 3
MEAN_DAYS = 28
FEWEST_STRANGERS = 5
LARGE_EXPORT_ROWS = 1_000
FEWEST_MISSES = 20
FEWEST_FAILURES = 3
FEWEST_IDLE_REVEALS = 3
WITHIN = timedelta(hours=1)


def many_reveals(today: int, before: int) -> bool:
    """Return whether somebody revealed unusually much on a day. `before`: how much in the 28 days before it.

    Formula: today ≥ 10 and today ≥ 3 x before / 28.
    """
    return today >= FEWEST_REVEALS and today * MEAN_DAYS >= TIMES_THE_MEAN * before


def daily_mean(before: int) -> float:
    """Return the mean of a day. Formula: before / 28, rounded to one place."""
    return round(before / MEAN_DAYS, 1)


def most_within_an_hour(moments: Iterable[datetime]) -> int:
    """Return how many moments fall into the fullest hour that begins with one of them; 0 of none."""
    ordered, most, start = sorted(moments), 0, 0
    for end, moment in enumerate(ordered):
        while moment - ordered[start] >= WITHIN:
            start += 1
        most = max(most, end - start + 1)
    return most


def failures_before(success: datetime, failures: Sequence[datetime]) -> int:
    """Return how many failed sign-ins stand in the hour before a successful one."""
    return sum(1 for one in failures if success - WITHIN <= one < success)


def most_failures(successes: Iterable[datetime], failures: Sequence[datetime]) -> int:
    """Return the most failures in an hour before a successful sign-in, 0 where they are fewer than 3."""
    most = max((failures_before(one, failures) for one in successes), default=0)
    return most if most >= FEWEST_FAILURES else 0
