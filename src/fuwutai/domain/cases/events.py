"""What happens to a case."""

from datetime import datetime

from fuwutai.kernel.events import Code, Event, event


@event("cases.case_opened", subject="case", starts=True)
class CaseOpened(Event):
    """A customer's matter was accepted under a number."""

    case_id: int
    customer_id: int
    team_id: int
    type: Code
    priority: Code
    channel: Code
    message_id: int
    follows_id: int | None = None
    category: Code = Code("")


@event("cases.customer_wrote", subject="case")
class CustomerWrote(Event):
    """The customer added words to an open case."""

    case_id: int
    message_id: int


@event("cases.agent_replied", subject="case")
class AgentReplied(Event):
    """The customer was answered."""

    case_id: int
    message_id: int
    staff_id: int | None


@event("cases.note_added", subject="case")
class NoteAdded(Event):
    """A colleague left an internal note."""

    case_id: int
    message_id: int


@event("cases.case_assigned", subject="case")
class CaseAssigned(Event):
    """The case got another team or person."""

    case_id: int
    team_id: int
    staff_id: int | None
    former_team_id: int
    former_staff_id: int | None


@event("cases.work_started", subject="case")
class WorkStarted(Event):
    """Somebody began to work on a new case."""

    case_id: int


@event("cases.wait_started", subject="case")
class WaitStarted(Event):
    """The case waits for the customer; `remind_at` is when we ask again."""

    case_id: int
    remind_at: datetime | None


@event("cases.wait_ended", subject="case")
class WaitEnded(Event):
    """The case no longer waits for the customer."""

    case_id: int


@event("cases.customer_reminded", subject="case")
class CustomerReminded(Event):
    """The customer was reminded that we wait."""

    case_id: int
    message_id: int
    count: int


@event("cases.case_resolved", subject="case")
class CaseResolved(Event):
    """The agent considers the matter settled; `close_at` is when silence closes it."""

    case_id: int
    close_at: datetime | None


@event("cases.case_confirmed", subject="case")
class CaseConfirmed(Event):
    """The customer agreed that the matter is settled."""

    case_id: int


@event("cases.case_closed", subject="case")
class CaseClosed(Event):
    """The case is closed: confirmed, by silence, or by a supervisor."""

    case_id: int
    reason: Code


@event("cases.case_reopened", subject="case")
class CaseReopened(Event):
    """The matter was not settled after all."""

    case_id: int


@event("cases.follow_up_opened", subject="case")
class FollowUpOpened(Event):
    """The customer wrote again long after closing; a linked case goes on."""

    case_id: int
    follow_up_id: int


FOR_OUTSIDERS = frozenset(
    one.code
    for one in (
        CaseOpened,
        CustomerWrote,
        AgentReplied,
        CaseAssigned,
        WorkStarted,
        WaitStarted,
        WaitEnded,
        CustomerReminded,
        CaseResolved,
        CaseConfirmed,
        CaseClosed,
        CaseReopened,
        FollowUpOpened,
    )
)
"""What a customer may learn from the history; notes and clocks are the centre's own affair."""
