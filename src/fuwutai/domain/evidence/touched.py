"""Which cases two figures that disagree have touched: cases that fit both."""

from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import Any

from django.db.models import Count, Q, QuerySet

from fuwutai.domain.cases.queries import visible_cases
from fuwutai.domain.standards.conflicts import LINE, Conflict
from fuwutai.domain.standards.disagreeing import both
from fuwutai.domain.standards.registry import CASE_FACTS
from fuwutai.domain.standards.rules import CATEGORY, fits
from fuwutai.kernel import clock
from fuwutai.kernel.actors import Actor
from fuwutai.kernel.paging import Page, page

DAYS = 90
CLOCK = "sla."


def touches_cases(conflict: Conflict) -> bool:
    """Return whether a conflict is about single cases: clocks are, figures of many cases and schedules are not."""
    return conflict.one.kind.startswith(CLOCK)


def cases_touched(actor: Actor, conflicts: Iterable[Conflict], days: int = DAYS) -> dict[tuple[int, int], int]:
    """Return how many cases the actor sees that were opened in the last days and that both figures hold for.

    By the ids of the two; conflicts that touch no single case are left out. Of a pair that disagrees on paper only:
    how many it would touch if both were obeyed. Cases count by what they are now; an exclusion of a manual that holds
    for some of them only is not taken off. Cost: 1 statement, none for no conflicts.
    """
    asked = [one for one in conflicts if touches_cases(one)]
    if not asked:
        return {}
    facts = {conflict.ids: _facts(conflict) for conflict in asked}
    keys = sorted({LINE, *(key for scope in facts.values() for key in scope)})
    groups = list(_opened(actor, days).order_by().values(*keys).annotate(cases=Count("pk")))
    return {one.ids: sum(group["cases"] for group in groups if _holds(one, facts[one.ids], group)) for one in asked}


def touched_cases(actor: Actor, conflict: Conflict, cursor: str | None, days: int = DAYS, size: int = 50) -> Page[Any]:
    """Return one page of the cases that `cases_touched` counts, the latest first, with team and assignee at hand.

    Raises: Invalid for a cursor of another list. Cost: 1 statement.
    """
    if not touches_cases(conflict):
        return Page(rows=[], next=None)
    wanted = Q()
    for key, code in _facts(conflict).items():
        wanted &= Q(category=code) | Q(category__startswith=f"{code}.") if key == CATEGORY else Q(**{key: code})
    if (lines := conflict.lines) is not None:
        wanted &= Q(line__in=lines.only) if lines.only is not None else ~Q(line__in=lines.apart_from)
    cases = _opened(actor, days).filter(wanted).select_related("team", "assignee")
    return page(cases, ("-opened_at", "-id"), cursor, size)


def _opened(actor: Actor, days: int) -> QuerySet[Any]:
    return visible_cases(actor).filter(opened_at__gte=clock.now() - timedelta(days=days))


def _facts(conflict: Conflict) -> dict[str, str]:
    facts = both(conflict.one.scope, conflict.other.scope)
    return {key: code for key, code in facts.items() if key in CASE_FACTS}


def _holds(conflict: Conflict, facts: Mapping[str, str], group: Mapping[str, str]) -> bool:
    return fits(facts, group) and (conflict.lines is None or conflict.lines.hold(group[LINE]))
