"""How a case ends: resolved, confirmed, closed, reopened."""

from collections.abc import Callable

from fuwutai.domain.cases.choices import CLOSED, RESOLVED
from fuwutai.domain.cases.commands._states import refuse_state, reopen
from fuwutai.domain.cases.commands._words import after_working_days, rule_for
from fuwutai.domain.cases.events import CaseClosed, CaseConfirmed, CaseResolved
from fuwutai.domain.cases.models import Case
from fuwutai.domain.cases.policies import allows, may_close, may_confirm, may_reopen, may_resolve
from fuwutai.domain.cases.queries import locked_case
from fuwutai.domain.cases.rules import Verb
from fuwutai.kernel import clock
from fuwutai.kernel.actors import Actor
from fuwutai.kernel.command import command, emit
from fuwutai.kernel.errors import Refused
from fuwutai.kernel.events import Code

STATE_FIELDS = ["status", "status_since", "next_step_at", "reminders", "reopened", "customer_waits"]


@command
def resolve_case(*, actor: Actor, case_id: int) -> Case:
    """Mark a matter as settled; silence closes it after the working days of the rule in force.

    Emits: CaseResolved. Raises: NotFound, Refused, Conflict.
    """
    case = _case_for(actor, case_id, "resolve", may_resolve)
    rule = rule_for(case, "cases.close_resolved_after")
    case.next_step_at = after_working_days(rule.value.working_days, rule.value.calendar) if rule else None
    _move(case, RESOLVED)
    emit(CaseResolved(case_id=case.pk, close_at=case.next_step_at))
    return case


@command
def confirm_case(*, actor: Actor, case_id: int) -> Case:
    """Close a case because the customer agrees. Emits: CaseConfirmed, CaseClosed. Raises: NotFound, Refused, Conflict."""
    case = _case_for(actor, case_id, "confirm", may_confirm)
    emit(CaseConfirmed(case_id=case.pk))
    return _close(case, "confirmed")


@command
def close_case(*, actor: Actor, case_id: int) -> Case:
    """Close a resolved case without the customer's word. Emits: CaseClosed. Raises: NotFound, Refused, Conflict."""
    case = _case_for(actor, case_id, "close", may_close)
    return _close(case, "silence" if actor.is_system else "by_staff")


@command
def reopen_case(*, actor: Actor, case_id: int) -> Case:
    """Take a resolved or closed case up again. Emits: CaseReopened. Raises: NotFound, Refused, Conflict."""
    case = _case_for(actor, case_id, "reopen", may_reopen)
    reopen(case)
    case.save(update_fields=STATE_FIELDS)
    return case


def _case_for(actor: Actor, case_id: int, verb: Verb, policy: Callable[[Actor, Case], bool]) -> Case:
    case = locked_case(actor, case_id)
    if not allows(case, verb):
        raise refuse_state(case)
    if not policy(actor, case):
        raise Refused
    return case


def _close(case: Case, reason: str) -> Case:
    case.next_step_at = None
    _move(case, CLOSED)
    emit(CaseClosed(case_id=case.pk, reason=Code(reason)))
    return case


def _move(case: Case, status: str) -> None:
    case.status, case.status_since = status, clock.now()
    case.customer_waits = False
    case.save(update_fields=STATE_FIELDS)
