"""Moments and hours as one says them inside a sentence: "today at 15:20", "tomorrow at 09:00"."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.utils import timezone
from django.utils.dateformat import format as format_date
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

WHOLE_DAY_SECONDS = 86_400


def spoken_moment(at: datetime, now: datetime) -> str:
    """Return a moment near by as people say it, with its day always named."""
    local, today = timezone.localtime(at), timezone.localtime(now).date()
    time = format_date(local, "H:i")
    if local.date() == today:
        return pgettext("inside a sentence", "today at %(time)s") % {"time": time}
    if local.date() == today + timedelta(days=1):
        return pgettext("inside a sentence", "tomorrow at %(time)s") % {"time": time}
    if local.date() == today - timedelta(days=1):
        return pgettext("inside a sentence", "yesterday at %(time)s") % {"time": time}
    day = format_date(local, _("l j F") if local.year == today.year else _("l j F Y"))
    return pgettext("inside a sentence", "on %(day)s at %(time)s") % {"day": day, "time": time}


def spoken_openings(openings: Iterable[tuple[int, int]]) -> str:
    """Return openings of a day, given in seconds after midnight, as "09:00–12:00, 13:30–18:00"."""
    spans = list(openings)
    if spans == [(0, WHOLE_DAY_SECONDS)]:
        return _("day and night")
    return _(", ").join(f"{_clock(opens)}–{_clock(closes)}" for opens, closes in spans)


def _clock(seconds: int) -> str:
    return f"{seconds // 3600:02d}:{seconds % 3600 // 60:02d}"
