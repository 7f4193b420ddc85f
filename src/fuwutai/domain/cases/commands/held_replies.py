"""Replies that are not sent at once: for some seconds, in which they may be taken back, or until a chosen moment."""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta

from django.utils.translation import gettext_lazy as _

from fuwutai.domain.accounts.queries import actor_for
from fuwutai.domain.cases.choices import REPLY, RESOLVE, STAY
from fuwutai.domain.cases.commands._ready import say_result
from fuwutai.domain.cases.commands._words import checked_body, rule_for
from fuwutai.domain.cases.commands.attachments import hand_on, hold_with, put_back
from fuwutai.domain.cases.commands.conversation import check_reply, reply_to_case
from fuwutai.domain.cases.commands.drafts import end_draft, give_back
from fuwutai.domain.cases.events import ReplyScheduled, ReplyStopped, ReplyWithdrawn
from fuwutai.domain.cases.models import HeldReply
from fuwutai.domain.cases.policies import may_withdraw_reply
from fuwutai.domain.cases.queries import locked_case, visible_cases
from fuwutai.domain.files.commands import Kept
from fuwutai.kernel import clock
from fuwutai.kernel.actors import Actor
from fuwutai.kernel.command import command, emit
from fuwutai.kernel.errors import Conflict, Invalid, NotFound, Refused
from fuwutai.kernel.jobs import enqueue

HELD, SENT, WITHDRAWN, STOPPED = "held", "sent", "withdrawn", "stopped"
FURTHEST = timedelta(days=366)
"""Who chooses a moment beyond has mistyped the year."""


def held_before(actor: Actor, held_id: int) -> HeldReply:
    """Return the held reply of a repeated request. Raises: NotFound."""
    found = HeldReply.objects.filter(pk=held_id, case__in=visible_cases(actor).order_by().values("pk")).first()
    if found is None:
        raise NotFound
    return found


@command(statements=18, replay=held_before)
def hold_reply(
    *,
    actor: Actor,
    case_id: int,
    body: str,
    then: str = STAY,
    send_at: datetime | None = None,
    resolution: str = "",
    cause: str = "",
    file_ids: Collection[int] = (),
    files: Sequence[Kept] = (),
) -> HeldReply:
    """Promise to send a reply: at a moment, or after the seconds of the rule in force, in which it may be taken back.

    Where the rule gives no seconds it is sent at once, and what is returned is so already. The writer's draft ends.
    `resolution` and `cause` are as `resolve_case` takes them, `file_ids` and `files` as `reply_to_case` does.
    Emits: ReplyScheduled for a chosen moment; once it is sent, what `reply_to_case` does.
    Raises: NotFound, Refused, Invalid, Conflict.
    """
    case = locked_case(actor, case_id)
    check_reply(actor, case, then)
    if then == RESOLVE:
        say_result(case, resolution, cause)  # what is missing then is said now, not when nobody looks
        case.save(update_fields=["resolution", "cause"])
    if actor.staff_id is None:
        raise Refused
    now = clock.now()
    _check_moment(send_at, now)
    rule = rule_for(case, "cases.undo_send")
    held = HeldReply(case=case, staff_id=actor.staff_id, body=checked_body(body), then=then, made_at=now)
    held.is_timed = send_at is not None
    held.send_at = send_at or now + timedelta(seconds=rule.value.seconds if rule else 0)
    held.save()
    hold_with(case, held, actor, file_ids, files)
    end_draft(case_id, actor.staff_id, REPLY)
    if held.is_timed:
        emit(ReplyScheduled(case_id=case_id, held_id=held.pk, staff_id=held.staff_id, send_at=held.send_at))
    if held.send_at <= now:
        _send(actor, held)
    else:
        promise(held)
    return held


@command(statements=10)
def withdraw_reply(*, actor: Actor, held_id: int) -> HeldReply:
    """Take a reply back before it is sent; its words are a draft of its author again.

    Emits: ReplyWithdrawn. Raises: NotFound, Refused, Conflict once it is sent.
    """
    held = _locked(actor, held_id)
    if not may_withdraw_reply(actor, held):
        raise Refused
    if held.state != HELD:
        raise _over(held)
    give_back(held.case_id, held.staff_id, held.body, held.then)
    _finish(held, WITHDRAWN)
    emit(ReplyWithdrawn(case_id=held.case_id, held_id=held.pk, staff_id=held.staff_id))
    return held


