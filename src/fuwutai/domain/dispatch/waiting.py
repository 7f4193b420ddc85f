"""What waits in a team for somebody, in the order in which it is given."""

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Any

from django.db.models import Case, Count, Min, Q, QuerySet, Value, When

from fuwutai.domain.cases.choices import EMERGENCY, URGENT
from fuwutai.domain.cases.queries import visible_cases
from fuwutai.domain.dispatch.people import DISPATCH, IN_HAND
from fuwutai.domain.dispatch.rules import Matter, Wanted, wants_of
from fuwutai.domain.dispatch.settings import Sharing
from fuwutai.kernel import clock
from fuwutai.kernel.actors import Actor

MOST_LOOKED_AT = 1_000
"""So many waiting cases are looked at in one go; more than that never fit into the hands of a team at once."""


def waiting_cases(actor: Actor) -> QuerySet[Any]:
    """Return the cases in sight that nobody has and somebody should: new or in work, not snoozed."""
    awake = Q(snoozed_until=None) | Q(snoozed_until__lte=clock.now())
    return visible_cases(actor).filter(awake, assignee_id=None, status__in=IN_HAND)


def in_turn(cases: QuerySet[Any], sharing: Sharing) -> QuerySet[Any]:
    """Return cases as they are given: emergencies, then what is urgent and customers who come first, then by promise.

    Source: S0-5.2-2.
    """
    rank = Case(
        When(priority=EMERGENCY, then=Value(0)),
        When(Q(priority=URGENT) | Q(tier__in=sharing.first_tiers), then=Value(1)),
        default=Value(2),
    )
    ranked: QuerySet[Any] = cases.annotate(rank=rank)
    return ranked.order_by("rank", "due_at", "id")


def matters_of(team_id: int, sharing: Sharing, wanted: Iterable[Wanted], people: Collection[int]) -> list[Matter]:
    """Return what waits in a team, in its turn. Cost: 1 statement, 2 more where the same person comes first."""
    cases = in_turn(waiting_cases(DISPATCH).filter(team_id=team_id), sharing)
    rows = list(
        cases.values_list("pk", "channel", "type", "category", "restricted", "customer_id")[:MOST_LOOKED_AT]
    )
    served = served_by({row[5] for row in rows}, people) if sharing.same_person_first else {}
    known = list(wanted)
    return [
        Matter(
            case_id=pk, channel=channel, wants=wants_of(known, type, category), restricted=restricted,
            served_by=served.get(customer_id),
        )
        for pk, channel, type, category, restricted, customer_id in rows
    ]  # fmt: skip


def matter_of(case: Any, wanted: Iterable[Wanted]) -> Matter:
    """Return a case as sharing out looks at it."""
    wants = wants_of(wanted, case.type, case.category)
    return Matter(case_id=case.pk, channel=case.channel, wants=wants, restricted=case.restricted)


def served_by(customer_ids: Collection[int], people: Collection[int]) -> dict[int, int]:
    """Return customer → who of some people had a case of theirs last. Cost: 1 statement, none for no customers."""
    if not customer_ids or not people:
        return {}
    held = visible_cases(DISPATCH).filter(customer_id__in=customer_ids, assignee_id__in=people)
    pairs = held.order_by("opened_at", "pk").values_list("customer_id", "assignee_id")
    return {customer_id: staff_id for customer_id, staff_id in pairs if staff_id is not None}


def teams_that_wait(team_ids: Collection[int]) -> list[int]:
    """Return in which of some teams something waits. Cost: 1 statement by the index of cases that nobody has."""
    found = waiting_cases(DISPATCH).filter(team_id__in=team_ids).order_by()
    return sorted(set(found.values_list("team_id", flat=True).distinct()))


def waiting_by_team(actor: Actor) -> dict[int, tuple[int, datetime]]:
    """Return team → how many cases in sight wait there for somebody, and since when the oldest. Cost: 1 statement."""
    rows = waiting_cases(actor).order_by().values_list("team_id").annotate(Count("id"), Min("status_since"))
    return {team_id: (number, since) for team_id, number, since in rows}
