"""The need behind a case, in our own words."""

from django.utils.translation import gettext_lazy as _

from fuwutai.domain.cases.choices import ACTIVE
from fuwutai.domain.cases.commands._states import refuse_state
from fuwutai.domain.cases.events import NeedRestated
from fuwutai.domain.cases.models import Case
from fuwutai.domain.cases.policies import may_restate_need
from fuwutai.domain.cases.queries import locked_case
from fuwutai.kernel import clock
from fuwutai.kernel.actors import Actor
from fuwutai.kernel.command import command, emit
from fuwutai.kernel.errors import Invalid, Refused
from fuwutai.kernel.text import storable

MAX_NEED = 2_000


@command(statements=6)
def restate_need(*, actor: Actor, case_id: int, words: str, confirmed: bool) -> Case:
    """Put into our own words what the customer needs, until the case is resolved; `confirmed`: the customer agreed.

    Emits: NeedRestated, nothing where all is as it was. Raises: NotFound, Refused, Conflict, Invalid.
    Source: S0-2.2-2.
    """
    case = locked_case(actor, case_id)
    if case.merged_into_id is not None or case.status not in ACTIVE:
        raise refuse_state(case)
    if not may_restate_need(actor, case):
        raise Refused
    words = _checked(words)
    if words == case.restated and confirmed == (case.need_confirmed_at is not None):
        return case
    case.restated = words
    case.need_confirmed_at = clock.now() if confirmed else None
    case.save(update_fields=["restated", "need_confirmed_at"])
    emit(NeedRestated(case_id=case.pk, confirmed=confirmed))
    return case


def _checked(words: str) -> str:
    problem = None
    words = words.strip()
    if not words:
        problem = _("Say in your own words what the customer needs.")
    elif len(words) > MAX_NEED or not storable(words):
        problem = _("Keep this to 2,000 characters; the conversation holds the details.")
    if problem:
        raise Invalid(problem, fields={"words": problem})
    return words
