"""What happens in talks beside a case, of which the customer learns nothing."""

from datetime import datetime

from fuwutai.kernel.events import Code, Event, event


@event("cases.side_talk_opened", subject="case")
class SideTalkOpened(Event):
    """Another team was asked something beside a case, or somebody outside, whom `asked_team_id` does not name."""

    case_id: int
    talk_id: int
    asked_team_id: int | None


@event("cases.side_message_written", subject="case")
class SideMessageWritten(Event):
    """Whoever works on the case wrote more to who was asked."""

    case_id: int
    talk_id: int
    message_id: int


@event("cases.side_talk_answered", subject="case")
class SideTalkAnswered(Event):
    """Who was asked answered. `side`: team or outside."""

    case_id: int
    talk_id: int
    message_id: int
    side: Code


@event("cases.side_talk_closed", subject="case")
class SideTalkClosed(Event):
    """Nobody is asked any more. `reason`: by_hand, or with the case."""

    case_id: int
    talk_id: int
    reason: Code


@event("cases.side_talk_reopened", subject="case")
class SideTalkReopened(Event):
    """A talk that was over goes on."""

    case_id: int
    talk_id: int


@event("cases.side_link_made", subject="case")
class SideLinkMade(Event):
    """Somebody outside can answer by a link until a moment; one made before opens nothing any more."""

    case_id: int
    talk_id: int
    ends_at: datetime


@event("cases.side_link_withdrawn", subject="case")
class SideLinkWithdrawn(Event):
    """The link of a talk opens nothing any more."""

    case_id: int
    talk_id: int


@event("cases.side_message_removed", subject="case")
class SideMessageRemoved(Event):
    """The words of a message of a side talk were taken out for good."""

    case_id: int
    talk_id: int
    message_id: int
