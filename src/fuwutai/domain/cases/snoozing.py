"""The moments until which one mostly snoozes a case."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta

from fuwutai.domain.accounts.queries import centre_zone, working_hours

IN_AN_HOUR, IN_FOUR_HOURS, TOMORROW, MONDAY, OWN = "hour", "four_hours", "tomorrow", "monday", "own"


@dataclass(frozen=True, slots=True, kw_only=True)
class Preset:
    """A moment that is offered by name."""

    code: str
    until: datetime


def presets(now: datetime) -> list[Preset]:
    """Return the moments that are offered: days begin when the centre next opens on them or after.

    Cost: as `working_hours`.
    """
    zone, hours = centre_zone(), working_hours()
    today = now.astimezone(zone).date()

    def opening(days: int) -> datetime:
        return hours.next_open_or_same(datetime.combine(today + timedelta(days=days), time(0), zone))

    return [
        Preset(code=IN_AN_HOUR, until=now + timedelta(hours=1)),
        Preset(code=IN_FOUR_HOURS, until=now + timedelta(hours=4)),
        Preset(code=TOMORROW, until=opening(1)),
        Preset(code=MONDAY, until=opening(7 - today.weekday())),
    ]
