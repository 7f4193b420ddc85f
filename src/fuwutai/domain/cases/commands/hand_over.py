"""Who answers for a case: whoever of the centre was spoken to first, until somebody accepts to do so."""

from django.utils.translation import gettext_lazy as _

from fuwutai.domain.accounts.queries import active_staff, actor_for
from fuwutai.domain.cases.choices import CLOSED, OFFER_ACCEPTED, OFFER_DECLINED, OFFER_WITHDRAWN, OFFERED
from fuwutai.domain.cases.commands._states import refuse_state
from fuwutai.domain.cases.events import (
    HandOverAccepted,
    HandOverDeclined,
    HandOverOffered,
    HandOverWithdrawn,
    ResponsibilityPassed,
)
from fuwutai.domain.cases.models import Case, HandOver
from fuwutai.domain.cases.policies import is_in_use, may_offer_hand_over
from fuwutai.domain.cases.queries import locked_case, visible_cases
from fuwutai.kernel import clock
from fuwutai.kernel.actors import Actor
from fuwutai.kernel.command import command, emit
from fuwutai.kernel.errors import Conflict, Invalid, Refused, Text
from fuwutai.kernel.text import storable

MAX_REASON = 200


@command(statements=12)
def offer_hand_over(*, actor: Actor, case_id: int, taker_id: int, reason: str) -> HandOver:
    """Ask a colleague who sees the case to answer for it from now on; until she accepts, nothing changes.

    Emits: HandOverOffered. Raises: NotFound, Refused, Conflict while another offer waits, Invalid.
    Source: S3-6.1-3, S4-2.1-2.
    """
    case = _going_on(actor, case_id)
    if not may_offer_hand_over(actor, case):
        raise Refused
    wrong: dict[str, Text] = {}
    if text := _wrong_taker(case, taker_id):
        wrong["taker_id"] = text
    if text := _wrong_words(reason, _("Say why somebody else should answer for the case.")):
        wrong["reason"] = text
    if wrong:
        raise Invalid(next(iter(wrong.values())), fields=wrong)
    if case.hand_overs.filter(state=OFFERED).exists():
        raise Conflict(
            _("A colleague has been asked already and has not answered yet. Take that back before you ask another."),
            code="offered_before",
        )
    offer = HandOver.objects.create(
        case=case, giver_id=actor.staff_id, taker_id=taker_id, reason=reason.strip(), offered_at=clock.now()
    )
    emit(HandOverOffered(case_id=case.pk, hand_over_id=offer.pk, staff_id=taker_id))
    return offer


@command(statements=8)
def accept_hand_over(*, actor: Actor, case_id: int) -> HandOver:
    """Answer for a case from now on, as one was asked to; who works on it stays the same.

    Emits: HandOverAccepted. Raises: NotFound, Refused, Conflict where nothing is offered any more.
    """
    case, offer = _offer_to(actor, case_id)
    former, case.responsible_id = case.responsible_id, offer.taker_id
    case.save(update_fields=["responsible"])
    _end(offer, OFFER_ACCEPTED)
    emit(
        HandOverAccepted(
            case_id=case.pk, hand_over_id=offer.pk, staff_id=offer.taker_id, former_staff_id=former
        )
    )
    return offer


@command(statements=8)
def decline_hand_over(*, actor: Actor, case_id: int, answer: str) -> HandOver:
    """Say that one will not answer for a case, and why. Emits: HandOverDeclined.

    Raises: NotFound, Refused, Conflict where nothing is offered any more, Invalid.
    """
    case, offer = _offer_to(actor, case_id)
    if text := _wrong_words(answer, _("Say why you do not take it, so that another can be asked.")):
        raise Invalid(text, fields={"answer": text})
    _end(offer, OFFER_DECLINED, answer.strip())
    emit(HandOverDeclined(case_id=case.pk, hand_over_id=offer.pk, staff_id=offer.taker_id))
    return offer


@command(statements=8)
def withdraw_hand_over(*, actor: Actor, case_id: int) -> HandOver:
    """Take back that a colleague was asked. Emits: HandOverWithdrawn.

    Raises: NotFound, Refused, Conflict where nothing is offered any more.
    """
    case = locked_case(actor, case_id)
    offer = _open_offer(case)
    if offer.giver_id != actor.staff_id and not may_offer_hand_over(actor, case):
        raise Refused
    _end(offer, OFFER_WITHDRAWN)
    emit(HandOverWithdrawn(case_id=case.pk, hand_over_id=offer.pk, staff_id=offer.taker_id))
    return offer


@command(statements=8)
def pass_responsibility(*, actor: Actor, case_id: int, former_id: int, staff_id: int | None) -> Case:
    """Let another person answer for a case because who did works here no longer; nothing where it is another already.

    What was offered to who left is taken back.
    Emits: ResponsibilityPassed, HandOverWithdrawn. Raises: Refused unless the system acts, NotFound.
    """
    if not actor.is_system:
        raise Refused
    case = locked_case(actor, case_id)
    offer = case.hand_overs.filter(state=OFFERED, taker_id=former_id).first()
    if offer is not None:
        _end(offer, OFFER_WITHDRAWN)
        emit(HandOverWithdrawn(case_id=case.pk, hand_over_id=offer.pk, staff_id=former_id))
    if case.responsible_id == former_id:
        case.responsible_id = staff_id
        case.save(update_fields=["responsible"])
        emit(ResponsibilityPassed(case_id=case.pk, staff_id=staff_id, former_staff_id=former_id))
    return case


def _going_on(actor: Actor, case_id: int) -> Case:
    case = locked_case(actor, case_id)
    if case.status == CLOSED or not is_in_use(case):
        raise refuse_state(case)
    return case


def _open_offer(case: Case) -> HandOver:
    offer = case.hand_overs.select_for_update(no_key=True).filter(state=OFFERED).first()
    if offer is None:
        raise Conflict(
            _("Nothing is offered any more: it was answered or taken back meanwhile."), code="nothing_offered"
        )
    return offer


def _offer_to(actor: Actor, case_id: int) -> tuple[Case, HandOver]:
    """Return the case and what is offered to the actor herself. Raises: NotFound, Refused, Conflict."""
    case = _going_on(actor, case_id)
    offer = _open_offer(case)
    if actor.staff_id is None or offer.taker_id != actor.staff_id:
        raise Refused(_("Somebody else was asked to answer for this case; only she can say yes or no."))
    return case, offer


def _end(offer: HandOver, state: str, answer: str = "") -> None:
    offer.state, offer.answered_at, offer.answer = state, clock.now(), answer
    offer.save(update_fields=["state", "answered_at", "answer"])


def _wrong_taker(case: Case, taker_id: int) -> Text:
    if taker_id == case.responsible_id:
        return _("She answers for this case already.")
    taker = actor_for(taker_id) if active_staff(taker_id) is not None else None
    if taker is None or not visible_cases(taker).filter(pk=case.pk).exists():
        return _("Choose a colleague who works here and can see this case.")
    return ""


def _wrong_words(words: str, missing: Text) -> Text:
    if not words.strip():
        return missing
    if len(words.strip()) > MAX_REASON or not storable(words):
        return _("Keep this to 200 characters.")
    return ""
