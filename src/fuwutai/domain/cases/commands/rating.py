"""How content the customer is, or that nobody could learn it."""

from datetime import timedelta

from django.utils.translation import gettext_lazy as _

from fuwutai.domain.cases.choices import CLOSED, CUSTOMER_MESSAGE, DECLINED, GIVEN, NO_ANSWER, PHONE, RATINGS, SCORES
from fuwutai.domain.cases.commands._states import SAVED_WITH_STATE, case_for, rate
from fuwutai.domain.cases.commands._words import checked_body, rule_for, write_message
from fuwutai.domain.cases.events import CaseResolved, RatingRecorded
from fuwutai.domain.cases.models import Case
from fuwutai.domain.cases.policies import is_in_use, may_rate
from fuwutai.domain.cases.queries import locked_case, visible_case
from fuwutai.domain.cases.rule_kinds.closing import RATE_WITHIN
from fuwutai.kernel import clock
from fuwutai.kernel.actors import Actor
from fuwutai.kernel.command import command
from fuwutai.kernel.errors import Conflict, Invalid, Refused, Text
from fuwutai.kernel.jobs import enqueue
from fuwutai.kernel.journal import entries_about

MAX_RATING_WORDS = 2_000


def _rated_before(actor: Actor, case_id: int) -> Case:
    return visible_case(actor, case_id)


@command(statements=9, replay=_rated_before)
def record_rating(*, actor: Actor, case_id: int, outcome: str, score: int | None = None, words: str = "") -> Case:
    """Record what came of asking how content the customer is; her words stand in the case as she said them.

    Customers rate within the time of the rule in force and may change it; nobody of the centre changes what they said.
    A score that somebody was told on the telephone is recorded by another person than the one who resolved the case;
    she herself notes it with the call-back, where time and words of the call can be checked.
    Emits: RatingRecorded, nothing where all is as it was. Raises: NotFound, Refused, Conflict, Invalid.
    Source: S0-2.3-5, S3-3.3-5.
    """
    case = case_for(actor, case_id, "call_back", may_rate)
    if actor.is_customer and not may_still_rate(case):
        raise Conflict(
            _("The time for rating this case is over. Write to us if something is not right."), code="rated_too_late"
        )
    if take_rating(actor, case, outcome, score, words):
        case.save(update_fields=SAVED_WITH_STATE)
    return case


@command(statements=6)
def end_rating(*, actor: Actor, case_id: int) -> Case:
    """Record that a customer who closed the case herself gave no score, once the time for it is over.

    Does nothing where there is one, or where the time goes on because the case was reopened meanwhile.
    Emits: RatingRecorded. Raises: Refused unless the system acts, NotFound.
    """
    if not actor.is_system:
        raise Refused
    case = locked_case(actor, case_id)
    if case.status == CLOSED and is_in_use(case) and not case.rating and not may_still_rate(case):
        rate(case, NO_ANSWER)
        case.save(update_fields=SAVED_WITH_STATE)
    return case


def promise_end_of_rating(case: Case) -> None:
    """Promise to record the silence of a customer who closed the case and has given no score. Cost: 1 statement."""
    if (rule := rule_for(case, RATE_WITHIN)) is not None:
        over = clock.now() + timedelta(days=rule.value.days, seconds=1)
        enqueue("cases.end_rating", {"case_id": case.pk}, run_at=over, unique_key=f"cases.end_rating:{case.pk}")


def take_rating(
    actor: Actor, case: Case, outcome: str, score: int | None, words: str, *, on_the_phone: bool = False
) -> bool:
    """Note a rating on a locked case, and return whether that changed anything; the caller saves it.

    `on_the_phone`: a call-back is noted with it, so that also the person who resolved the case may say the score.
    Raises: Refused, Conflict, Invalid. Cost: 1 statement where staff record a score or change one, 1 for words.
    """
    _check(actor, outcome, score, words)
    if (case.rating, case.score) == (outcome, score) and not words.strip():
        return False
    if not actor.is_customer:
        _refuse_own_praise(actor, case, outcome, on_the_phone=on_the_phone)
    message_id = None
    if words.strip():
        channel = case.channel if actor.is_customer else PHONE
        message_id = write_message(case, actor, CUSTOMER_MESSAGE, checked_body(words), channel).pk
    rate(case, outcome, score, message_id)
    return True


def may_still_rate(case: Case) -> bool:
    """Return whether the customer may rate the case now, or change the rating. Cost: as `rule_in_force`."""
    rule = rule_for(case, RATE_WITHIN)
    return rule is None or clock.now() <= case.status_since + timedelta(days=rule.value.days)


def _check(actor: Actor, outcome: str, score: int | None, words: str) -> None:
    wrong: dict[str, Text] = {}
    if outcome not in RATINGS or (outcome == NO_ANSWER and actor.is_customer):
        wrong["outcome"] = _("Say what came of asking how content the customer is.")
    elif (outcome == GIVEN) != (score in SCORES):
        text = _("Choose a score from 1 to 5.") if outcome == GIVEN else _("Without an answer there is no score.")
        wrong["score"] = text
    if len(words) > MAX_RATING_WORDS:
        wrong["words"] = _("Keep this to 2,000 characters.")
    if words.strip() and outcome in (NO_ANSWER, DECLINED):
        wrong["words"] = _("Without a score there are no words to it. Leave this empty, or write a note.")
    if wrong:
        raise Invalid(next(iter(wrong.values())), fields=wrong)


def _refuse_own_praise(actor: Actor, case: Case, outcome: str, *, on_the_phone: bool) -> None:
    """Let staff neither change what the customer said herself, nor say the score of their own work.

    Raises: Conflict, Refused.
    """
    if actor.is_system:
        return
    codes = [RatingRecorded.code] if case.rating == GIVEN else []
    codes += [CaseResolved.code] if outcome == GIVEN and not on_the_phone else []
    if not codes:
        return
    told = entries_about("case", [case.pk]).filter(code__in=codes).order_by("subject_seq")
    last = {code: (kind, who) for code, kind, who in told.values_list("code", "actor_kind", "actor_id")}
    if case.rating == GIVEN and last.get(RatingRecorded.code, ("",))[0] == "customer":
        raise Conflict(_("The customer has rated the case herself; her word stands."), code="rated_by_customer")
    kind, who = last.get(CaseResolved.code, ("", None))
    if outcome == GIVEN and not on_the_phone and kind in ("staff", "token") and who == actor.id:
        raise Refused(
            _("You resolved this case, so you cannot say its score alone. Choose “Note a call-back” and record the "
              "score with it, or ask a colleague."),
            code="own_work",
        )  # fmt: skip
