"""How a case ends: resolved, confirmed, closed, reopened."""

from django.utils.translation import gettext_lazy as _

from fuwutai.domain.cases.choices import CLOSED
from fuwutai.domain.cases.commands._states import (
    SAVED_WITH_STATE,
    case_for,
    close,
    may_still_reopen,
    reopen,
    resolve,
)
from fuwutai.domain.cases.events import CaseConfirmed
from fuwutai.domain.cases.models import Case
from fuwutai.domain.cases.policies import may_close, may_confirm, may_reopen, may_resolve
from fuwutai.kernel.actors import Actor
from fuwutai.kernel.command import command, emit
from fuwutai.kernel.errors import Conflict


@command(statements=9)
def resolve_case(*, actor: Actor, case_id: int) -> Case:
    """Mark a matter as settled; silence closes it after the working days of the rule in force.

    Emits: CaseResolved. Raises: NotFound, Refused, Conflict.
    """
    case = case_for(actor, case_id, "resolve", may_resolve)
    resolve(case)
    case.save(update_fields=SAVED_WITH_STATE)
    return case


@command(statements=7)
def confirm_case(*, actor: Actor, case_id: int) -> Case:
    """Close a case because the customer agrees.

    Emits: CaseConfirmed, CaseClosed. Raises: NotFound, Refused, Conflict.
    """
    case = case_for(actor, case_id, "confirm", may_confirm)
    emit(CaseConfirmed(case_id=case.pk))
    close(case, "confirmed")
    case.save(update_fields=SAVED_WITH_STATE)
    return case


@command(statements=7)
def close_case(*, actor: Actor, case_id: int) -> Case:
    """Close a resolved case without the customer's word. Emits: CaseClosed. Raises: NotFound, Refused, Conflict."""
    case = case_for(actor, case_id, "close", may_close)
    close(case, "silence" if actor.is_system else "by_staff")
    case.save(update_fields=SAVED_WITH_STATE)
    return case


@command(statements=9)
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
