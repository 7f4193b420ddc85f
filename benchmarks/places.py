"""Which cases of a filled centre are worth looking at: read past the product, since only the measuring needs it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, QuerySet

MANY = 60
"""So many cases of a kind are looked at by turns, so that not one of them alone stands in every cache."""


@dataclass(frozen=True, slots=True)
class Places:
    """What one actor is to look at; ids of cases, the narrow actor's own team, and somebody with much to do."""

    short: Sequence[int]
    long: Sequence[int]
    loyal: Sequence[int]
    live: Sequence[int]
    team_id: int
    busiest: int


def places_of(username: str, *, wide: bool) -> Places:
    """Return what a person is to look at: cases with 10 and 50 messages, those of the customers who write most, and
    live ones, of all teams or of the person's own."""
    from fuwutai.domain.accounts.models import Membership, Staff
    from fuwutai.domain.cases.choices import ACTIVE
    from fuwutai.domain.cases.models import Case

    person = Staff.objects.get(username=username)
    team = Membership.objects.filter(staff=person).order_by("pk").values_list("team_id", flat=True)[0]
    cases = Case.objects.all() if wide else Case.objects.filter(team_id=team)
    live = cases.filter(status__in=ACTIVE)
    loads = live.filter(assignee__isnull=False).values("assignee_id").annotate(n=Count("pk")).order_by("-n")
    return Places(
        short=_with_messages(cases, 10),
        long=_with_messages(cases, 50),
        loyal=_of_loyal_customers(cases),
        live=list(live.order_by("-pk").values_list("pk", flat=True)[: 5 * MANY]),
        team_id=team,
        busiest=loads[0]["assignee_id"],
    )


def _with_messages(cases: "QuerySet[Any]", count: int) -> list[int]:
    """Return cases with so many messages, the newest; where there is none, those with most."""
    from fuwutai.domain.cases.models import Message

    counted = Message.objects.filter(case__in=cases.values("pk")).values("case_id").annotate(n=Count("pk"))
    exact = list(counted.filter(n=count).order_by("-case_id").values_list("case_id", flat=True)[:MANY])
    return exact or list(counted.order_by("-n").values_list("case_id", flat=True)[:1])


def _of_loyal_customers(cases: "QuerySet[Any]") -> list[int]:
    """Return one case of each of the customers with most cases."""
    from fuwutai.domain.cases.models import Case

    ranked = Case.objects.values("customer_id").annotate(n=Count("pk")).order_by("-n")[: MANY // 3]
    customers = [row["customer_id"] for row in ranked]
    newest = cases.filter(customer_id__in=customers).order_by("customer_id", "-pk").values_list("customer_id", "pk")
    return list(dict(reversed(list(newest))).values())
