"""Putting a case out of the way for a while."""

from datetime import datetime, timedelta

from django.utils.translation import gettext_lazy as _

from fuwutai.domain.cases.choices import ACTIVE
from fuwutai.domain.cases.commands._course import case_in_use
from fuwutai.domain.cases.commands._states import wake
from fuwutai.domain.cases.events import CaseSnoozed
from fuwutai.domain.cases.models import Case
from fuwutai.domain.cases.queries import locked_case
from fuwutai.kernel import clock
from fuwutai.kernel.actors import Actor
from fuwutai.kernel.command import command, emit
from fuwutai.kernel.errors import Invalid, Refused

LONGEST = timedelta(days=366)
"""No figure of a manual: beyond, it is a year mistyped."""


@command(statements=6)
def snooze_case(*, actor: Actor, case_id: int, until: datetime) -> Case:
    """Keep an open case out of the queues until a moment, or until the customer writes or somebody is given it.

    Its clocks run on. Emits: CaseSnoozed. Raises: NotFound, Refused, Conflict, Invalid for a moment that is no use.
    """
    case = case_in_use(actor, case_id, "cases.wait", ACTIVE)
    problem = None
    if until <= clock.now():
        problem = _("This moment is over. Choose one that is still to come.")
    elif until > clock.now() + LONGEST:
        problem = _("This is more than a year from now. Choose a nearer day.")
    if problem:
        raise Invalid(problem, fields={"until": problem})
    case.snoozed_until = until
    case.save(update_fields=["snoozed_until"])
    emit(CaseSnoozed(case_id=case.pk, until=until))
    return case


@command(statements=6)
def wake_case(*, actor: Actor, case_id: int) -> Case:
    """Bring a snoozed case back by hand. Emits: CaseWoken, nothing where it is awake. Raises: NotFound, Refused."""
    case = locked_case(actor, case_id)
    if not actor.may("cases.wait"):
        raise Refused
    _wake(case, "by_hand")
    return case


@command(statements=6)
def wake_when_due(*, actor: Actor, case_id: int) -> Case:
    """Bring a snoozed case back if its moment has come; of two workers one does. Emits: CaseWoken. Raises: Refused."""
    if not actor.is_system:
        raise Refused
    case = locked_case(actor, case_id)
    if case.snoozed_until is not None and case.snoozed_until <= clock.now():
        _wake(case, "due")
    return case


def _wake(case: Case, reason: str) -> None:
    if case.snoozed_until is not None:
        wake(case, reason)
        case.save(update_fields=["snoozed_until"])
