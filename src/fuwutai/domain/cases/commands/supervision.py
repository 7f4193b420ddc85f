"""A superior watches over a case until somebody reports what was done (督办)."""

from datetime import datetime, timedelta

from django.utils.translation import gettext_lazy as _

from fuwutai.domain.cases.choices import ACTIVE, RESOLVED
from fuwutai.domain.cases.commands._course import case_in_use, leave_note, said
from fuwutai.domain.cases.course import report_due_at
from fuwutai.domain.cases.events import (
    SupervisionEnded,
    SupervisionOverdue,
    SupervisionReported,
    SupervisionReturned,
    SupervisionStarted,
)
from fuwutai.domain.cases.models import Case, Supervision
from fuwutai.domain.cases.policies import may_report
from fuwutai.domain.cases.queries import locked_case
from fuwutai.kernel import clock
from fuwutai.kernel.actors import Actor
from fuwutai.kernel.command import command, emit
from fuwutai.kernel.errors import Conflict, Invalid, Refused
from fuwutai.kernel.jobs import enqueue

FURTHEST = timedelta(days=366)
"""No figure of a manual: beyond, it is a year mistyped."""


@command(statements=11)
def supervise_case(*, actor: Actor, case_id: int, demand: str, due_at: datetime | None = None) -> Supervision:
    """Ask for a report on a case by a moment; where none is named, the rule in force says when.

    Who works on it reads the demand as a note in the case.
    Emits: SupervisionStarted, NoteAdded. Raises: NotFound, Refused, Conflict, Invalid.
    """
    case = case_in_use(actor, case_id, "cases.supervise", (*ACTIVE, RESOLVED))
    if case.supervised:
        raise Conflict(
            _("This case is supervised already. Wait for the report, or end the supervision first."), code="supervised"
        )
    words, due_at = said(demand, "demand"), _checked(due_at or report_due_at(case))
    made = Supervision.objects.create(
        case=case, by_id=actor.staff_id, demand=words, began_at=clock.now(), due_at=due_at
    )
    case.supervised = True
    case.save(update_fields=["supervised"])
    leave_note(actor, case, words)
    emit(
        SupervisionStarted(
            case_id=case.pk, supervision_id=made.pk, staff_id=actor.staff_id, due_at=due_at
        )
    )
    _look_again(made)
    return made


@command(statements=9)
def report_supervision(*, actor: Actor, case_id: int, words: str) -> Supervision:
    """Report to the superior what was done; it stands as a note in the case as well.

    Emits: SupervisionReported, NoteAdded. Raises: NotFound, Refused, Conflict, Invalid.
    """
    case, running = _supervised(actor, case_id, "cases.reply")
    if not may_report(actor, case):
        raise Refused(_("Who works on the case reports on it. Take it, or tell the colleague."))
    running.report, running.reported_by_id, running.reported_at = said(words, "words"), actor.staff_id, clock.now()
    running.save(update_fields=["report", "reported_by", "reported_at"])
    leave_note(actor, case, running.report)
    emit(SupervisionReported(case_id=case.pk, supervision_id=running.pk, staff_id=actor.staff_id))
    return running


@command(statements=10)
def return_supervision(
    *, actor: Actor, case_id: int, demand: str, due_at: datetime | None = None
) -> Supervision:
    """Ask for another report by a new moment, because the one that came is not enough, or none came.

    Emits: SupervisionReturned, NoteAdded. Raises: NotFound, Refused, Conflict, Invalid.
    """
    case, running = _supervised(actor, case_id, "cases.supervise")
    running.demand, running.due_at = said(demand, "demand"), _checked(due_at or report_due_at(case))
    running.report, running.reported_by_id, running.reported_at = "", None, None
    running.save(update_fields=["demand", "due_at", "report", "reported_by", "reported_at"])
    leave_note(actor, case, running.demand)
    emit(
        SupervisionReturned(
            case_id=case.pk, supervision_id=running.pk, staff_id=actor.staff_id, due_at=running.due_at
        )
    )
    _look_again(running)
    return running


@command(statements=8)
def end_supervision(*, actor: Actor, case_id: int) -> Case:
    """Watch over a case no longer. Emits: SupervisionEnded. Raises: NotFound, Refused, Conflict."""
    case, running = _supervised(actor, case_id, "cases.supervise")
    running.ended_at = clock.now()
    running.save(update_fields=["ended_at"])
    case.supervised = False
    case.save(update_fields=["supervised"])
    emit(SupervisionEnded(case_id=case.pk, supervision_id=running.pk, staff_id=actor.staff_id))
    return case


@command(statements=6)
def note_report_due(*, actor: Actor, case_id: int, supervision_id: int, due_at: datetime) -> bool:
    """Return whether the moment of a report has come and nobody has reported; who is concerned hears of it.

    A supervision that ended, was reported on or got another moment since is let be.
    Emits: SupervisionOverdue. Raises: Refused unless the system acts.
    """
    if not actor.is_system:
        raise Refused
    locked_case(actor, case_id)
    late = Supervision.objects.filter(pk=supervision_id, ended_at=None, reported_at=None, due_at=due_at)
    if due_at > clock.now() or not late.exists():
        return False
    emit(SupervisionOverdue(case_id=case_id, supervision_id=supervision_id))
    return True


def _supervised(actor: Actor, case_id: int, permission: str) -> tuple[Case, Supervision]:
    """Return a locked case, however it stands, with the supervision that runs. Raises: NotFound, Refused, Conflict."""
    case = case_in_use(actor, case_id, permission)
    running = Supervision.objects.filter(case=case, ended_at=None).first() if case.supervised else None
    if running is None:
        raise Conflict(_("This case is not supervised any more. Reload the page."), code="not_supervised")
    return case, running


def _checked(due_at: datetime | None) -> datetime:
    problem = None
    if due_at is None:
        problem = _("Say by when the report is due.")
    elif due_at <= clock.now():
        problem = _("This moment is over. Choose one that is still to come.")
    elif due_at > clock.now() + FURTHEST:
        problem = _("This is more than a year from now. Choose a nearer day.")
    if problem or due_at is None:
        raise Invalid(problem or "", fields={"due_at": problem or ""})
    return due_at


def _look_again(running: Supervision) -> None:
    """Promise to look at its moment whether the report has come."""
    payload = {"case_id": running.case_id, "supervision_id": running.pk, "due_at": running.due_at.isoformat()}
    enqueue("cases.note_report_due", payload, run_at=running.due_at)
