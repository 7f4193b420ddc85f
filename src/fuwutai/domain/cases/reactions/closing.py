"""What follows for who answers for a case when somebody leaves, and for what was said of a customer who is erased."""

from typing import cast

from django.db.models import Q

from fuwutai.domain.accounts.events import StaffDeactivated
from fuwutai.domain.accounts.queries import active_staff, supervisors_of, team_members
from fuwutai.domain.cases.choices import CLOSED, OFFERED
from fuwutai.domain.cases.commands.hand_over import pass_responsibility
from fuwutai.domain.cases.models import Case, HandOver
from fuwutai.domain.customers.choices import ERASED
from fuwutai.domain.customers.events import CustomerErased
from fuwutai.domain.customers.person import whole_ids
from fuwutai.kernel.actors import Actor
from fuwutai.kernel.reactions import Recorded, react_to


@react_to(StaffDeactivated, when="after_commit")
def pass_on(recorded: Recorded) -> None:
    """Let somebody else answer for every case that is not closed of who leaves: the successor for the cases of her
    own teams, else a supervisor of the team.

    One after the other, as the cases themselves are given back.
    """
    leaving = cast(StaffDeactivated, recorded.event)
    left, successor = leaving.staff_id, leaving.successor_id
    if active_staff(left) is not None:  # she was let back in before this ran
        return
    hers = Q(responsible_id=left) | Q(hand_overs__taker_id=left, hand_overs__state=OFFERED)
    rows = Case.objects.filter(hers).exclude(status=CLOSED).order_by("pk").distinct()
    found: dict[int, int | None] = {}
    for case_id, team_id in list(rows.values_list("pk", "team_id")):
        if team_id not in found:
            found[team_id] = _who_follows(team_id, successor, left)
        actor = Actor.system("cases")
        pass_responsibility(actor=actor, case_id=case_id, former_id=left, staff_id=found[team_id])


@react_to(CustomerErased, when="in_transaction")
def erase_need_and_hand_overs(recorded: Recorded) -> None:
    """Put a mark in place of what was said of the customer in hand-overs, and of the need in our words.

    Cost: 4 statements. Source: S0-5.4-3.
    """
    theirs = Case.objects.filter(customer_id__in=whole_ids(cast(CustomerErased, recorded.event).customer_id))
    theirs.filter(restated__isnull=False).update(restated=ERASED)
    offers = HandOver.objects.filter(case__in=theirs.order_by().values("pk"))
    offers.update(reason=ERASED)
    offers.exclude(answer="").update(answer=ERASED)


def _who_follows(team_id: int, successor: int | None, left: int) -> int | None:
    """Return who answers for the cases of a team from now on; None where nobody leads here either."""
    if successor is not None and successor in team_members(team_id):
        return successor
    return min(supervisors_of(team_id) - {left}, default=None)
