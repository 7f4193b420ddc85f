"""Let a case go where the rules send it by what it is said to be now."""

from fuwutai.domain.cases.choices import NEW
from fuwutai.domain.cases.commands import assign_case
from fuwutai.domain.cases.queries import facts_of, locked_case
from fuwutai.domain.dispatch.events import CaseRerouted
from fuwutai.domain.dispatch.people import DISPATCH
from fuwutai.domain.dispatch.routing import facts_before, first_team, team_by_rule
from fuwutai.kernel.actors import Actor
from fuwutai.kernel.command import command, emit
from fuwutai.kernel.errors import Refused


@command
def reroute_case(*, actor: Actor, case_id: int) -> bool:
    """Give a corrected case to the team that the rules name for it now, and return whether it moved.

    Only while it is new and nobody has it, and stands where the rules had put it: where somebody chose the team, the
    choice stays. Emits: CaseRerouted, CaseAssigned. Raises: Refused unless the system acts, NotFound.
    Source: S3-1.4-1, S4-1.3-3. Cost: 3 statements, 3 more when it moves.
    """
    if not actor.is_system:
        raise Refused
    case = locked_case(actor, case_id)
    if case.status != NEW or case.assignee_id is not None:
        return False
    before = facts_before(case_id)
    named = team_by_rule(facts_of([case_id])[case_id])
    if before is None or named is None:
        return False
    team_id, rule = named
    was = team_by_rule(before)
    stood = was[0] if was else first_team()
    if team_id == case.team_id or case.team_id != stood:
        return False
    emit(CaseRerouted(case_id=case_id, former_team_id=case.team_id, team_id=team_id, rule_id=rule.id))
    assign_case(actor=DISPATCH, case_id=case_id, team_id=team_id)
    return True
