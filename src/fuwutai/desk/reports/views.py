"""The page of reports: figures side by side, drawn over time, and by group."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render

from fuwutai.desk.access import StaffRequest, staff_page
from fuwutai.desk.reports.asking import GROUPS, PERIOD, Asked, ReportForm, days_words, said_in
from fuwutai.desk.reports.chart import chart_of
from fuwutai.desk.reports.figures import figures_of
from fuwutai.desk.reports.groups import Named, named, total
from fuwutai.domain.accounts.queries import visible_teams
from fuwutai.domain.analytics.choices import AGES, TEAM
from fuwutai.domain.analytics.following import reached
from fuwutai.domain.analytics.metrics import METRICS, PAIRS
from fuwutai.domain.analytics.queries import Group, by_group, by_period

PAGE = "desk/reports/reports.html"


@staff_page(permission="overview.view", statements=12)
def reports(request: StaffRequest) -> HttpResponse:
    """Show the figures of a day, week or month: `?every=&day=&by=&team=&figure=`."""
    teams = list(visible_teams(request.actor))
    form = ReportForm(said_in(request.GET), teams)
    context: dict[str, Any] = {"form": form, "formulas": [(one.title, one.formula) for one in METRICS.values()]}
    if not form.is_valid():
        return render(request, PAGE, context, status=422)
    asked = Asked.of(request.actor, form)
    codes = {str(team.pk): team.code for team in teams}
    found = by_group(request.actor, asked.dimension, asked.now, asked.before, asked.team_id)
    series = by_period(request.actor, asked.every, asked.periods, asked.team_id)
    whole, only = total(found), {} if asked.team_id is None else {TEAM: str(asked.team_id)}
    metric = METRICS[asked.figure]
    context |= {
        "asked": asked,
        "csv_url": asked.url("report_export", form="csv"),
        "xlsx_url": asked.url("report_export", form="xlsx"),
        "reached": reached(),
        "is_empty": not any(whole.now.values()) and not any(whole.before.values()),
        "pairs": _pairs(asked, whole, only, codes),
        "ages": [(words, whole.now[code], whole.before[code]) for code, (_from, _to, words) in AGES.items()],
        "metric": metric,
        "chart": chart_of(asked, metric, series),
        "group": GROUPS[asked.by if asked.by == PERIOD else asked.dimension],
        "rows": [
            _row(asked, one, only, codes) for one in named(asked.dimension, found, teams)
        ] if asked.by != PERIOD else [
            {
                "label": days_words(period), "depth": 0,
                "figures": figures_of(asked, sums, None, only, codes, period=period),
            }
            for period, sums in reversed([*zip(asked.periods, series, strict=True)])
        ],
    }  # fmt: skip
    return render(request, PAGE, context)


def _pairs(asked: Asked, whole: Group, only: dict[str, str], codes: dict[str, str]) -> list[list[Any]]:
    """Return the figures of all groups together, those side by side that may not be looked at alone."""
    figures = {one.code: one for one in figures_of(asked, whole.now, whole.before, only, codes)}
    return [[figures[code] for code in pair] for pair in PAIRS]


def _row(asked: Asked, one: Named, only: dict[str, str], codes: dict[str, str]) -> dict[str, Any]:
    narrowing = {**only, asked.dimension: one.key}
    return {
        "label": one.label,
        "depth": min(one.depth, 3),
        "figures": figures_of(asked, one.group.now, one.group.before, narrowing, codes),
    }
