"""What happens to words before they are said, and to those that the customer never sees."""

from datetime import datetime

from fuwutai.kernel.events import Code, Event, event


@event("cases.draft_shared", subject="case")
class DraftShared(Event):
    """Colleagues may see what a person has begun to write."""

    case_id: int
    staff_id: int


@event("cases.draft_taken_over", subject="case")
class DraftTakenOver(Event):
    """A colleague goes on with what a person had begun to write."""

    case_id: int
    staff_id: int


@event("cases.reply_scheduled", subject="case")
class ReplyScheduled(Event):
    """A reply is to be sent at a moment that was chosen."""

    case_id: int
    held_id: int
    staff_id: int
    send_at: datetime


@event("cases.reply_withdrawn", subject="case")
class ReplyWithdrawn(Event):
    """A reply of a person was taken back before it was sent."""

    case_id: int
    held_id: int
    staff_id: int


@event("cases.reply_stopped", subject="case")
class ReplyStopped(Event):
    """A reply was not sent when its moment came, or the customer wrote before; its words are a draft again."""

    case_id: int
    held_id: int
    staff_id: int
    why: Code


@event("cases.colleague_mentioned", subject="case")
class ColleagueMentioned(Event):
    """An internal note names a colleague."""

    case_id: int
    message_id: int
    staff_id: int
