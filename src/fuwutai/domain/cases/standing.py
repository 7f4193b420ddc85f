"""How cases stand, for whoever counts them: the facts by which figures are grouped, and which cases there are."""

from collections.abc import Collection, Iterable
from typing import NamedTuple

from fuwutai.domain.cases.models import Case


class Standing(NamedTuple):
    """A case as it is now."""

    case_id: int
    team_id: int
    assignee_id: int | None
    category: str
    channel: str
    type: str
    priority: str
    restricted: bool


def standings_of(case_ids: Iterable[int]) -> dict[int, Standing]:
    """Return how cases stand now, by their ids. Cost: 1 statement."""
    rows = Case.objects.filter(pk__in=list(case_ids)).values_list("pk", *Standing._fields[1:])
    return {row[0]: Standing(*row) for row in rows}


def cases_of_customers(customer_ids: Collection[int]) -> set[int]:
    """Return the ids of the cases of some customers. Cost: 1 statement, none for no customers."""
    if not customer_ids:
        return set()
    return set(Case.objects.filter(customer_id__in=customer_ids).values_list("pk", flat=True))


def newest_case_ids(below: int | None, limit: int) -> list[int]:
    """Return ids of cases below one (None = all), the newest first. Cost: 1 statement."""
    cases = Case.objects.all() if below is None else Case.objects.filter(pk__lt=below)
    return list(cases.order_by("-pk").values_list("pk", flat=True)[:limit])
