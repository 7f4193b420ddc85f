"""Figures as a report shows them: the value, how it moved, its formula, and the way to its cases."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from fuwutai.desk.cases.clocks import worked
from fuwutai.desk.evidence.figures import NO_FIGURE, share
from fuwutai.desk.reports.asking import Asked
from fuwutai.domain.analytics.choices import CATEGORY, CHANNEL, PRIORITY, TEAM, TYPE
from fuwutai.domain.analytics.metrics import METRICS, MINUTES, NEITHER, PERCENT, UP, Metric
from fuwutai.domain.analytics.periods import Period
from fuwutai.domain.cases.lists.keys import NOBODY
from fuwutai.domain.cases.lists.language import Term, written
from fuwutai.kernel.errors import Text

LISTED = (TEAM, CATEGORY, CHANNEL, TYPE, PRIORITY)
"""By these the query language of lists can say which cases were opened in some days."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """A figure in a cell. `moved`: against the period before, "" where it is not compared; `tone`: green or red."""

    code: str
    label: Text
    formula: Text
    text: str
    url: str
    before: str = ""
    moved: str = ""
    tone: str = ""


def figures_of(
    asked: Asked,
    now: Mapping[str, int],
    before: Mapping[str, int] | None,
    narrowing: Mapping[str, str],
    team_codes: Mapping[str, str],
    period: Period | None = None,
    metrics: Iterable[Metric] = METRICS.values(),
) -> list[Figure]:
    """Return the figures of one group; `narrowing`: what leads to its cases, dimension → key."""
    found = []
    for metric in metrics:
        value = metric.value(now)
        earlier = metric.value(before) if before is not None else None
        moved = None if value is None or earlier is None else round(value - earlier, 1)
        found.append(
            Figure(
                code=metric.code, label=metric.title, formula=metric.formula, text=amount(metric, value),
                url=_url(asked, metric, narrowing, team_codes, period or asked.now) if any(metric.numbers(now)) else "",
                before=amount(metric, earlier) if before is not None else "",
                moved="" if moved is None else difference(metric, moved), tone=_tone(metric, moved),
            )
        )  # fmt: skip
    return found


def amount(metric: Metric, value: float | None) -> str:
    """Return a value as it is written."""
    if metric.unit == PERCENT:
        return share(value)
    if value is None:
        return NO_FIGURE
    return worked(int(value) * 60) if metric.unit == MINUTES and value else f"{value:,.0f}"


def difference(metric: Metric, moved: float) -> str:
    """Return a difference with its sign; that of shares is in points, and of nothing nothing is said."""
    if not moved:
        return ""
    if metric.unit == PERCENT:
        return pgettext("difference", "%(n)s points") % {"n": _signed(f"{moved:+.1f}")}
    return _("%(n)s min") % {"n": _signed(f"{moved:+,.0f}")} if metric.unit == MINUTES else _signed(f"{moved:+,.0f}")


def _signed(number: str) -> str:
    return number.replace("-", "−")


def _tone(metric: Metric, moved: float | None) -> str:
    if not moved or metric.better == NEITHER:
        return ""
    return "green" if (moved > 0) == (metric.better == UP) else "red"


def _url(
    asked: Asked, metric: Metric, narrowing: Mapping[str, str], team_codes: Mapping[str, str], period: Period
) -> str:
    """Return where the cases of a figure are: in an ordinary list where its language can say which, else beside it."""
    if metric.code == "opened" and set(narrowing) <= set(LISTED):
        terms = [Term(key="opened", sign=":", values=(f"{period.first}..{period.last}",))]
        for dimension, key in narrowing.items():
            value = team_codes.get(key, key) if dimension == TEAM else key
            terms.append(Term(key=dimension, sign=":", values=(value or NOBODY,)))
        return f"{reverse('desk:case_list')}?{urlencode({'q': written(terms), 'order': 'opened'})}"
    wanted: dict[str, Any] = {"figure": metric.code, "first": period.first, "last": period.last, **narrowing}
    return f"{reverse('desk:report_cases')}?{urlencode(wanted)}"
