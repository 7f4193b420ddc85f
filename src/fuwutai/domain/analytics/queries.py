"""Every read of figures: sums of rollups in the reader's sight, and the cases behind them."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet, Sum

from fuwutai.domain.accounts.queries import centre_zone
from fuwutai.domain.analytics import choices as c
from fuwutai.domain.analytics.metrics import Metric
from fuwutai.domain.analytics.models import Figure, Mark
from fuwutai.domain.analytics.periods import Period, month_of
from fuwutai.domain.analytics.policies import countable, may_read_reports, sees_only_own
from fuwutai.domain.cases.queries import visible_cases
from fuwutai.kernel import clock
from fuwutai.kernel.actors import Actor
from fuwutai.kernel.errors import Refused
from fuwutai.kernel.paging import Page, page

Sums = Counter[str]
Key = str | int


@dataclass(frozen=True, slots=True)
class Group:
    """The sums of a group in a period and in the one before it."""

    now: Sums = field(default_factory=Counter)
    before: Sums = field(default_factory=Counter)


def centre_today() -> date:
    """Return the present day of the centre."""
    return clock.now().astimezone(centre_zone()).date()


def dimension_for(actor: Actor, wanted: str) -> str:
    """Return by what an actor's figures are grouped: who sees only what is hers, by person."""
    return c.PERSON if sees_only_own(actor) else wanted


def by_group(
    actor: Actor, dimension: str, now: Period, before: Period, team_id: int | None = None
) -> dict[Key, Group]:
    """Return the sums of two periods by the key of each group, a team's by its id; `before` lies before `now`.

    Raises: Refused. Cost: 2 statements over as many rows as there are groups and days.
    """
    by = "team_id" if dimension == c.TEAM else "key"
    rows = _in_sight(actor, dimension, team_id)
    flow = rows.filter(span=c.DAY, code__in=c.FLOW, first__gte=before.first, first__lt=now.until)
    found: dict[Key, Group] = {}
    of_flow = {
        "now": Sum("n", filter=Q(first__gte=now.first), default=0),
        "before": Sum("n", filter=Q(first__lt=before.until), default=0),
    }
    stock = rows.filter(code__in=c.STOCK).filter(_until(now.last, since=before.last))
    of_stock = {
        "now": Sum("n", filter=_until(now.last), default=0),
        "before": Sum("n", filter=_until(before.last), default=0),
    }
    asked: Sequence[tuple[Any, Any]] = ((flow, of_flow), (stock, of_stock))
    for queryset, sums in asked:
        for key, code, n, n_before in queryset.order_by().values_list(by, "code").annotate(**sums):
            if n or n_before:
                group = found.setdefault(key, Group())
                group.now[code] += n
                group.before[code] += n_before
    return found


def by_period(actor: Actor, every: str, periods: Sequence[Period], team_id: int | None = None) -> list[Sums]:
    """Return the sums of periods that follow each other. Raises: Refused. Cost: 2 statements."""
    rows = _in_sight(actor, dimension_for(actor, c.TEAM), team_id)
    span = c.MONTH if every == c.MONTH else c.DAY
    found = {one.first: Sums() for one in periods}
    first, until = periods[0].first, periods[-1].until
    flow = rows.filter(span=span, code__in=c.FLOW, first__gte=first, first__lt=until)
    for on, code, n in flow.order_by().values_list("first", "code").annotate(Sum("n")):
        found[max(one for one in found if one <= on)][code] += n
    ends = {f"end_{place}": Sum("n", filter=_until(one.last), default=0) for place, one in enumerate(periods)}
    stock = rows.filter(code__in=c.STOCK).filter(_until(periods[-1].last, since=periods[0].last))
    for code, *ended in stock.order_by().values_list("code").annotate(**ends):
        for one, n in zip(periods, ended, strict=True):
            found[one.first][code] += n
    return list(found.values())


def cases_behind(
    actor: Actor,
    metric: Metric,
    period: Period,
    narrowing: Mapping[str, str],
    *,
    rest: bool = False,
    cursor: str | None = None,
    size: int = 50,
) -> Page[Any]:
    """Return a page of the cases behind a figure, the latest first; `rest`: those below the line that are not above.

    `narrowing`: dimension → key. A case stands once, however often it counts. Raises: Refused. Cost: 1 statement.
    """
    if not may_read_reports(actor):
        raise Refused
    marks = Mark.objects.filter(countable(actor, "counted__"))
    if sees_only_own(actor):
        marks = marks.filter(staff_id=actor.id)
    for dimension, key in narrowing.items():
        marks = marks.filter(_narrowed(dimension, key))
    part = _marked(marks, metric.part, period)
    if rest:
        others = tuple(one for one in metric.whole if one not in metric.part)
        cases = visible_cases(actor).filter(pk__in=_marked(marks, others, period).values("counted_id"))
        cases = cases.exclude(pk__in=part.values("counted_id"))
    else:
        cases = visible_cases(actor).filter(pk__in=part.values("counted_id"))
    return page(cases.select_related("team", "assignee"), ("-opened_at", "-id"), cursor, size)


def _marked(marks: QuerySet[Mark], codes: Sequence[str], period: Period) -> QuerySet[Mark]:
    if codes and codes[0] in c.AGES:
        lasting = Q(until=None) | Q(until__gt=period.last)
        return marks.filter(lasting, code__in=codes, day__lte=period.last)
    return marks.filter(code__in=codes, day__gte=period.first, day__lt=period.until)


def _narrowed(dimension: str, key: str) -> Q:
    if dimension == c.PERSON:
        return Q(staff_id=int(key)) if key.isascii() and key.isdigit() and len(key) < 19 else Q(staff_id=None)
    if dimension == c.TEAM:
        return Q(counted__team_id=int(key)) if key.isascii() and key.isdigit() and len(key) < 19 else Q(pk__in=())
    if dimension == c.CATEGORY and key:
        return Q(counted__category=key) | Q(counted__category__startswith=f"{key}.")
    return Q(**{f"counted__{dimension}": key})


def _in_sight(actor: Actor, dimension: str, team_id: int | None) -> QuerySet[Figure]:
    if not may_read_reports(actor):
        raise Refused
    rows = Figure.objects.filter(countable(actor), dimension=dimension)
    if sees_only_own(actor):
        rows = rows.filter(dimension=c.PERSON, key=str(actor.id))
    return rows if team_id is None else rows.filter(team_id=team_id)


def _until(day: date, since: date | None = None) -> Q:
    """Return the condition of all rows that together say how it stands at the end of a day: whole months, then days.

    `since`: an earlier day for which the same rows must do.
    """
    month = month_of(day)
    first = month_of(since) if since else month
    return Q(span=c.MONTH, first__lt=month) | Q(span=c.DAY, first__gte=first, first__lte=day)
