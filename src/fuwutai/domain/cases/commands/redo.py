"""Sending a settled case back to be done again (重办)."""

from fuwutai.domain.accounts.queries import team_members
from fuwutai.domain.cases.choices import CLOSED, RESOLVED
from fuwutai.domain.cases.commands._course import case_in_use, leave_note, said
from fuwutai.domain.cases.commands._states import SAVED_WITH_STATE, take_up_again
from fuwutai.domain.cases.commands.assignment import SAVED_WITH_GIVING, give
from fuwutai.domain.cases.events import CaseRedone, CaseResolved
from fuwutai.domain.cases.models import Case
from fuwutai.kernel.actors import Actor
from fuwutai.kernel.command import command, emit
from fuwutai.kernel.journal import entries_about


@command(statements=14)
def redo_case(*, actor: Actor, case_id: int, reason: str) -> Case:
    """Send a resolved or closed case back to whoever resolved it, else to its team; its clocks follow as when reopened.

    The reason stands in the case as a note; it is counted apart from what customers have reopened.
    Emits: CaseRedone, CaseReopened, NoteAdded, CaseAssigned. Raises: NotFound, Refused, Conflict, Invalid.
    """
    case = case_in_use(actor, case_id, "cases.redo", (RESOLVED, CLOSED))
    note = leave_note(actor, case, said(reason, "reason"))
    does_it = _who_resolved(case)
    case.redone += 1
    emit(CaseRedone(case_id=case.pk, message_id=note.pk, count=case.redone, staff_id=does_it))
    take_up_again(case)
    give(case, case.team_id, does_it)
    case.save(update_fields=["redone", *{*SAVED_WITH_STATE, *SAVED_WITH_GIVING}])
    return case


def _who_resolved(case: Case) -> int | None:
    """Return who resolved a case last, as far as she still works in its team. Cost: 2 statements."""
    resolved = entries_about("case", [case.pk]).filter(code=CaseResolved.code, actor_kind="staff")
    staff_id: int | None = resolved.order_by("-subject_seq").values_list("actor_id", flat=True).first()
    return staff_id if staff_id in team_members(case.team_id) else None
