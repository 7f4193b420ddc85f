"""Move several cases of a team at once, and give back what somebody who is away cannot do."""

from collections.abc import Collection

from django.utils.translation import gettext_lazy as _

from fuwutai.domain.cases.commands import assign_case
from fuwutai.domain.cases.queries import locked_cases
from fuwutai.domain.dispatch.absence import away_too_long, left_behind
from fuwutai.domain.dispatch.events import CaseHandedOver
from fuwutai.domain.dispatch.people import DISPATCH
from fuwutai.kernel.actors import Actor
from fuwutai.kernel.command import command, emit
from fuwutai.kernel.errors import Conflict, Invalid, Refused
from fuwutai.kernel.events import Code

AT_ONCE = 100


@command
def move_cases(
    *, actor: Actor, team_id: int, from_staff_id: int, case_ids: Collection[int], staff_id: int | None
) -> int:
    """Give several cases of somebody to another one of the team, or back to its queue, and return how many.

    All or none: one that is no longer hers stops it. Emits: CaseAssigned.
    Raises: NotFound, Refused, Conflict, Invalid when the person does not work in the team or nothing was chosen.
    """
    if not actor.may("cases.assign"):
        raise Refused
    if not case_ids:
        raise Invalid(_("Choose the cases to move."), fields={"case_ids": _("Choose the cases to move.")})
    if len(set(case_ids)) > AT_ONCE:
        raise Invalid(_("Move at most 100 cases at a time."), fields={"case_ids": _("Choose fewer cases.")})
    cases = locked_cases(actor, case_ids)
    if any(case.team_id != team_id or case.assignee_id != from_staff_id for case in cases.values()):
        raise Conflict(
            _("One of these cases is no longer in these hands. Reload the page and choose again."), code="moved"
        )
    for case_id in cases:
        assign_case(actor=actor, case_id=case_id, team_id=team_id, staff_id=staff_id)
    return len(cases)


@command
def hand_over(*, actor: Actor, team_id: int, staff_id: int) -> int:
    """Put the cases of somebody who is away for too long, and whose customers wait, back into the queue of a team.

    Asked anew under the settings of the team: who has come back keeps what she has. How long she is away is counted in
    the working time of the centre. Where no colleague is there to take them, they stay with her.
    Emits: CaseHandedOver, CaseAssigned. Raises: Refused unless the system acts.
    """
    if not actor.is_system:
        raise Refused
    away = away_too_long(team_id).get(staff_id)
    if away is None:
        return 0
    state, since = away
    cases = left_behind(team_id, [staff_id]).select_for_update(no_key=True, of=("self",), skip_locked=True)
    held = list(cases.order_by("pk").values_list("pk", flat=True)[:AT_ONCE])
    for case_id in held:
        emit(CaseHandedOver(case_id=case_id, team_id=team_id, staff_id=staff_id, state=Code(state), since=since))
        assign_case(actor=DISPATCH, case_id=case_id, team_id=team_id)
    return len(held)
