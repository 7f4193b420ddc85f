"""Asking the customer afterwards whether the matter is settled."""

from django.utils import translation
from django.utils.translation import gettext_lazy as _

from fuwutai.domain.accounts.queries import centre
from fuwutai.domain.cases.choices import CALL_BACK_OUTCOMES, CLOSED, NO_ANSWER, NOT_REACHED, NOT_SETTLED, NOTE
from fuwutai.domain.cases.commands._states import SAVED_WITH_STATE, case_for, may_still_reopen, reopen
from fuwutai.domain.cases.commands._words import checked_body, sent_before, write_message
from fuwutai.domain.cases.commands.rating import take_rating
from fuwutai.domain.cases.events import CallBackTried, CalledBack
from fuwutai.domain.cases.models import Case, Message
from fuwutai.domain.cases.policies import may_call_back, may_rate
from fuwutai.kernel.actors import Actor
from fuwutai.kernel.command import command, emit
from fuwutai.kernel.errors import Conflict, Invalid, Refused
from fuwutai.kernel.events import Code


@command(statements=14, replay=sent_before)
def note_call_back(
    *, actor: Actor, case_id: int, outcome: str, body: str = "", rating: str = "", score: int | None = None
) -> Message:
    """Note what the customer said of the result when called back; words for colleagues only, else the outcome's name.

    A matter that is not settled is taken up again. `rating` and `score`: what came of asking how content she is, where
    the matter is settled or nobody could be reached.
    Emits: CalledBack or CallBackTried, RatingRecorded, CaseReopened. Raises: NotFound, Refused, Invalid, Conflict.
    """
    case = case_for(actor, case_id, "call_back", may_call_back)
    if outcome not in CALL_BACK_OUTCOMES:
        raise Invalid(_("Say what came of the call."), fields={"outcome": _("Choose one.")})
    words = checked_body(body) if body.strip() else _in_the_centres_language(outcome)
    if outcome == NOT_SETTLED and case.status == CLOSED and not may_still_reopen(case):
        raise Conflict(
            _("This case was closed too long ago to take it up again. Open a new case that goes on from it."),
            code="closed_too_long",
        )
    _check_rating(actor, case, outcome, rating)
    message = write_message(case, actor, NOTE, words, case.channel)
    if rating and take_rating(actor, case, rating, score, "", on_the_phone=True):
        case.save(update_fields=SAVED_WITH_STATE)
    if outcome == NOT_REACHED:
        emit(CallBackTried(case_id=case.pk, message_id=message.pk))
        return message
    emit(CalledBack(case_id=case.pk, message_id=message.pk, outcome=Code(outcome)))
    if outcome == NOT_SETTLED:
        reopen(case)
        case.save(update_fields=SAVED_WITH_STATE)
    return message


def _check_rating(actor: Actor, case: Case, outcome: str, rating: str) -> None:
    """Raises: Refused, Invalid for a rating that does not go with what came of the call."""
    if not rating:
        return
    if not may_rate(actor, case):
        raise Refused
    problem = None
    if outcome == NOT_SETTLED:
        problem = _("The case is taken up again; ask how content the customer is when it is settled.")
    elif outcome == NOT_REACHED and rating != NO_ANSWER:
        problem = _("Nobody was reached, so the only thing to record is that there was no answer.")
    if problem:
        raise Invalid(problem, fields={"rating": problem})


def _in_the_centres_language(outcome: str) -> str:
    here = centre()
    with translation.override(here.language if here else None):
        return str(CALL_BACK_OUTCOMES[outcome])
