"""Changes of state that more than one command makes; the calling command saves the case."""

from django.utils.translation import gettext_lazy as _

from fuwutai.domain.cases.choices import OPEN, STATUSES, WAITING_CUSTOMER
from fuwutai.domain.cases.events import CaseReopened, WaitEnded, WorkStarted
from fuwutai.domain.cases.models import Case
from fuwutai.kernel import clock
from fuwutai.kernel.command import emit
from fuwutai.kernel.errors import Conflict


def refuse_state(case: Case) -> Conflict:
    """Return the refusal of a verb that the present state does not allow."""
    return Conflict(
        _("The case is meanwhile “%(status)s”, so this is no longer possible. Reload the page to see what changed.")
        % {"status": STATUSES[case.status]},
        code="wrong_state",
    )


def reopen(case: Case) -> None:
    """Bring a resolved or closed case back to work."""
    _to_work(case)
    case.reopened += 1
    emit(CaseReopened(case_id=case.pk))


def back_to_work(case: Case) -> None:
    """End a wait, or begin the work on a new case."""
    was_waiting = case.status == WAITING_CUSTOMER
    _to_work(case)
    emit(WaitEnded(case_id=case.pk) if was_waiting else WorkStarted(case_id=case.pk))


def _to_work(case: Case) -> None:
    case.status, case.status_since = OPEN, clock.now()
    case.next_step_at = None
