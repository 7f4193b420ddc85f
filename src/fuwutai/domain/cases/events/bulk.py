"""What people do with many cases at once."""

from fuwutai.kernel.events import Event, event


@event("cases.bulk_started", subject="bulk")
class BulkStarted(Event):
    """Somebody lets the same be done to many cases; `wanted`: to so many."""

    bulk_id: int
    wanted: int
    macro_id: int | None


@event("cases.bulk_ended", subject="bulk")
class BulkEnded(Event):
    """A bulk change came to its end; `left`: so many cases it did not reach, because it was stopped."""

    bulk_id: int
    done: int
    failed: int
    left: int


@event("cases.bulk_undone", subject="bulk")
class BulkUndone(Event):
    """A bulk change was taken back; `stayed`: so many cases stay as they are, because they had changed since."""

    bulk_id: int
    undone: int
    stayed: int