@command(statements=18)
def send_held_reply(*, actor: Actor, held_id: int) -> HeldReply:
    """Send a held reply as its author: the platform when its moment has come, she herself at any time.

    What is over, or not due yet, the platform leaves alone, and what is sent is sent: so two at a time do no harm.
    Emits: what `reply_to_case` does. Raises: NotFound, Refused, Conflict.
    """
    held = _locked(actor, held_id)
    if actor.is_system:
        if held.state == HELD and held.send_at <= clock.now():
            _send(_author(held), held)
        return held
    if actor.id != held.staff_id or not actor.is_staff:
        raise Refused(_("Only who wrote a reply can send it earlier. You may take it back instead."))
    if held.state == SENT:
        return held
    if held.state != HELD:
        raise _over(held)
    _send(actor, held)
    return held


@command(statements=11)
def stop_held_reply(*, actor: Actor, held_id: int, why: str) -> HeldReply:
    """Give up sending a reply that cannot be sent as things are; its words are a draft of its author again.

    Where she cannot see the case any more, or works here no longer, colleagues who see the case see the draft.
    Emits: ReplyStopped. Raises: Refused unless the system acts.
    """
    if not actor.is_system:
        raise Refused
    held = _locked(actor, held_id)
    if held.state == HELD:
        stop(held, why)
    return held


def stop(held: HeldReply, why: str) -> None:
    """Let a held reply be stopped; the caller has locked it. Cost: 3 statements. Emits: ReplyStopped."""
    give_back(held.case_id, held.staff_id, held.body, held.then, shared=why in OUT_OF_REACH)
    _finish(held, STOPPED, why)
    emit(ReplyStopped(case_id=held.case_id, held_id=held.pk, staff_id=held.staff_id, why=why))  # type: ignore[arg-type]


OUT_OF_REACH = ("not_found", "author_gone", "forbidden")


def promise(held: HeldReply) -> None:
    """Promise the job that sends a reply at its moment. Cost: 1 statement."""
    key = f"cases.send_held_reply:{held.pk}"
    enqueue("cases.send_held_reply", {"held_id": held.pk}, run_at=held.send_at, unique_key=key)


def _send(author: Actor, held: HeldReply) -> None:
    held.message = reply_to_case(actor=author, case_id=held.case_id, body=held.body, then=held.then)
    hand_on(held, held.message)
    _finish(held, SENT)


def _finish(held: HeldReply, state: str, why: str = "") -> None:
    """Keep what became of a reply; its words stand elsewhere from now on."""
    held.state, held.why, held.ended_at, held.body = state, why, clock.now(), ""
    held.save(update_fields=["state", "why", "ended_at", "body", "message"])
    if state != SENT:
        put_back(held)


def _author(held: HeldReply) -> Actor:
    author = actor_for(held.staff_id)
    if author is None:
        raise Conflict(_("Who wrote this reply does not work here any more."), code="author_gone")
    return author


def _locked(actor: Actor, held_id: int) -> HeldReply:
    """Return a held reply of a case in sight, both locked, the case first as everywhere.

    Raises: NotFound. Cost: 3 statements.
    """
    found = held_before(actor, held_id)
    case = locked_case(actor, found.case_id)
    held = HeldReply.objects.select_for_update(no_key=True).get(pk=held_id)
    held.case = case
    return held


def _over(held: HeldReply) -> Conflict:
    if held.state == SENT:
        return Conflict(_("This reply has been sent already, so it cannot be taken back any more."), code="sent")
    return Conflict(_("This reply is not waiting to be sent any more. Its words are in the draft."), code="over")


def _check_moment(send_at: datetime | None, now: datetime) -> None:
    problem = None
    if send_at is not None and send_at <= now:
        problem = _("This moment is over. Choose one that is still to come.")
    elif send_at is not None and send_at - now > FURTHEST:
        problem = _("Choose a moment within a year.")
    if problem:
        raise Invalid(problem, fields={"send_at": problem})
