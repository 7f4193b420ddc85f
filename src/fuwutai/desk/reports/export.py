"""A report as a file: what the page shows, the formulas under it."""

from collections.abc import Iterator, Sequence
from typing import Any

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _

from fuwutai.desk.access import StaffRequest, staff_page
from fuwutai.desk.downloads import form_of, table
from fuwutai.desk.reports.asking import GROUPS, PERIOD, Asked, ReportForm, days_words, said_in
from fuwutai.desk.reports.groups import named, total
from fuwutai.domain.accounts.queries import visible_teams
from fuwutai.domain.analytics.metrics import METRICS, PERCENT, Metric
from fuwutai.domain.analytics.queries import Group, by_group, by_period


@staff_page(permission="overview.view", statements=12)
def report_export(request: StaffRequest) -> HttpResponseBase:
    """Send what the page shows: `?form=csv|xlsx` and what the page is asked."""
    teams = list(visible_teams(request.actor))
    form = ReportForm(said_in(request.GET), teams)
    if not form.is_valid():
        answer: HttpResponse = render(request, "desk/reports/reports.html", {"form": form}, status=422)
        return answer
    asked = Asked.of(request.actor, form)
    if asked.by == PERIOD:
        series = by_period(request.actor, asked.every, asked.periods, asked.team_id)
        rows = [(days_words(one), Group(now=sums)) for one, sums in zip(asked.periods, series, strict=True)]
        is_compared = False
    else:
        found = by_group(request.actor, asked.dimension, asked.now, asked.before, asked.team_id)
        rows = [(one.label, one.group) for one in named(asked.dimension, found, teams)]
        rows.append((_("Together"), total(found)))
        is_compared = True
    name = f"report-{asked.now.first:%Y%m%d}-{asked.now.last:%Y%m%d}"
    lines = _lines(asked, rows, is_compared=is_compared)
    return table(lines, form_of(request.GET.get("form")), name, title=_("Reports"))


def _lines(asked: Asked, rows: Sequence[tuple[str, Group]], *, is_compared: bool) -> Iterator[list[Any]]:
    metrics = list(METRICS.values())
    head = [_title(one) for one in metrics]
    earlier = [f"{title} · {asked.words_before}" for title in head] if is_compared else []
    yield [str(GROUPS[asked.by if asked.by == PERIOD else asked.dimension]), *head, *earlier]
    for label, group in rows:
        before = [_cell(one.value(group.before)) for one in metrics] if is_compared else []
        yield [label, *(_cell(one.value(group.now)) for one in metrics), *before]
    yield []
    yield [_("Days"), asked.words]
    for one in metrics:
        yield [_title(one), str(one.formula)]


def _title(metric: Metric) -> str:
    return f"{metric.title} (%)" if metric.unit == PERCENT else str(metric.title)


def _cell(value: float | None) -> Any:
    return "" if value is None else value
