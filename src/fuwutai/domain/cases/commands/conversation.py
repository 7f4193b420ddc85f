"""Words in a case: replies, notes, and what the customer adds."""

from collections.abc import Collection, Sequence
from typing import Any

from django.db import transaction
from django.db.models import Q
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
from fuwutai.domain.cases.commands._mentions import mention, named_in
from fuwutai.domain.cases.commands._priority import set_priority
from fuwutai.domain.cases.commands._ready import refuse_to_leave_intake, say_result
from fuwutai.domain.cases.commands._states import (
    SAVED_WITH_STATE,
    back_to_work,
    closes_at,
    first_contact,
    may_still_reopen,
    refuse_state,
    reopen,
    resolve,
    wait,
    wait_for_third_party,
    wake,
)
from fuwutai.domain.cases.commands._urges import answer_urges
from fuwutai.domain.cases.commands._words import (
    both_subjects,
    checked_body,
    facts_of_case,
    sent_before,
    write_message,
)
from fuwutai.domain.cases.commands.attachments import take_along
from fuwutai.domain.cases.commands.drafts import end_draft
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
from fuwutai.domain.files.commands import Kept
from fuwutai.kernel import clock
from fuwutai.kernel.actors import Actor
from fuwutai.kernel.command import command, emit
from fuwutai.kernel.errors import Invalid, NotFound, Refused


@command(statements=12, replay=sent_before)
def reply_to_case(
    *,
    actor: Actor,
    case_id: int,
    body: str,
    then: str = STAY,
    resolution: str = "",
    cause: str = "",
    file_ids: Collection[int] = (),
    files: Sequence[Kept] = (),
) -> Message:
    """Answer the customer; `then` says what follows: stay, wait for the customer or a third party, or resolve.

    What is said as a case is resolved, or afterwards (it stays resolved), tells the customer the result; `resolution`
    and `cause` are as `resolve_case` takes them. `file_ids`: files she had put aside here; `files`: just taken in.
    Emits: AgentReplied, FilesAdded, and WorkStarted, WaitStarted, ThirdPartyAwaited, WaitEnded, CaseResolved,
    ResultNotified.
    Raises: NotFound, Refused, Invalid, Conflict.
    """
    case = locked_case(actor, case_id)
    check_reply(actor, case, then)
    if then == RESOLVE:
        say_result(case, resolution, cause)
    message = write_message(case, actor, REPLY, checked_body(body), case.channel)
    take_along(case, message, actor, file_ids, files)
    answer(actor, case, message, then)
    case.save(update_fields=["last_message_at", *SAVED_WITH_STATE])
    return message


def check_reply(actor: Actor, case: Case, then: str) -> None:
    """Refuse what cannot be sent as the case is now, with what is to follow. Raises: Invalid, Refused, Conflict."""
    if then not in AFTER_REPLY:
        raise Invalid(_("Choose what happens after sending."), fields={"then": _("Choose one.")})
    if not actor.may("cases.reply"):
        raise Refused
    if not may_reply(actor, case) or (case.status == RESOLVED and then != STAY):
        raise refuse_state(case)
    follows = {WAIT: may_wait, THIRD_PARTY: may_await_third_party, RESOLVE: may_resolve}.get(then)
    if follows is not None and not follows(actor, case):
        raise Refused
    if then in (RESOLVE, THIRD_PARTY):
        refuse_to_leave_intake(actor, case)


def answer(actor: Actor, case: Case, message: Message, then: str) -> None:
    """Let a reply count: the customer waits no longer, and the case goes on as `then` says; the caller saves it."""
    emit(AgentReplied(case_id=case.pk, message_id=message.pk, staff_id=actor.id))
    case.last_message_at, case.customer_waits = clock.now(), False
    first_contact(case, actor)
    answer_urges(case)
    if allows(case, "work"):
        _go_on(actor, case, then)
    if case.status == RESOLVED:
        emit(ResultNotified(case_id=case.pk, message_id=message.pk))
        case.next_step_at = case.next_step_at or closes_at(case)  # silence had not closed it: nobody had been told


@command(statements=14, replay=sent_before)
def add_note(
    *,
    actor: Actor,
    case_id: int,
    body: str,
    mention_ids: Collection[int] = (),
    ends_draft: bool = False,
    file_ids: Collection[int] = (),
    files: Sequence[Kept] = (),
) -> Message:
    """Leave an internal note that the customer never sees, and let those hear of it who are named with @ in it.

    `mention_ids`: who is meant where a name alone does not say it. `ends_draft`: these were the words of her draft.
    `file_ids`, `files`: as of `reply_to_case`.
    Emits: NoteAdded, FilesAdded, ColleagueMentioned. Raises: NotFound, Refused, Invalid.
    """
    case = locked_case(actor, case_id)
    if not may_add_note(actor, case):
        raise Refused
    named = named_in(case, checked_body(body), mention_ids)
    message = write_message(case, actor, NOTE, body, case.channel)
    take_along(case, message, actor, file_ids, files)
    if ends_draft and actor.staff_id is not None:
        end_draft(case.pk, actor.staff_id, NOTE)
    emit(NoteAdded(case_id=case.pk, message_id=message.pk))
    mention(message, named)
    return message


