"""Entries of the access log as surfaces write them, at a moment."""

from datetime import UTC, datetime, timedelta
from typing import Any

from fuwutai.domain.compliance.unusual import Found, found_on
from fuwutai.kernel import clock
from fuwutai.kernel.access_log import record_access
from fuwutai.kernel.actors import Actor

DAY = datetime(2026, 3, 9, tzinfo=UTC).date()
MORNING = datetime(2026, 3, 9, 2, 0, tzinfo=UTC)  # a Monday, 10:00 in Shanghai
NIGHT = datetime(2026, 3, 9, 15, 0, tzinfo=UTC)  # 23:00 there


def looked(actor: Actor, action: str, at: datetime = MORNING, times: int = 1, **more: Any) -> None:
    """Write down that somebody looked, one minute after the other."""
    for nth in range(times):
        with clock.stopped_at(at + timedelta(minutes=nth)):
            record_access(actor, action, **more)


def kinds() -> dict[str, Found]:
    """Return what was unusual on the day, by kind."""
    return {one.kind: one for one in found_on(DAY)}
