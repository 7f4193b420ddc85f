"""Times as other systems write them."""

import re
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from typing import NamedTuple

FIRST_YEAR, LAST_YEAR = 1970, 2068
"""Numbers of cases name the year by two digits."""

_YEAR_FIRST = re.compile(
    r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?"
    r"(?:[T\s]*(\d{1,2})[:时](\d{1,2})(?:[:分](\d{1,2}))?(?:[.,]\d+)?[秒分]?\s*(?:(Z)|([+-])(\d{2}):?(\d{2}))?)?",
    re.ASCII,
)


class Moment(NamedTuple):
    """When something happened; `day_only`: only the day is known, and the moment is its beginning.

    `field` is which of our fields said so.
    """

    at: datetime
    day_only: bool = False
    field: str = ""


class TimeReader:
    """Reads times: year first however it is punctuated, then by the formats given. Without an offset they are local."""

    def __init__(self, formats: Sequence[str], zone: tzinfo) -> None:
        self._formats = [(one, any(mark in one for mark in ("%H", "%I", "%s", "%c", "%X"))) for one in formats]
        self._zone = zone

    def read(self, text: str) -> Moment | None:
        """Return the moment that a text names, or None."""
        try:
            found = self._year_first(text) or self._by_format(text)
        except (ValueError, OverflowError):
            return None
        return found if found is not None and FIRST_YEAR <= found.at.year <= LAST_YEAR else None

    def _year_first(self, text: str) -> Moment | None:
        if (found := _YEAR_FIRST.fullmatch(text)) is None:
            return None
        year, month, day, hour, minute, second, utc, sign, hours, minutes = found.groups()
        day = datetime(int(year), int(month), int(day), tzinfo=self._zone)
        if hour is None:
            return self._moment(day, day_only=True)
        moment = day.replace(hour=int(hour), minute=int(minute), second=int(second or 0))
        if utc or sign:
            offset = timedelta(hours=int(hours or 0), minutes=int(minutes or 0))
            moment = moment.replace(tzinfo=timezone(-offset if sign == "-" else offset))
        return self._moment(moment)

    def _by_format(self, text: str) -> Moment | None:
        for place, (form, has_time) in enumerate(self._formats):
            try:
                moment = datetime.strptime(text, form)  # noqa: DTZ007, its zone follows below
            except ValueError:
                continue
            if place:
                self._formats.insert(0, self._formats.pop(place))  # the next row is likely written like this one
            return self._moment(moment, day_only=not has_time)
        return None

    def _moment(self, local: datetime, *, day_only: bool = False) -> Moment:
        aware = local if local.tzinfo else local.replace(tzinfo=self._zone)
        return Moment(aware.astimezone(UTC), day_only)
