"""Whom an escalation reaches."""

from collections.abc import Collection, Iterable

from fuwutai.domain.accounts.queries import actors_for, supervisors_of, team_members
from fuwutai.domain.cases.queries import visible_cases
from fuwutai.domain.sla.choices import ASSIGNEE, SUPERVISORS, TEAM


def people_to_tell(case_id: int, team_id: int, assignee_id: int | None, tell: Collection[str]) -> set[int]:
    """Return the people of some audiences who work here and may see the case; the supervisors where that is nobody.

    A case whose person is gone, or that never had one, is its team's matter.
    Cost: 5 statements at most, and 1 for each person in question.
    """
    members, supervisors = team_members(team_id), supervisors_of(team_id)
    people: set[int] = set()
    if ASSIGNEE in tell:
        people |= (assignee_id is not None and who_see(case_id, [assignee_id])) or members
    if TEAM in tell:
        people |= members
    if SUPERVISORS in tell:
        people |= supervisors
    return who_see(case_id, people) or who_see(case_id, supervisors)


def who_see(case_id: int, staff_ids: Iterable[int]) -> set[int]:
    """Return those among some people who work here and may see a case. Cost: 2 statements, 1 more for each of them."""
    return {
        actor.id
        for actor in actors_for(staff_ids)
        if actor.id is not None and visible_cases(actor).filter(pk=case_id).exists()
    }
