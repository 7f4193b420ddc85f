"""How a case ends: resolved with a result, confirmed, closed, reopened."""

from django.utils.translation import gettext_lazy as _

from fuwutai.domain.cases.choices import CLOSED, GIVEN, NOTE, REPLY, RESOLVE
from fuwutai.domain.cases.closing import ending_of, in_words, missing_to_close, needs_to_close
from fuwutai.domain.cases.commands._ready import refuse_to_leave_intake, say_result
from fuwutai.domain.cases.commands._states import (
    SAVED_WITH_STATE,
    case_for,
    close,
    may_still_reopen,
    refuse_state,
    reopen,
    resolve,
)
from fuwutai.domain.cases.commands._words import checked_body, write_message
from fuwutai.domain.cases.commands.conversation import answer
from fuwutai.domain.cases.commands.rating import promise_end_of_rating, take_rating
from fuwutai.domain.cases.events import (
    CaseConfirmed,
    ClosedUnfinished,
    ClosingWaived,
    ResultRecorded,
)
from fuwutai.domain.cases.models import Case
from fuwutai.domain.cases.policies import (
    is_in_use,
    may_close,
    may_confirm,
    may_rate,
    may_record_result,
    may_reopen,
    may_reply,
    may_resolve,
)
from fuwutai.domain.cases.queries import locked_case
from fuwutai.kernel.actors import Actor
from fuwutai.kernel.command import command, emit
from fuwutai.kernel.errors import Conflict, Refused
from fuwutai.kernel.events import Code


@command(statements=12)
def resolve_case(*, actor: Actor, case_id: int, resolution: str = "", cause: str = "", body: str = "") -> Case:
    """Mark a matter as settled; silence closes it after the working days of the rule in force.

    `resolution` and `cause` are terms of the centre. `body` tells the customer the result in the same act.
    Emits: CaseResolved, and AgentReplied and ResultNotified with words. Raises: NotFound, Refused, Conflict, Invalid.
    Source: S0-2.3-4, S3-1.2-4.
    """
    case = case_for(actor, case_id, "resolve", may_resolve)
    refuse_to_leave_intake(actor, case)
    say_result(case, resolution, cause)
    if body.strip():
        if not may_reply(actor, case):
            raise Refused
        answer(actor, case, write_message(case, actor, REPLY, checked_body(body), case.channel), RESOLVE)
    else:
        resolve(case)
    case.save(update_fields=["last_message_at", *SAVED_WITH_STATE])
    return case


@command(statements=6)
def record_result(*, actor: Actor, case_id: int, resolution: str = "", cause: str = "") -> Case:
    """Say, or correct, how a case was resolved and what the cause was; "" leaves what was said before.

    Emits: ResultRecorded, nothing where all is as it was. Raises: NotFound, Refused, Conflict, Invalid.
    """
    case = locked_case(actor, case_id)
    if not is_in_use(case):
        raise refuse_state(case)
    if not may_record_result(actor, case):
        raise Refused
    before = (case.resolution, case.cause)
    say_result(case, resolution, cause)
    if (case.resolution, case.cause) != before:
        case.save(update_fields=["resolution", "cause"])
        emit(ResultRecorded(case_id=case.pk, resolution=Code(case.resolution), cause=Code(case.cause)))
    return case


@command(statements=12)
def confirm_case(
    *, actor: Actor, case_id: int, rating: str = "", score: int | None = None, words: str = ""
) -> Case:
    """Close a case because the customer agrees; `rating`, `score` and `words` are as `record_rating` takes them.

    The customer herself is never refused: what the manual still asks for is then asked of the centre. Staff who heard
    it from her record first what is missing.
    Emits: CaseConfirmed, CaseClosed, and RatingRecorded or ClosedUnfinished. Raises: NotFound, Refused, Conflict,
    Invalid.
    """
    case = case_for(actor, case_id, "confirm", may_confirm)
    _rate_with(actor, case, rating, score, words)
    needs = needs_to_close(case)
    missing = missing_to_close(needs, ending_of(case, needs, confirmed=True))
    if missing and actor.is_staff:
        raise refuse_unfinished(missing, waivable=False)
    emit(CaseConfirmed(case_id=case.pk))
    if missing:
        emit(ClosedUnfinished(case_id=case.pk, missing=tuple(Code(one) for one in missing)))
    close(case, "confirmed")
    if "rating" in missing:
        promise_end_of_rating(case)
    case.save(update_fields=SAVED_WITH_STATE)
    return case


@command(statements=13)
def close_case(
    *, actor: Actor, case_id: int, rating: str = "", score: int | None = None, words: str = "", reason: str = ""
) -> Case:
    """Close a resolved case without the customer's word, once nothing is missing that the rule in force asks for.

    `rating`, `score` and `words` are as `record_rating` takes them. `reason`: why it is closed although something is
    missing, where the rule leaves that open; it is kept as a note.
    Emits: CaseClosed, and RatingRecorded, ClosingWaived. Raises: NotFound, Refused, Conflict that says what is
    missing, Invalid. Source: S0-2.3-5, S2-1.1-2, S3-1.4-5.
    """
    case = case_for(actor, case_id, "close", may_close)
    _rate_with(actor, case, rating, score, words)
    needs = needs_to_close(case)
    missing = missing_to_close(needs, ending_of(case, needs))
    if actor.is_system:  # whoever is silent gives no answer to this either, which closing records
        missing = [one for one in missing if one != "rating"]
    if missing:
        if not (needs and needs.waivable and reason.strip() and actor.is_staff):
            raise refuse_unfinished(missing, waivable=bool(needs and needs.waivable))
        note = write_message(case, actor, NOTE, checked_body(reason), case.channel)
        emit(ClosingWaived(case_id=case.pk, missing=tuple(Code(one) for one in missing), message_id=note.pk))
    close(case, "silence" if actor.is_system else "by_staff")
    case.save(update_fields=SAVED_WITH_STATE)
    return case


@command(statements=10)
def reopen_case(*, actor: Actor, case_id: int) -> Case:
    """Take a resolved or closed case up again; customers may as long as the rule in force allows.

    Emits: CaseReopened. Raises: NotFound, Refused, Conflict.
    """
    case = case_for(actor, case_id, "reopen", may_reopen)
    if actor.is_customer and case.status == CLOSED and not may_still_reopen(case):
        raise Conflict(
            _("This case was closed too long ago to go on with. Write a message here: it opens a new, linked case."),
            code="closed_too_long",
        )
    reopen(case)
    case.save(update_fields=SAVED_WITH_STATE)
    return case


def refuse_unfinished(missing: list[str], *, waivable: bool) -> Conflict:
    """Return the refusal to close a case, which says what is missing; its fact `missing` holds the codes."""
    said = _("Before this case may be closed, this is missing: %(missing)s.") % {"missing": in_words(missing)}
    if waivable:
        said += " " + _("Where that is not possible, say why it is closed without.")
    return Conflict(said, code="unfinished", missing=tuple(missing), waivable=waivable)


def _rate_with(actor: Actor, case: Case, rating: str, score: int | None, words: str) -> None:
    """Note a rating that is said in the same act; a score is one. Raises: Refused, Conflict, Invalid."""
    rating = rating or (GIVEN if score is not None else "")
    if not rating and not words.strip():
        return
    if not may_rate(actor, case):
        raise Refused
    take_rating(actor, case, rating, score, words)
