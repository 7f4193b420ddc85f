"""Say a moment or a span in the reader's words; static/design/clock.js says spans the same way."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from functools import lru_cache

from django.utils import timezone
from django.utils.dateformat import format as format_date
from django.utils.translation import get_language
from django.utils.translation import gettext as _


def short_moment(value: datetime, now: datetime) -> str:
    """Return the shortest clear text: the time today, the day near by, the date further off."""
    local, today = timezone.localtime(value), timezone.localtime(now).date()
    clock = format_date(local, "H:i")
    if local.date() == today:
        return clock
    if near := _near_day(local, today):
        return f"{near} {clock}"
    if local.year == today.year:
        return format_date(local, _("j M, H:i"))
    return format_date(local, _("j M Y"))


def day_moment(value: datetime, now: datetime) -> str:
    """Return a moment with its day always named, as one says a promise aloud."""
    local, today = timezone.localtime(value), timezone.localtime(now).date()
    day = _("Today") if local.date() == today else _near_day(local, today)
    if not day:
        day = format_date(local, _("D j M") if local.year == today.year else _("D j M Y"))
    return f"{day} {format_date(local, 'H:i')}"


def long_moment(value: datetime) -> str:
    """Return date and time in full."""
    return format_date(timezone.localtime(value), _("j F Y, H:i"))


def exact_moment(value: datetime) -> str:
    """Return the moment to the second with the name of the zone, for a tooltip."""
    local = timezone.localtime(value)
    return f"{local:%Y-%m-%d %H:%M:%S} {timezone.get_current_timezone_name()}"


def phrases() -> Mapping[str, str]:
    """Return the phrases of spans by name, as the page hands them to clock.js."""
    return _phrases(get_language() or "")


@lru_cache(maxsize=16)
def _phrases(_language: str) -> Mapping[str, str]:
    """Return the phrases in the language that is spoken just now: a list says them a hundred times."""
    return {
        "left": _("%(time)s left"),
        "over": _("%(time)s over"),
        "day": _("%(n)s d"),
        "hour": _("%(n)s h"),
        "minute": _("%(n)s min"),
        "under": _("under 1 min"),
    }


def span(seconds: int) -> str:
    """Return a length of time in at most two units.

    Formula: whole minutes, rounded down; under one minute is said so.
    """
    minutes, say = seconds // 60, phrases()
    days, hours, rest = minutes // 1440, minutes % 1440 // 60, minutes % 60
    day, hour, minute = say["day"] % {"n": days}, say["hour"] % {"n": hours}, say["minute"] % {"n": rest}
    if days:
        return f"{day} {hour}" if hours else day
    if hours:
        return f"{hour} {minute}" if rest else hour
    return minute if rest else say["under"]


def time_left(due_at: datetime, now: datetime) -> str:
    """Return how long until the deadline, or how long past it."""
    seconds = int((due_at - now).total_seconds())
    phrase = phrases()["left" if seconds > 0 else "over"]
    return phrase % {"time": span(abs(seconds))}


def _near_day(local: datetime, today: object) -> str:
    """Return the word for yesterday or tomorrow, else nothing."""
    if local.date() == today:
        return ""
    if (local - timedelta(days=1)).date() == today:
        return _("Tomorrow")
    if (local + timedelta(days=1)).date() == today:
        return _("Yesterday")
    return ""
