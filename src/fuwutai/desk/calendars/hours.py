"""Opening hours as people write and read them: "09:00-12:00, 13:30-17:30"."""

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby

from django.utils.translation import gettext as _
from django.utils.translation import pgettext, pgettext_lazy

Openings = list[tuple[int, int]]

WEEKDAYS = (
    pgettext_lazy("weekday", "Mon"),
    pgettext_lazy("weekday", "Tue"),
    pgettext_lazy("weekday", "Wed"),
    pgettext_lazy("weekday", "Thu"),
    pgettext_lazy("weekday", "Fri"),
    pgettext_lazy("weekday", "Sat"),
    pgettext_lazy("weekday", "Sun"),
)
LONGEST_TEXT = 200
MINUTES_PER_DAY = 24 * 60
_OPENING = re.compile(r"([0-9]{1,2})(?::([0-9]{2})?)?-([0-9]{1,2})(?::([0-9]{2})?)?")
# What full-width forms do not become by themselves: the dashes, commas and words people use.
_OTHER_WAYS = str.maketrans(dict.fromkeys("–—−‐‑‒―~〜至到", "-") | dict.fromkeys("、;。\n", ",") | {"点": ":"})


def openings_from(text: str) -> Openings:
    """Return the openings a person wrote, in minutes after midnight; nothing written = closed.

    Raises: ValueError when it cannot be read.
    """
    if len(text) > LONGEST_TEXT:
        raise ValueError("too long")
    plain = unicodedata.normalize("NFKC", text).translate(_OTHER_WAYS)
    plain = re.sub(r"\s*([-:])\s*", r"\1", plain)
    return [_opening(part) for part in re.split(r"[,\s]+", plain) if part]


def _opening(text: str) -> tuple[int, int]:
    match = _OPENING.fullmatch(text)
    if match is None:
        raise ValueError(text)
    from_hour, from_minute, to_hour, to_minute = (int(part or 0) for part in match.groups())
    opens, closes = from_hour * 60 + from_minute, to_hour * 60 + to_minute
    if max(from_minute, to_minute) >= 60 or max(opens, closes) > MINUTES_PER_DAY:
        raise ValueError(text)
    return opens, closes


def written(openings: Iterable[Sequence[int]]) -> str:
    """Return openings as the form shows them, so that they can be edited and read back."""
    return ", ".join(f"{_time(opens)}-{_time(closes)}" for opens, closes in openings)


def spoken(openings: Sequence[Sequence[int]]) -> str:
    """Return openings as a page says them."""
    if not openings:
        return pgettext("hours", "Closed")
    return _(", ").join(f"{_time(opens)}–{_time(closes)}" for opens, closes in openings)


def week_in_a_line(hours: Mapping[int, Sequence[Sequence[int]]]) -> str:
    """Return the weekly hours in one line: days that follow each other with the same hours are said once."""
    parts = []
    for openings, group in groupby(range(7), key=lambda weekday: tuple(map(tuple, hours.get(weekday, ())))):
        if openings:
            weekdays = list(group)
            parts.append(f"{_days(weekdays[0], weekdays[-1])} {spoken(openings)}")
    return _("; ").join(parts)


def _days(first: int, last: int) -> str:
    if (first, last) == (0, 6):
        return _("Every day")
    if first == last:
        return str(WEEKDAYS[first])
    return _("%(first)s to %(last)s") % {"first": WEEKDAYS[first], "last": WEEKDAYS[last]}


def _time(minutes: int) -> str:
    return f"{minutes // 60:02d}:{minutes % 60:02d}"
