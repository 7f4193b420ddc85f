"""How the figures follow the journal: block after block of what was sealed, in one transaction with the place reached.

Whoever is killed in between has changed nothing; the next one reads the same block again.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from fuwutai.domain.analytics.counting import CASES_AT_A_TIME, count_cases
from fuwutai.domain.cases.standing import cases_of_customers, newest_case_ids
from fuwutai.domain.customers.events import CustomerRestricted, CustomersMerged, MergerUndone
from fuwutai.domain.customers.person import whole_ids
from fuwutai.kernel.following import followed, followed_until, standing_still, start_following
from fuwutai.kernel.jobs import enqueue
from fuwutai.kernel.models import JournalEntry, OutboxRow

FOLLOWER, OLDER = "analytics.figures", "analytics.count_older"
BLOCKS_AT_A_TIME = 5
CHANGES_SIGHT = frozenset(one.code for one in (CustomerRestricted, CustomersMerged, MergerUndone))
"""What makes cases known to few, or to all again, is told of their customer and not of them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reached:
    """How far the figures are: `until` the moment up to which all is counted, None = nothing is.

    `older`: cases from before this began are still being counted.
    """

    until: datetime | None
    older: bool


def follow_figures() -> int:
    """Count what was written since the last time, and return how many cases count otherwise now.

    The first time every case is promised to be counted, the newest first.
    """
    changed = 0
    while (more := follow_some()) is not None:
        changed += more
    return changed


def follow_some() -> int | None:
    """Count the next blocks, and return how many cases count otherwise now; None where nothing is left to read."""
    if start_following(FOLLOWER):
        enqueue(OLDER, {"below": None}, unique_key=OLDER)
    with followed(FOLLOWER, BLOCKS_AT_A_TIME) as entries:
        changed = count_cases(_cases_of(entries))
    return changed if entries else None


def count_older(below: int | None) -> int | None:
    """Count some cases below an id (None = all), the newest first; return the id to go on from, None at the end."""
    with standing_still(FOLLOWER):
        ids = newest_case_ids(below, CASES_AT_A_TIME)
        count_cases(ids)
    return ids[-1] if ids else None


def reached() -> Reached:
    """Return how far the figures follow. Cost: 2 statements."""
    return Reached(until=followed_until(FOLLOWER), older=OutboxRow.objects.filter(name=OLDER).exists())


def _cases_of(entries: Iterable[JournalEntry]) -> set[int]:
    touched = {one.subject_id for one in entries if one.subject == "case"}
    customers: set[int] = set()
    for one in entries:
        if one.code in CHANGES_SIGHT:
            for customer_id in {one.subject_id, one.data.get("absorbed_id", one.subject_id)}:
                customers |= whole_ids(customer_id) | {customer_id}
    return touched | cases_of_customers(customers)
