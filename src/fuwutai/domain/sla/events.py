"""What happens to the clocks of a case; part of the case's own history."""

from datetime import datetime

from fuwutai.kernel.events import Code, Event, event


@event("sla.clock_started", subject="case")
class ClockStarted(Event):
    """A promise began to run."""

    case_id: int
    clock_id: int
    definition: Code
    rule_id: int
    clause_code: Code
    target_seconds: int
    due_at: datetime


@event("sla.clock_warned", subject="case")
class ClockWarned(Event):
    """A promise is about to be missed."""

    case_id: int
    clock_id: int
    definition: Code
    due_at: datetime


@event("sla.clock_breached", subject="case")
class ClockBreached(Event):
    """A promise was missed."""

    case_id: int
    clock_id: int
    definition: Code
    due_at: datetime
