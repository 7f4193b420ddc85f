"""What happens to a case from its opening to its end."""

from datetime import datetime

from fuwutai.domain.cases.events.closing import RatingRecorded
from fuwutai.domain.cases.events.course import CaseUrged
from fuwutai.domain.cases.events.threads import CaseMergerUndone
from fuwutai.kernel.events import Code, Event, event


@event("cases.case_opened", subject="case", starts=True)
class CaseOpened(Event):
    """A customer's matter was accepted under a number.

    `since` is when the customer had asked, where that was before: words split off another case.
    """

    case_id: int
    customer_id: int
    team_id: int
    type: Code
    priority: Code
    channel: Code
    message_id: int
    follows_id: int | None = None
    category: Code = Code("")
    line: Code = Code("")
    service_class: Code = Code("")
    urgency: Code = Code("")
    complexity: Code = Code("")
    tier: Code = Code("")
    impact: Code = Code("")
    nature: Code = Code("")
    region: Code = Code("")
    since: datetime | None = None


@event("cases.case_reclassified", subject="case")
class CaseReclassified(Event):
    """What the case is, or how much it presses, was corrected; all facts as they are from now on.

    `in_work`: it was neither resolved nor closed. `waits_for`: customer, third_party, or "" for nobody.
    """

    case_id: int
    type: Code
    priority: Code
    channel: Code
    category: Code
    line: Code
    service_class: Code
    urgency: Code
    complexity: Code
    tier: Code
    in_work: bool
    waits_for: Code
    impact: Code = Code("")
    nature: Code = Code("")
    region: Code = Code("")


@event("cases.case_taken", subject="case")
class CaseTaken(Event):
    """Somebody took the case: from now on the customer has a person."""

    case_id: int
    staff_id: int | None


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
    """The case no longer waits for the customer or a third party."""

    case_id: int


@event("cases.third_party_awaited", subject="case")
class ThirdPartyAwaited(Event):
    """The case waits for somebody who is neither the customer nor of this centre."""

    case_id: int


@event("cases.customer_reminded", subject="case")
class CustomerReminded(Event):
    """The customer was reminded that we wait."""

    case_id: int
    message_id: int
    count: int


@event("cases.case_resolved", subject="case")
class CaseResolved(Event):
    """The agent considers the matter settled; `close_at` is when silence closes it.

    `resolution` and `cause` are terms of the centre, "" = not said.
    """

    case_id: int
    close_at: datetime | None
    resolution: Code = Code("")
    cause: Code = Code("")


@event("cases.result_notified", subject="case")
class ResultNotified(Event):
    """The customer was told the result."""

    case_id: int
    message_id: int


@event("cases.called_back", subject="case")
class CalledBack(Event):
    """The customer was asked whether the matter is settled, and answered."""

    case_id: int
    message_id: int
    outcome: Code


@event("cases.call_back_tried", subject="case")
class CallBackTried(Event):
    """The customer was to be asked whether the matter is settled, but could not be reached."""

    case_id: int
    message_id: int


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


@event("cases.case_merged", subject="case")
class CaseMerged(Event):
    """The case goes on in another one."""

    case_id: int
    into_id: int


@event("cases.case_absorbed", subject="case")
class CaseAbsorbed(Event):
    """Another case goes on in this one."""

    case_id: int
    from_id: int


@event("cases.case_split", subject="case")
class CaseSplit(Event):
    """Words of this case became a case of their own."""

    case_id: int
    new_case_id: int
    message_id: int
    message_ids: tuple[int, ...] = ()


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
        ThirdPartyAwaited,
        CustomerReminded,
        CaseResolved,
        ResultNotified,
        RatingRecorded,
        CalledBack,
        CaseConfirmed,
        CaseClosed,
        CaseReopened,
        FollowUpOpened,
        CaseMerged,
        CaseMergerUndone,
        CaseUrged,
    )
)
"""What a customer may learn from the history; notes and clocks are the centre's own affair."""
