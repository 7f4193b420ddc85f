"""What the platform itself does with a case: reminders, closing after silence, and keeping the nearest promise."""

from collections.abc import Mapping
from datetime import datetime

from django.utils import translation
from django.utils.translation import gettext as _

from fuwutai.domain.accounts.queries import centre
from fuwutai.domain.cases.choices import AUTOMATIC, RESOLVED, WAITING_CUSTOMER
from fuwutai.domain.cases.closing import what_is_missing
from fuwutai.domain.cases.commands._words import after_working_days, rule_for, write_message
from fuwutai.domain.cases.commands.outcome import close_case
from fuwutai.domain.cases.events import ClosingHeldUp, CustomerReminded
from fuwutai.domain.cases.models import Case
from fuwutai.domain.cases.queries import locked_case
from fuwutai.domain.cases.rules import NO_PROMISE
from fuwutai.kernel import clock
from fuwutai.kernel.actors import Actor
from fuwutai.kernel.command import command, emit
from fuwutai.kernel.errors import Refused
from fuwutai.kernel.events import Code


@command(statements=9)
def take_next_step(*, actor: Actor, case_id: int) -> Case:
    """Remind the customer of a waiting case, or close a resolved one that nobody contradicted.

    Where something is missing that silence cannot mend, the case stays resolved, and its people are told so once.
    Does nothing when the step is not due any more, so two workers do no harm.
    Emits: CustomerReminded, CaseClosed or ClosingHeldUp. Raises: Refused unless the system acts.
    """
    if not actor.is_system:
        raise Refused
    case = locked_case(actor, case_id)
    if case.next_step_at is None or case.next_step_at > clock.now():
        return case
    if case.status == RESOLVED:
        missing = [one for one in what_is_missing(case) if one != "rating"]
        return _hold_up(case, missing) if missing else close_case(actor=actor, case_id=case.pk)
    if case.status == WAITING_CUSTOMER:
        _remind(actor, case)
    return case


@command
def note_promises(*, actor: Actor, due: Mapping[int, datetime | None]) -> None:
    """Keep the nearest promise of each case's clocks on the case, so that queues sort by it; None = none runs.

    Raises: Refused. Cost: 1 statement.
    """
    if not actor.is_system:
        raise Refused
    if len(due) == 1:
        [(case_id, due_at)] = due.items()
        Case.objects.filter(pk=case_id).update(due_at=due_at or NO_PROMISE)
        return
    cases = [Case(pk=case_id, due_at=due_at or NO_PROMISE) for case_id, due_at in due.items()]
    Case.objects.bulk_update(cases, ["due_at"], batch_size=500)


def _hold_up(case: Case, missing: list[str]) -> Case:
    """Let a case stay resolved until people close it; it says so itself (`desk.cases.flags`)."""
    case.next_step_at = None
    case.save(update_fields=["next_step_at"])
    emit(ClosingHeldUp(case_id=case.pk, missing=tuple(Code(one) for one in missing)))
    return case


def _remind(actor: Actor, case: Case) -> None:
    here = centre()
    with translation.override(here.language if here else None):
        text = _("We are still waiting for your answer. Please reply here, so that we can go on with your case.")
    message = write_message(case, actor, AUTOMATIC, text, case.channel)
    case.reminders += 1
    rule = rule_for(case, "cases.remind_customer_after")
    again = rule is not None and case.reminders < rule.value.at_most
    case.next_step_at = after_working_days(rule.value.working_days, rule.value.calendar) if rule and again else None
    case.last_message_at = clock.now()
    case.save(update_fields=["reminders", "next_step_at", "last_message_at"])
    emit(CustomerReminded(case_id=case.pk, message_id=message.pk, count=case.reminders))
