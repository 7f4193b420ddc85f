"""The arithmetic of figures; pure."""

from collections.abc import Sequence

PERCENTILES = (50, 90)


def percent(part: int, whole: int) -> float | None:
    """Return a share in percent.

    Formula: part ÷ whole, one decimal, half up; nothing to divide by = None, for neither 0 nor 100 would be true.
    """
    return (part * 2000 + whole) // (2 * whole) / 10 if whole else None


def nearest_rank(size: int, percentile: int) -> int:
    """Return the place, from 1, of a percentile in an ordered list.

    Formula: nearest rank, the smallest place with at least so many percent of the list up to it.
    """
    return (size * percentile + 99) // 100


def median(values: Sequence[int], *, unit: int) -> float | None:
    """Return the median in a unit; of nothing there is none.

    Formula: the middle value, the mean of the middle two where their number is even; two decimals, half up.
    """
    if not values:
        return None
    ordered = sorted(values)
    twice = ordered[(len(ordered) - 1) // 2] + ordered[len(ordered) // 2]
    return (twice * 100 + unit) // (2 * unit) / 100


def is_within(value: float, at_least: float | None, at_most: float | None) -> bool:
    """Return whether a figure reaches its target; to the dot is within."""
    return (at_least is None or value >= at_least) and (at_most is None or value <= at_most)
