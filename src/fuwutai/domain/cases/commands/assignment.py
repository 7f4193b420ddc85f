"""Who works on a case."""

from django.utils.translation import gettext_lazy as _

from fuwutai.domain.accounts.queries import team_members, visible_teams
from fuwutai.domain.cases.commands._ready import refuse_to_leave_intake
from fuwutai.domain.cases.commands._states import first_contact, refuse_state, wake
from fuwutai.domain.cases.events import CaseAssigned, CaseTaken
from fuwutai.domain.cases.models import Case
from fuwutai.domain.cases.policies import may_assign, may_take
from fuwutai.domain.cases.queries import locked_case
from fuwutai.kernel.actors import Actor
from fuwutai.kernel.command import command, emit
from fuwutai.kernel.errors import Conflict, Invalid, Refused

SAVED_WITH_GIVING = ("team", "assignee", "snoozed_until")


@command(statements=7)
def take_case(*, actor: Actor, case_id: int) -> Case:
    """Take a free case oneself.

    Emits: CaseAssigned, CaseTaken. Raises: NotFound, Refused, Conflict when somebody was faster.
    """
    case = locked_case(actor, case_id)
    if case.status == "closed":
        raise refuse_state(case)
    if not may_take(actor, case):
        if actor.is_staff and actor.may("cases.take"):
            raise Conflict(
                _("A colleague has taken this case. Pick another one, or ask your supervisor."), code="taken"
            )
        raise Refused
    if give(case, case.team_id, actor.id):
        emit(CaseTaken(case_id=case.pk, staff_id=actor.id))
        first_contact(case, actor)
        case.save(update_fields=(*SAVED_WITH_GIVING, "responsible"))
    return case


@command(statements=8)
def assign_case(*, actor: Actor, case_id: int, team_id: int | None = None, staff_id: int | None = None) -> Case:
    """Give a case to a team and, where wanted, to one of its members; no member = back to the team's queue.

    Emits: CaseAssigned. Raises: NotFound, Refused, Invalid when the person does not work in the team.
    """
    case = locked_case(actor, case_id)
    if case.status == "closed":
        raise refuse_state(case)
    if not may_assign(actor, case):
        raise Refused
    team_id = team_id or case.team_id
    if not visible_teams(actor).filter(pk=team_id).exists():
        raise Invalid(_("This team does not exist any more."), fields={"team_id": _("Choose another team.")})
    if staff_id is not None and staff_id not in team_members(team_id):
        raise Invalid(
            _("This person does not work in that team."), fields={"staff_id": _("Choose somebody of the team.")}
        )
    if team_id != case.team_id:
        refuse_to_leave_intake(actor, case)
    if give(case, team_id, staff_id):
        case.save(update_fields=SAVED_WITH_GIVING)
    return case


def give(case: Case, team_id: int, staff_id: int | None) -> bool:
    """Give the case away, and return whether that changed anything; the caller saves it."""
    former = (case.team_id, case.assignee_id)
    if (team_id, staff_id) == former:
        return False
    case.team_id, case.assignee_id = team_id, staff_id
    emit(
        CaseAssigned(
            case_id=case.pk,
            team_id=team_id,
            staff_id=staff_id,
            former_team_id=former[0],
            former_staff_id=former[1],
        )
    )
    wake(case, "assigned")
    return True
