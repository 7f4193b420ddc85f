"""What happens to clocks; part of the history of the thing they are about.

`round` counts the promises of one kind to one thing, from 1: each customer message that waits for the next
response is a promise of its own.
"""

from datetime import datetime

from fuwutai.kernel.events import Code, Event, event


@event("sla.clock_started", subject="case")
class ClockStarted(Event):
    """A promise began to run. `target_seconds` is working time of the calendar; `due_at` where it ran at once."""

    case_id: int
    definition: Code
    round: int = 1
    rule_id: int
    clause_code: Code
    calendar_code: Code = Code("")
    target_seconds: int
    escalation_ids: tuple[int, ...] = ()
    due_at: datetime


@event("sla.clock_retargeted", subject="case")
class ClockRetargeted(Event):
    """Another rule decides from now on, because the facts of the case were corrected; counted time stays counted."""

    case_id: int
    definition: Code
    round: int = 1
    rule_id: int
    clause_code: Code
    calendar_code: Code = Code("")
    target_seconds: int
    escalation_ids: tuple[int, ...] = ()
    due_at: datetime | None


@event("sla.clock_taken_over", subject="case")
class ClockTakenOver(Event):
    """A merged case had been promised earlier; its time counts here from now on."""

    case_id: int
    definition: Code
    round: int = 1
    from_id: int
    started_at: datetime
    used_seconds: int
    due_at: datetime | None


@event("sla.clock_given_back", subject="case")
class ClockGivenBack(Event):
    """A merger was taken back, so that what the other case had brought counts here no more.

    `started_at` is the base again, `less_seconds` the surplus that is taken off; not `owed`: nobody waits here for it.
    """

    case_id: int
    definition: Code
    round: int = 1
    from_id: int
    started_at: datetime
    less_seconds: int
    owed: bool
    due_at: datetime | None


@event("sla.clock_cancelled", subject="case")
class ClockCancelled(Event):
    """The manuals promise nothing any more, because the facts of the case were corrected."""

    case_id: int
    definition: Code
    round: int = 1


@event("sla.clock_recounted", subject="case")
class ClockRecounted(Event):
    """The calendar was edited, so that a promise is due at another moment."""

    case_id: int
    definition: Code
    round: int = 1
    due_at: datetime | None


@event("sla.clock_warned", subject="case")
class ClockWarned(Event):
    """So many percent of a promise are used up."""

    case_id: int
    definition: Code
    round: int = 1
    percent: int = 75
    due_at: datetime


@event("sla.clock_breached", subject="case")
class ClockBreached(Event):
    """A promise was missed."""

    case_id: int
    definition: Code
    round: int = 1
    due_at: datetime


@event("sla.clock_escalated", subject="case")
class ClockEscalated(Event):
    """A promise climbed a level; the rule row says who is told and who gets the case."""

    case_id: int
    definition: Code
    round: int = 1
    level: int
    percent: int
    rule_id: int
    due_at: datetime
