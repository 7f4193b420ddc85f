"""Changes of state that more than one command makes; the calling command saves the case."""

from datetime import datetime, timedelta

from django.utils.translation import gettext_lazy as _

from fuwutai.domain.cases.choices import CLOSED, OPEN, RESOLVED, STATUSES, WAITING_CUSTOMER
from fuwutai.domain.cases.commands._words import after_working_days, rule_for
from fuwutai.domain.cases.events import CaseClosed, CaseReopened, CaseResolved, WaitEnded, WaitStarted, WorkStarted
from fuwutai.domain.cases.models import Case
from fuwutai.kernel import clock
from fuwutai.kernel.command import emit
from fuwutai.kernel.errors import Conflict
from fuwutai.kernel.events import Code

SAVED_WITH_STATE = ("status", "status_since", "next_step_at", "reminders", "reopened", "customer_waits")
"""What the changes below touch."""


def refuse_state(case: Case) -> Conflict:
    """Return the refusal of a verb that the present state does not allow."""
    return Conflict(
        _("The case is meanwhile “%(status)s”, so this is no longer possible. Reload the page to see what changed.")
        % {"status": STATUSES[case.status]},
        code="wrong_state",
    )


def reopen(case: Case) -> None:
    """Bring a resolved or closed case back to work."""
    _enter(case, OPEN, None)
    case.reopened += 1
    emit(CaseReopened(case_id=case.pk))


def back_to_work(case: Case) -> None:
    """End a wait, or begin the work on a new case."""
    was_waiting = case.status == WAITING_CUSTOMER
    _enter(case, OPEN, None)
    emit(WaitEnded(case_id=case.pk) if was_waiting else WorkStarted(case_id=case.pk))


def wait(case: Case) -> None:
    """Let a case wait for the customer, and a silent customer be reminded."""
    rule = rule_for(case, "cases.remind_customer_after")
    _enter(case, WAITING_CUSTOMER, after_working_days(rule.value.working_days, rule.value.calendar) if rule else None)
    case.reminders = 0
    emit(WaitStarted(case_id=case.pk, remind_at=case.next_step_at))


def resolve(case: Case) -> None:
    """Hold a matter for settled, until silence closes it."""
    rule = rule_for(case, "cases.close_resolved_after")
    _enter(case, RESOLVED, after_working_days(rule.value.working_days, rule.value.calendar) if rule else None)
    case.customer_waits = False
    emit(CaseResolved(case_id=case.pk, close_at=case.next_step_at))


def close(case: Case, reason: str) -> None:
    """Close a case."""
    _enter(case, CLOSED, None)
    case.customer_waits = False
    emit(CaseClosed(case_id=case.pk, reason=Code(reason)))


def may_still_reopen(case: Case) -> bool:
    """Return whether the customer's words take a closed case up again, rather than open a linked one."""
    rule = rule_for(case, "cases.reopen_within")
    return rule is None or clock.now() <= case.status_since + timedelta(days=rule.value.days)


def _enter(case: Case, status: str, next_step_at: datetime | None) -> None:
    case.status, case.status_since, case.next_step_at = status, clock.now(), next_step_at
