"""The one clock: commands read it once, and imported history moves it."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime

_moment: ContextVar[datetime | None] = ContextVar("moment", default=None)


def now() -> datetime:
    """Return the moment of the running command, else the wall clock, in UTC."""
    return _moment.get() or wall()


def wall() -> datetime:
    """Return the moment outside, also while a command of the past runs: for leases, retries and records."""
    return datetime.now(UTC)


@contextmanager
def stopped_at(moment: datetime) -> Iterator[datetime]:
    """Hold `now()` at a moment for the length of the block."""
    if moment.tzinfo is None:
        raise ValueError("a moment needs a time zone")
    token = _moment.set(moment.astimezone(UTC))
    try:
        yield moment
    finally:
        _moment.reset(token)
