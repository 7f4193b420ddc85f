"""When a rule acts, as it is kept: `{"on": "delay", "event": "cases.case_resolved", "minutes": 2880}`."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo


@dataclass(frozen=True, slots=True, kw_only=True)
class Trigger:
    """When a rule acts. `on`: a code of `choices.TRIGGERS`; `minutes`: after the event; `minute`: of the day."""

    on: str
    event: str = ""
    minutes: int = 0
    clock: str = ""
    percent: int = 0
    minute: int = 0

    def kept(self) -> dict[str, Any]:
        """Return the trigger as JSON: only what belongs to its kind."""
        wanted = {
            "event": ("event",), "delay": ("event", "minutes"), "clock": ("clock", "percent"), "daily": ("minute",),
        }  # fmt: skip
        return {"on": self.on} | {name: getattr(self, name) for name in wanted.get(self.on, ())}

    @classmethod
    def of(cls, kept: Mapping[str, Any]) -> "Trigger":
        """Return a kept trigger."""
        return cls(**kept)


def clock_key(definition: str, round: int, percent: int) -> str:
    """Return by which key a rule acts once for a part of a promise."""
    return f"clock:{definition}:{round}:{percent}"


def next_daily(minute: int, zone: ZoneInfo, after: datetime) -> datetime:
    """Return the first moment after another one at which it is this minute of a day there.

    Where clocks are put forward over it, it is as much later.
    """
    day = after.astimezone(zone).date()
    for ahead in range(3):
        local = datetime.combine(day + timedelta(days=ahead), time(minute // 60, minute % 60), tzinfo=zone)
        wanted = local.astimezone(UTC)  # a time that the clocks skip equals nothing before it stands in UTC
        if wanted > after:
            return wanted
    raise ValueError(f"no minute {minute} after {after}")
