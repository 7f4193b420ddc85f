"""The cases behind a figure of a report."""

from datetime import timedelta
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.http import urlencode

from fuwutai.desk.access import StaffRequest, staff_page
from fuwutai.desk.evidence.forms import DaysForm
from fuwutai.desk.reports.asking import days_words
from fuwutai.domain.analytics.choices import DIMENSIONS
from fuwutai.domain.analytics.metrics import METRICS
from fuwutai.domain.analytics.periods import Period
from fuwutai.domain.analytics.queries import cases_behind
from fuwutai.kernel.errors import NotFound
from fuwutai.kernel.text import storable


@staff_page(permission="overview.view", statements=12)
def report_cases(request: StaffRequest) -> HttpResponse:
    """List the cases of `?figure=&first=&last=` and a narrowing; `only=rest`: those below the line, not above.

    Raises: NotFound for what no report links to.
    """
    metric = METRICS.get(request.GET.get("figure", ""))
    form = DaysForm(request.GET)
    narrowing = {name: request.GET[name] for name in DIMENSIONS if name in request.GET}
    if metric is None or not form.is_valid() or not all(storable(key) for key in narrowing.values()):
        raise NotFound
    first, last = form.cleaned_data["first"], form.cleaned_data["last"]
    if first is None or last is None:
        raise NotFound
    rest = bool(metric.whole) and request.GET.get("only") == "rest"
    period, cursor = Period(first, last + timedelta(days=1)), request.GET.get("after")
    found = cases_behind(request.actor, metric, period, narrowing, rest=rest, cursor=cursor)
    about = {"figure": metric.code, "first": first, "last": last, **narrowing}
    here = {**about, "only": "rest"} if rest else about
    context: dict[str, Any] = {
        "metric": metric,
        "words": days_words(period),
        "rest": rest,
        "rows": found.rows,
        "other_url": _url(about) if rest else _url({**about, "only": "rest"}),
        "first_url": _url(here) if cursor else "",
        "next_url": _url({**here, "after": found.next}) if found.next else "",
    }
    return render(request, "desk/reports/cases.html", context)


def _url(asked: dict[str, Any]) -> str:
    return f"?{urlencode(asked)}"
