"""What cases notice of their customers and of the people who work on them."""

from collections.abc import Sequence
from typing import cast

from fuwutai.domain.accounts.events import StaffDeactivated
from fuwutai.domain.accounts.queries import active_staff, team_members
from fuwutai.domain.cases.choices import CLOSED
from fuwutai.domain.cases.commands._priority import set_priority
from fuwutai.domain.cases.commands.assignment import assign_case
from fuwutai.domain.cases.commands.classification import reclassified
from fuwutai.domain.cases.models import Case, Message
from fuwutai.domain.customers.choices import ERASED
from fuwutai.domain.customers.events import (
    CustomerErased,
    CustomerRestricted,
    CustomersMerged,
    MergerUndone,
    TierChanged,
)
from fuwutai.domain.customers.person import restrictions, whole_ids
from fuwutai.kernel.actors import Actor
from fuwutai.kernel.command import emit
from fuwutai.kernel.reactions import Recorded, react_to, react_to_all


@react_to(TierChanged, when="in_transaction")
def follow_tier(recorded: Recorded) -> None:
    """Serve every case of the customer that is not closed in the new class, and with the priority it then has.

    Emits: CaseReclassified. Cost: 2 statements, 1 where there is no such case, 1 more for each further priority.
    """
    changed = cast(TierChanged, recorded.event)
    theirs = Case.objects.filter(customer_id=changed.customer_id).exclude(status=CLOSED).exclude(tier=changed.tier)
    cases = list(theirs.select_for_update(no_key=True).order_by("pk"))
    if not cases:
        return
    alike: dict[tuple[str, bool], list[int]] = {}
    for case in cases:
        case.tier = changed.tier
        set_priority(case, None)
        alike.setdefault((case.priority, case.priority_by_hand), []).append(case.pk)
    for (priority, by_hand), ids in alike.items():
        theirs = Case.objects.filter(pk__in=ids)
        theirs.update(tier=changed.tier, priority=priority, priority_by_hand=by_hand)
    for case in cases:
        emit(reclassified(case))


@react_to_all(CustomerRestricted, CustomersMerged, MergerUndone)
def follow_restrictions(recorded: Sequence[Recorded]) -> None:
    """Let every case be known to few only, or to all again, as the customer is as whom theirs is read.

    Cost: 3 statements. Source: S0-5.2-1.
    """
    events = [cast("CustomerRestricted | CustomersMerged | MergerUndone", one.event) for one in recorded]
    touched = {one.customer_id for one in events}
    touched |= {one.absorbed_id for one in events if not isinstance(one, CustomerRestricted)}
    known = restrictions(touched)
    for restricted in (True, False):
        theirs = Case.objects.filter(customer_id__in=[pk for pk, is_so in known.items() if is_so is restricted])
        theirs.exclude(restricted=restricted).update(restricted=restricted)


@react_to(CustomerErased, when="in_transaction")
def erase_words(recorded: Recorded) -> None:
    """Put a mark in place of every word of the customer's cases; numbers, times, types and states stay.

    Cost: 3 statements. Source: S0-5.4-3.
    """
    theirs = Case.objects.filter(customer_id__in=whole_ids(cast(CustomerErased, recorded.event).customer_id))
    Message.objects.filter(case__in=theirs.order_by().values("pk")).update(body=ERASED)
    theirs.update(subject=ERASED, subject_whole=None)


@react_to(StaffDeactivated, when="after_commit")
def give_back(recorded: Recorded) -> None:
    """Give every case that is not closed to the successor of whoever works on it and leaves, or back to its queue.

    The successor gets the cases of her own teams.

    One after the other, so that nobody waits for a long list; what was given away meanwhile stays where it is.
    """
    leaving = cast(StaffDeactivated, recorded.event)
    left, successor = leaving.staff_id, leaving.successor_id
    if active_staff(left) is not None:  # she was let back in before this ran
        return
    hers = Case.objects.filter(assignee_id=left).exclude(status=CLOSED).order_by("pk")
    there: dict[int, set[int]] = {}
    for case_id, team_id in list(hers.values_list("pk", "team_id")):
        takes_over = successor in there.setdefault(team_id, team_members(team_id))
        assign_case(actor=Actor.system("cases"), case_id=case_id, staff_id=successor if takes_over else None)
