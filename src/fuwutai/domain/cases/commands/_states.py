"""Changes of state that commands make (the calling command saves the case), and how they are refused."""

from collections.abc import Callable
from datetime import datetime, timedelta

from django.utils.translation import gettext_lazy as _

from fuwutai.domain.cases.choices import (
    CLOSED,
    NO_ANSWER,
    OPEN,
    RESOLVED,
    STATUSES,
    WAITING_CUSTOMER,
    WAITING_THIRD_PARTY,
)
from fuwutai.domain.cases.commands._sides import end_talks
from fuwutai.domain.cases.commands._words import after_working_days, rule_for
from fuwutai.domain.cases.events import (
    CaseClosed,
    CaseMerged,
    CaseReopened,
    CaseResolved,
    CaseWoken,
    RatingRecorded,
    ThirdPartyAwaited,
    WaitEnded,
    WaitStarted,
    WorkStarted,
)
from fuwutai.domain.cases.models import Case
from fuwutai.domain.cases.needs import refuse_what_lacks
from fuwutai.domain.cases.policies import allows
from fuwutai.domain.cases.queries import locked_case
from fuwutai.domain.cases.rules import Verb
from fuwutai.kernel import clock
from fuwutai.kernel.actors import Actor
from fuwutai.kernel.command import emit
from fuwutai.kernel.errors import Conflict, Refused
from fuwutai.kernel.events import Code

SAVED_WITH_STATE = (
    "status", "status_since", "next_step_at", "reminders", "reopened", "customer_waits", "snoozed_until",
    "responsible", "resolution", "cause", "rating", "score", "sides_open",
)  # fmt: skip
"""What the changes below touch."""


def refuse_state(case: Case) -> Conflict:
    """Return the refusal of a verb that the present state does not allow."""
    if case.merged_into_id is not None:
        return Conflict(
            _("This case was merged into another one and goes on there. Open that one and do it there."),
            code="merged",
        )
    if case.archived_at is not None:
        return Conflict(
            _("This case is in the archive, where nothing in it changes. Bring it back from there first."),
            code="archived",
        )
    return Conflict(
        _("The case is meanwhile “%(status)s”, so this is no longer possible. Reload the page to see what changed.")
        % {"status": STATUSES[case.status]},
        code="wrong_state",
    )


def case_for(actor: Actor, case_id: int, verb: Verb, policy: Callable[[Actor, Case], bool]) -> Case:
    """Return the locked case for a verb that its state and a policy allow. Raises: NotFound, Conflict, Refused."""
    case = locked_case(actor, case_id)
    if not allows(case, verb):
        raise refuse_state(case)
    if not policy(actor, case):
        raise Refused
    return case


def first_contact(case: Case, actor: Actor) -> None:
    """Let whoever of the centre first has to do with a case answer for it; the caller saves it.

    The journal tells it without an event of its own: it is who first opened, took or answered it. Source: S3-6.1-3.
    """
    if case.responsible_id is None and actor.staff_id is not None:
        case.responsible_id = actor.staff_id


def reopen(case: Case) -> None:
    """Bring a resolved or closed case back to work because it was not settled after all."""
    case.reopened += 1
    take_up_again(case)


def take_up_again(case: Case) -> None:
    """Bring a resolved or closed case back to work, whoever wanted it; its clocks follow.

    How content the customer is will be asked anew.
    """
    _enter(case, OPEN, None)
    case.rating, case.score = "", None
    emit(CaseReopened(case_id=case.pk))


def wake(case: Case, reason: str) -> None:
    """Bring a snoozed case back among the others; the caller saves it."""
    if case.snoozed_until is not None:
        case.snoozed_until = None
        emit(CaseWoken(case_id=case.pk, reason=Code(reason)))


def back_to_work(case: Case) -> None:
    """End a wait, or begin the work on a new case."""
    was_waiting = case.status in (WAITING_CUSTOMER, WAITING_THIRD_PARTY)
    _enter(case, OPEN, None)
    emit(WaitEnded(case_id=case.pk) if was_waiting else WorkStarted(case_id=case.pk))


def wait(case: Case) -> None:
    """Let a case wait for the customer, and a silent customer be reminded."""
    rule = rule_for(case, "cases.remind_customer_after")
    _enter(case, WAITING_CUSTOMER, after_working_days(rule.value.working_days, rule.value.calendar) if rule else None)
    case.reminders = 0
    emit(WaitStarted(case_id=case.pk, remind_at=case.next_step_at))


def wait_for_third_party(case: Case) -> None:
    """Let a case wait for a third party; who waits for one already goes on waiting."""
    if case.status == WAITING_THIRD_PARTY:
        return
    _enter(case, WAITING_THIRD_PARTY, None)
    emit(ThirdPartyAwaited(case_id=case.pk))


def resolve(case: Case) -> None:
    """Hold a matter for settled, until silence closes it. Raises: Conflict naming what it lacks."""
    refuse_what_lacks(case, "resolve")
    _enter(case, RESOLVED, closes_at(case))
    case.customer_waits = False
    wake(case, "ended")
    emit(
        CaseResolved(
            case_id=case.pk,
            close_at=case.next_step_at,
            resolution=Code(case.resolution),
            cause=Code(case.cause),
        )
    )


def closes_at(case: Case) -> datetime | None:
    """Return when silence from now on closes a case, None where no rule says so."""
    rule = rule_for(case, "cases.close_resolved_after")
    return after_working_days(rule.value.working_days, rule.value.calendar) if rule else None


def rate(case: Case, outcome: str, score: int | None = None, message_id: int | None = None) -> None:
    """Note what came of asking how content the customer is; the caller saves the case."""
    case.rating, case.score = outcome, score
    emit(RatingRecorded(case_id=case.pk, outcome=Code(outcome), score=score, message_id=message_id))


def close(case: Case, reason: str) -> None:
    """Close a case. Who was silent did not say either how content she is. Source: S0-2.3-5."""
    if reason == "by_staff":
        refuse_what_lacks(case, "close")
    if reason == "silence" and not case.rating:
        rate(case, NO_ANSWER)
    _enter(case, CLOSED, None)
    case.customer_waits = False
    wake(case, "ended")
    end_talks(case)
    emit(CaseClosed(case_id=case.pk, reason=Code(reason)))


def merge(case: Case, into: Case) -> None:
    """Let a case go on in another one; nothing happens in it any more."""
    _enter(case, CLOSED, None)
    case.merged_into, case.customer_waits = into, False
    wake(case, "ended")
    emit(CaseMerged(case_id=case.pk, into_id=into.pk))


def may_still_reopen(case: Case) -> bool:
    """Return whether the customer's words take a closed case up again, rather than open a linked one."""
    if case.archived_at is not None:
        return False
    rule = rule_for(case, "cases.reopen_within")
    return rule is None or clock.now() <= case.status_since + timedelta(days=rule.value.days)


def _enter(case: Case, status: str, next_step_at: datetime | None) -> None:
    case.status, case.status_since, case.next_step_at = status, clock.now(), next_step_at
