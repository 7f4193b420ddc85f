"""A figure period by period as columns; drawn like the months of a clause."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.dateformat import format as format_date
from django.utils.translation import pgettext

from fuwutai.desk.evidence.chart import Chart, column_at
from fuwutai.desk.reports.asking import Asked, days_words
from fuwutai.desk.reports.figures import amount
from fuwutai.domain.analytics.choices import DAY, MONTH
from fuwutai.domain.analytics.metrics import PERCENT, Metric
from fuwutai.domain.analytics.periods import Period


def chart_of(asked: Asked, metric: Metric, sums: Sequence[Mapping[str, int]]) -> Chart:
    """Return the columns of some periods; the scale of shares ends at 100 %, of others at the highest."""
    values = [metric.value(one) for one in sums]
    top = 100.0 if metric.unit == PERCENT else max([one or 0.0 for one in values] + [1.0])
    columns: list[dict[str, Any]] = []
    for place, (period, value) in enumerate(zip(asked.periods, values, strict=True)):
        text = amount(metric, value)
        columns.append(
            {
                **column_at(place, len(values), (value or 0.0) / top),
                "month": days_words(period),
                "short": _short(asked.every, period),
                "value": text if value is not None else "",
                "said": text,
                "tone": "plain",
                "is_empty": not value,
            }
        )
    return Chart(columns=columns, target_y=None, target="")


def _short(every: str, period: Period) -> str:
    if every == MONTH:
        return format_date(period.first, pgettext("chart", "M"))
    if every == DAY:
        return format_date(period.first, pgettext("chart day", "j M"))
    return format_date(period.first, pgettext("chart week", "j M"))
