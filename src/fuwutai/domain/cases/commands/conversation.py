"""Words in a case: replies, notes, and what the customer adds."""

from django.utils.translation import gettext_lazy as _

from fuwutai.domain.cases.choices import (
    AFTER_REPLY,
    CHANNELS,
    CLOSED,
    CUSTOMER_MESSAGE,
    NOTE,
    OPEN,
    REPLY,
    RESOLVE,
    RESOLVED,
    STAY,
    WAIT,
    WAITING_CUSTOMER,
)
from fuwutai.domain.cases.commands._states import (
    SAVED_WITH_STATE,
    back_to_work,
    may_still_reopen,
    refuse_state,
    reopen,
    resolve,
    wait,
)
from fuwutai.domain.cases.commands._words import checked_body, write_message
from fuwutai.domain.cases.commands.intake import accept
from fuwutai.domain.cases.events import AgentReplied, CustomerWrote, FollowUpOpened, NoteAdded
from fuwutai.domain.cases.models import Case, Message
from fuwutai.domain.cases.policies import may_add_note, may_reply, may_resolve, may_wait, may_write_as_customer
from fuwutai.domain.cases.queries import locked_case, may_follow
from fuwutai.kernel import clock
from fuwutai.kernel.actors import Actor
from fuwutai.kernel.command import command, emit
from fuwutai.kernel.errors import Invalid, NotFound, Refused


def _sent_before(actor: Actor, message_id: int) -> Message:
    """Return the message of a repeated request; words after long silence stand in a case further down."""
    message = Message.objects.select_related("case").filter(pk=message_id).first()
    if message is None or not may_follow(actor, message.case_id):
        raise NotFound
    return message


@command(statements=12, replay=_sent_before)
def reply_to_case(*, actor: Actor, case_id: int, body: str, then: str = STAY) -> Message:
    """Answer the customer; `then` says what follows: stay, wait for the customer, or resolve.

    Emits: AgentReplied, and WorkStarted, WaitStarted, WaitEnded or CaseResolved.
    Raises: NotFound, Refused, Invalid, Conflict.
    """
    case = locked_case(actor, case_id)
    if then not in AFTER_REPLY:
        raise Invalid(_("Choose what happens after sending."), fields={"then": _("Choose one.")})
    if not actor.may("cases.reply"):
        raise Refused
    if not may_reply(actor, case):
        raise refuse_state(case)
    message = write_message(case, actor, REPLY, checked_body(body), case.channel)
    emit(AgentReplied(case_id=case.pk, message_id=message.pk, staff_id=actor.id))
    case.last_message_at, case.customer_waits = clock.now(), False
    _go_on(actor, case, then)
    case.save(update_fields=["last_message_at", *SAVED_WITH_STATE])
    return message


@command(statements=6, replay=_sent_before)
def add_note(*, actor: Actor, case_id: int, body: str) -> Message:
    """Leave an internal note that the customer never sees. Emits: NoteAdded. Raises: NotFound, Refused, Invalid."""
    case = locked_case(actor, case_id)
    if not may_add_note(actor, case):
        raise Refused
    message = write_message(case, actor, NOTE, checked_body(body), case.channel)
    emit(NoteAdded(case_id=case.pk, message_id=message.pk))
    return message


@command(statements=12, replay=_sent_before)
def write_as_customer(*, actor: Actor, case_id: int, body: str, channel: str) -> Message:
    """Add the customer's words: they end a wait, reopen a resolved or freshly closed case, later open a linked one.

    Returns the message; after a long silence it belongs to the new linked case.
    Emits: CustomerWrote and WaitEnded or CaseReopened, or FollowUpOpened. Raises: NotFound, Refused, Invalid.
    """
    case = locked_case(actor, case_id)
    if not may_write_as_customer(actor, case):
        raise Refused
    checked_body(body)
    if channel not in CHANNELS:
        raise Invalid(_("Choose how the customer reached us."), fields={"channel": _("Choose one.")})
    while case.status == CLOSED and not may_still_reopen(case):
        if (later := case.followed_by.order_by("-pk").first()) is None:
            return _follow_up(actor, case, body, channel)
        case = locked_case(Actor.system("cases"), later.pk)  # the same customer, who was let in above
    message = write_message(case, actor, CUSTOMER_MESSAGE, body, channel)
    emit(CustomerWrote(case_id=case.pk, message_id=message.pk))
    if case.status == WAITING_CUSTOMER:
        back_to_work(case)
    elif case.status in (RESOLVED, CLOSED):
        reopen(case)
    case.last_message_at, case.customer_waits = clock.now(), True
    case.save(update_fields=["last_message_at", *SAVED_WITH_STATE])
    return message


def _go_on(actor: Actor, case: Case, then: str) -> None:
    if then == WAIT:
        if not may_wait(actor, case):
            raise Refused
        wait(case)
        return
    if case.status != OPEN:
        back_to_work(case)
    if then == RESOLVE:
        if not may_resolve(actor, case):
            raise Refused
        resolve(case)


def _follow_up(actor: Actor, old: Case, body: str, channel: str) -> Message:
    """Open a linked case for words that come long after closing."""
    again = Case(
        type=old.type,
        category=old.category,
        priority=old.priority,
        channel=channel,
        subject=old.subject,
        customer_id=old.customer_id,
        team_id=old.team_id,
        follows=old,
    )
    message = accept(again, actor, body)
    emit(FollowUpOpened(case_id=old.pk, follow_up_id=again.pk))
    return message
