"""Words in a case: replies, notes, and what the customer adds."""

from datetime import timedelta

from django.utils.translation import gettext_lazy as _

from fuwutai.domain.cases.choices import (
    AFTER_REPLY,
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
from fuwutai.domain.cases.commands._states import back_to_work, refuse_state, reopen
from fuwutai.domain.cases.commands._words import after_working_days, checked_body, rule_for, write_message
from fuwutai.domain.cases.commands.intake import open_case
from fuwutai.domain.cases.commands.outcome import resolve_case
from fuwutai.domain.cases.events import (
    AgentReplied,
    CustomerWrote,
    FollowUpOpened,
    NoteAdded,
    WaitStarted,
)
from fuwutai.domain.cases.models import Case, Message
from fuwutai.domain.cases.policies import may_add_note, may_reply, may_wait, may_write_as_customer
from fuwutai.domain.cases.queries import locked_case
from fuwutai.kernel import clock
from fuwutai.kernel.actors import Actor
from fuwutai.kernel.command import command, emit
from fuwutai.kernel.errors import Invalid, Refused


def _message_by_id(message_id: int) -> Message:
    return Message.objects.select_related("case").get(pk=message_id)


@command(statements=12, replay=_message_by_id)
def reply_to_case(*, actor: Actor, case_id: int, body: str, then: str = STAY) -> Message:
    """Answer the customer; `then` says what follows: stay, wait for the customer, or resolve.

    Emits: AgentReplied, and WorkStarted, WaitStarted, WaitEnded or CaseResolved. Raises: NotFound, Refused, Invalid, Conflict.
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
    case.last_message_at = clock.now()
    case.customer_waits = False
    if then == WAIT:
        _start_wait(actor, case)
    elif case.status != OPEN:
        back_to_work(case)
    case.save(update_fields=["last_message_at", "customer_waits", "status", "status_since", "next_step_at", "reminders"])
    if then == RESOLVE:
        resolve_case(actor=actor, case_id=case.pk)
    return message


@command(replay=_message_by_id)
def add_note(*, actor: Actor, case_id: int, body: str) -> Message:
    """Leave an internal note that the customer never sees. Emits: NoteAdded. Raises: NotFound, Refused, Invalid."""
    case = locked_case(actor, case_id)
    if not may_add_note(actor, case):
        raise Refused
    message = write_message(case, actor, NOTE, checked_body(body), case.channel)
    emit(NoteAdded(case_id=case.pk, message_id=message.pk))
    return message


@command(statements=12, replay=_message_by_id)
def write_as_customer(*, actor: Actor, case_id: int, body: str, channel: str) -> Message:
    """Add the customer's words: they end a wait, reopen a resolved or freshly closed case, and later open a linked case.

    Returns the message; after a long silence it belongs to the new linked case.
    Emits: CustomerWrote and WaitEnded or CaseReopened, or FollowUpOpened. Raises: NotFound, Refused, Invalid.
    """
    case = locked_case(actor, case_id)
    if not may_write_as_customer(actor, case):
        raise Refused
    checked_body(body)
    if case.status == CLOSED and not _may_still_reopen(case):
        return _follow_up(case, body, channel)
    message = write_message(case, actor, CUSTOMER_MESSAGE, body, channel)
    emit(CustomerWrote(case_id=case.pk, message_id=message.pk))
    if case.status == WAITING_CUSTOMER:
        back_to_work(case)
    elif case.status in (RESOLVED, CLOSED):
        reopen(case)
    case.last_message_at = clock.now()
    case.customer_waits = True
    case.save()
    return message


def _start_wait(actor: Actor, case: Case) -> None:
    if not may_wait(actor, case):
        raise Refused
    rule = rule_for(case, "cases.remind_customer_after")
    remind_at = after_working_days(rule.value.working_days, rule.value.calendar) if rule else None
    case.status, case.status_since = WAITING_CUSTOMER, clock.now()
    case.next_step_at, case.reminders = remind_at, 0
    emit(WaitStarted(case_id=case.pk, remind_at=remind_at))


def _may_still_reopen(case: Case) -> bool:
    rule = rule_for(case, "cases.reopen_within")
    return rule is None or clock.now() <= case.status_since + timedelta(days=rule.value.days)


def _follow_up(case: Case, body: str, channel: str) -> Message:
    """Open a linked case for words that come long after closing; the customer is the one of the old case."""
    contact = case.customer.contacts.order_by("pk").first()
    assert contact is not None
    again = open_case(
        actor=Actor.system("cases"),
        type=case.type,
        subject=case.subject,
        body=body,
        channel=channel,
        name=case.customer.name,
        phone=contact.value if contact.kind == "phone" else "",
        email=contact.value if contact.kind == "email" else "",
        priority=case.priority,
        category=case.category,
        team_id=case.team_id,
        follows_id=case.pk,
    )
    emit(FollowUpOpened(case_id=case.pk, follow_up_id=again.pk))
    return Message.objects.select_related("case").get(case=again)
