"""Words in a case: replies, notes, and what the customer adds."""

from typing import Any

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
    THIRD_PARTY,
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
    wait_for_third_party,
)
from fuwutai.domain.cases.commands._words import (
    both_subjects,
    checked_body,
    facts_of_case,
    sent_before,
    write_message,
)
from fuwutai.domain.cases.commands.intake import accept
from fuwutai.domain.cases.events import AgentReplied, CustomerWrote, FollowUpOpened, NoteAdded, ResultNotified
from fuwutai.domain.cases.models import Case, Message
from fuwutai.domain.cases.policies import (
    allows,
    may_add_note,
    may_await_third_party,
    may_reply,
    may_resolve,
    may_wait,
    may_write_as_customer,
)
from fuwutai.domain.cases.queries import locked_case, visible_case, visible_cases
from fuwutai.domain.customers.person import held
from fuwutai.kernel import clock
from fuwutai.kernel.actors import Actor
from fuwutai.kernel.command import command, emit
from fuwutai.kernel.errors import Invalid, Refused


@command(statements=12, replay=sent_before)
def reply_to_case(*, actor: Actor, case_id: int, body: str, then: str = STAY) -> Message:
    """Answer the customer; `then` says what follows: stay, wait for the customer or a third party, or resolve.

    What is said as a case is resolved, or afterwards (it stays resolved), tells the customer the result.
    Emits: AgentReplied, and WorkStarted, WaitStarted, ThirdPartyAwaited, WaitEnded, CaseResolved, ResultNotified.
    Raises: NotFound, Refused, Invalid, Conflict.
    """
    case = locked_case(actor, case_id)
    if then not in AFTER_REPLY:
        raise Invalid(_("Choose what happens after sending."), fields={"then": _("Choose one.")})
    if not actor.may("cases.reply"):
        raise Refused
    if not may_reply(actor, case) or (case.status == RESOLVED and then != STAY):
        raise refuse_state(case)
    message = write_message(case, actor, REPLY, checked_body(body), case.channel)
    answer(actor, case, message, then)
    case.save(update_fields=["last_message_at", *SAVED_WITH_STATE])
    return message


def answer(actor: Actor, case: Case, message: Message, then: str) -> None:
    """Let a reply count: the customer waits no longer, and the case goes on as `then` says; the caller saves it."""
    emit(AgentReplied(case_id=case.pk, message_id=message.pk, staff_id=actor.id))
    case.last_message_at, case.customer_waits = clock.now(), False
    if allows(case, "work"):
        _go_on(actor, case, then)
    if case.status == RESOLVED:
        emit(ResultNotified(case_id=case.pk, message_id=message.pk))


@command(statements=6, replay=sent_before)
def add_note(*, actor: Actor, case_id: int, body: str) -> Message:
    """Leave an internal note that the customer never sees. Emits: NoteAdded. Raises: NotFound, Refused, Invalid."""
    case = locked_case(actor, case_id)
    if not may_add_note(actor, case):
        raise Refused
    message = write_message(case, actor, NOTE, checked_body(body), case.channel)
    emit(NoteAdded(case_id=case.pk, message_id=message.pk))
    return message


@command(statements=12, replay=sent_before)
def write_as_customer(*, actor: Actor, case_id: int, body: str, channel: str) -> Message:
    """Add the customer's words: they end a wait, reopen a resolved or freshly closed case, later open a linked one.

    A wait for a third party goes on. Returns the message; after a long silence it belongs to the new linked case,
    and after a merger to the case that goes on.
    Emits: CustomerWrote and WaitEnded or CaseReopened, or FollowUpOpened. Raises: NotFound, Refused, Invalid.
    """
    case, customer = _locked_to_hear(actor, case_id)
    if not may_write_as_customer(actor, case):
        raise Refused
    checked_body(body)
    if channel not in CHANNELS:
        raise Invalid(_("Choose how the customer reached us."), fields={"channel": _("Choose one.")})
    while (later := _goes_on_in(case)) is not None:
        case = locked_case(Actor.system("cases"), later)  # the same customer, who was let in above
    if case.status == CLOSED and not may_still_reopen(case):
        return _follow_up(actor, case, customer, body, channel)
    message = write_message(case, actor, CUSTOMER_MESSAGE, body, channel)
    hear(case, message)
    case.save(update_fields=["last_message_at", *SAVED_WITH_STATE])
    return message


def hear(case: Case, message: Message) -> None:
    """Let a customer's words count: they end a wait and take a settled case up again; the caller saves the case."""
    emit(CustomerWrote(case_id=case.pk, message_id=message.pk))
    if case.status == WAITING_CUSTOMER:
        back_to_work(case)
    elif case.status in (RESOLVED, CLOSED):
        reopen(case)
    case.last_message_at, case.customer_waits = clock.now(), True


def _goes_on_in(case: Case) -> int | None:
    """Return the case in which the customer's words belong, where it is another one; split off words are no such case.

    Cost: 1 statement for a case that was closed long ago, else none.
    """
    if case.merged_into_id is not None or case.status != CLOSED or may_still_reopen(case):
        return case.merged_into_id
    since_then = case.followed_by.filter(opened_at__gte=case.status_since)
    return since_then.order_by("-pk").values_list("pk", flat=True).first()


def _go_on(actor: Actor, case: Case, then: str) -> None:
    if then in (WAIT, THIRD_PARTY):
        may, enter = (may_wait, wait) if then == WAIT else (may_await_third_party, wait_for_third_party)
        if not may(actor, case):
            raise Refused
        enter(case)
        return
    if case.status != OPEN:
        back_to_work(case)
    if then == RESOLVE:
        if not may_resolve(actor, case):
            raise Refused
        resolve(case)


def _locked_to_hear(actor: Actor, case_id: int) -> tuple[Case, Any]:
    """Return the locked case in which a customer writes; of a closed one the customer too, who is locked before it, for
    another case may be opened. Raises: NotFound. Cost: 2 statements, 3 for a closed case.
    """
    seen = visible_case(actor, case_id)
    if seen.status != CLOSED:
        going_on = visible_cases(actor).exclude(status=CLOSED).select_for_update(no_key=True, of=("self",))
        if case := going_on.filter(pk=case_id).first():
            return case, None
    customer = held(seen.customer_id)
    return locked_case(actor, case_id), customer


def _follow_up(actor: Actor, old: Case, customer: Any, body: str, channel: str) -> Message:
    """Open a linked case for words that come long after closing; `customer`: as whom theirs is read, held."""
    facts = {**facts_of_case(old), "channel": channel, "tier": customer.tier}
    again = Case(**facts, **both_subjects(old.whole_subject), customer_id=old.customer_id, follows=old)
    again.team_id, again.restricted = old.team_id, customer.restricted
    message = accept(again, actor, body)
    emit(FollowUpOpened(case_id=old.pk, follow_up_id=again.pk))
    return message
