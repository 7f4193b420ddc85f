"""What presses on a case, who follows it, and where it is put while nobody works on it."""

from datetime import datetime

from fuwutai.kernel.events import Code, Event, event


@event("cases.case_tagged", subject="case")
class CaseTagged(Event):
    """Tags were put on the case."""

    case_id: int
    tag_ids: tuple[int, ...]


@event("cases.case_untagged", subject="case")
class CaseUntagged(Event):
    """Tags were taken off the case."""

    case_id: int
    tag_ids: tuple[int, ...]


@event("cases.tag_renamed", subject="tag")
class TagRenamed(Event):
    """A tag is called otherwise from now on, on every case that has it."""

    tag_id: int


@event("cases.tags_merged", subject="tag")
class TagsMerged(Event):
    """Every case with this tag gets the other one instead."""

    tag_id: int
    into_id: int


@event("cases.tag_retired", subject="tag")
class TagRetired(Event):
    """The tag stays where it is and is put on no further case."""

    tag_id: int


@event("cases.tag_restored", subject="tag")
class TagRestored(Event):
    """A retired tag is offered again."""

    tag_id: int


@event("cases.case_watched", subject="case")
class CaseWatched(Event):
    """Somebody hears of the case from now on."""

    case_id: int
    staff_id: int


@event("cases.case_unwatched", subject="case")
class CaseUnwatched(Event):
    """Somebody hears of the case no more."""

    case_id: int
    staff_id: int


@event("cases.case_snoozed", subject="case")
class CaseSnoozed(Event):
    """The case is out of the way until a moment; its clocks run on."""

    case_id: int
    until: datetime


@event("cases.case_woken", subject="case")
class CaseWoken(Event):
    """A snoozed case is back. `reason`: due, customer, assigned, by_hand, or ended."""

    case_id: int
    reason: Code


@event("cases.case_urged", subject="case")
class CaseUrged(Event):
    """The customer asked where we are with it. `tells_lead`: so often that a superior is to know."""

    case_id: int
    urge_id: int
    count: int
    channel: Code
    tells_lead: bool


@event("cases.supervision_started", subject="case")
class SupervisionStarted(Event):
    """A superior asks for a report on the case by a moment."""

    case_id: int
    supervision_id: int
    staff_id: int | None
    due_at: datetime


@event("cases.supervision_reported", subject="case")
class SupervisionReported(Event):
    """Who works on the case reported to the superior."""

    case_id: int
    supervision_id: int
    staff_id: int | None


@event("cases.supervision_returned", subject="case")
class SupervisionReturned(Event):
    """The report was not enough; another one is due by a moment."""

    case_id: int
    supervision_id: int
    staff_id: int | None
    due_at: datetime


@event("cases.supervision_overdue", subject="case")
class SupervisionOverdue(Event):
    """The moment has come and nobody has reported."""

    case_id: int
    supervision_id: int


@event("cases.supervision_ended", subject="case")
class SupervisionEnded(Event):
    """The superior is content and watches over the case no longer."""

    case_id: int
    supervision_id: int
    staff_id: int | None


@event("cases.case_redone", subject="case")
class CaseRedone(Event):
    """A superior sent a settled case back to be done again; `staff_id`: who does it, None for the team's queue."""

    case_id: int
    message_id: int
    count: int
    staff_id: int | None


@event("cases.case_archived", subject="case")
class CaseArchived(Event):
    """A closed case went into the archive, where nothing in it changes."""

    case_id: int


@event("cases.case_restored", subject="case")
class CaseRestored(Event):
    """A case came back from the archive."""

    case_id: int