@command(statements=17, replay=sent_before)
def write_as_customer(
    *,
    actor: Actor,
    case_id: int,
    body: str,
    channel: str,
    file_ids: Collection[int] = (),
    files: Sequence[Kept] = (),
) -> Message:
    """Add the customer's words: they end a wait, reopen a resolved or freshly closed case, later open a linked one.

    A wait for a third party goes on. Returns the message; after a long silence it belongs to the new linked case,
    and after a merger to the case that goes on. `file_ids`, `files`: as of `reply_to_case`.
    Emits: FilesAdded, CustomerWrote and WaitEnded or CaseReopened, or FollowUpOpened.
    Raises: NotFound, Refused, Invalid.
    """
    addressed, case, customer = _locked_to_hear(actor, case_id)
    if not may_write_as_customer(actor, addressed):
        raise Refused
    checked_body(body)
    if channel not in CHANNELS:
        raise Invalid(_("Choose how the customer reached us."), fields={"channel": _("Choose one.")})
    if case.status == CLOSED and not may_still_reopen(case):
        message = _follow_up(actor, case, customer, body, channel)
        take_along(message.case, message, actor, file_ids, files, addressed=addressed)
        return message
    via = addressed if addressed.merged_into_id is not None else None
    message = write_message(case, actor, CUSTOMER_MESSAGE, body, channel, via=via)
    take_along(case, message, actor, file_ids, files, addressed=addressed)
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
    wake(case, "customer")
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


def _locked_to_hear(actor: Actor, case_id: int) -> tuple[Case, Case, Any]:
    """Return the case to which a customer writes and the one that hears it, locked; where the first is closed the
    customer too, who is locked before them, for another case may be opened. Raises: NotFound.

    All cases on the way are locked together in the order of their ids, as by whoever merges or separates them; where
    the way is another one by then, they are let go of and looked for again.
    Cost: 2 statements, 3 for a closed case, 1 or 2 more for each case on the way.
    """
    seen = visible_case(actor, case_id)
    if seen.status != CLOSED:
        going_on = visible_cases(actor).exclude(status=CLOSED).select_for_update(no_key=True, of=("self",))
        if case := going_on.filter(pk=case_id).first():
            return case, case, None
    customer = held(seen.customer_id)
    while True:
        way = _way_of_words(seen)
        with transaction.atomic():
            first = Q(pk__in=visible_cases(actor).filter(pk=case_id).order_by().values("pk"))
            rows = Case.objects.select_for_update(no_key=True, of=("self",)).order_by("pk")
            found = {one.pk: one for one in rows.filter(first | Q(pk__in=[one.pk for one in way[1:]]))}
            if case_id not in found:
                raise NotFound
            if [_points_on(found[one.pk]) for one in way if one.pk in found] == [_points_on(one) for one in way]:
                return found[case_id], found[way[-1].pk], customer
            transaction.set_rollback(True)
        seen = visible_case(actor, case_id)


def _way_of_words(seen: Case) -> list[Case]:
    """Return a case and those in which a customer's words go on from it, as they are just now."""
    way, known = [seen], {seen.pk}
    while (later := _goes_on_in(way[-1])) is not None and later not in known:
        way.append(Case.objects.get(pk=later))
        known.add(later)
    return way


def _points_on(case: Case) -> tuple[Any, ...]:
    """Return what decides where words go on from a case; who follows one only who holds the customer changes."""
    return case.merged_into_id, case.status, case.status_since, case.archived_at


def _follow_up(actor: Actor, old: Case, customer: Any, body: str, channel: str) -> Message:
    """Open a linked case for words that come long after closing; `customer`: as whom theirs is read, held."""
    facts = {**facts_of_case(old), "channel": channel, "tier": customer.tier}
    again = Case(**facts, **both_subjects(old.whole_subject), customer_id=old.customer_id, follows=old)
    again.team_id, again.restricted = old.team_id, customer.restricted
    set_priority(again, old.priority if old.priority_by_hand else "")
    message = accept(again, actor, body)
    emit(FollowUpOpened(case_id=old.pk, follow_up_id=again.pk))
    return message
