"""A figure month by month as columns: where each stands in a drawing, and the line of its target."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.dateformat import format as format_date
from django.utils.translation import pgettext

from fuwutai.desk.evidence.saying import value_words
from fuwutai.domain.evidence.choices import BELOW, MET
from fuwutai.domain.evidence.figures import Counted
from fuwutai.domain.evidence.labels import amount_words
from fuwutai.domain.evidence.trend import Month

WIDTH, HEIGHT, FOOT, HEAD = 720, 180, 24, 20
"""Of the drawing; months stand in the foot, numbers in the head."""
TONES = {MET: "good", BELOW: "bad"}


@dataclass(frozen=True, slots=True)
class Chart:
    """Columns from left to right, and the height of the target line, None without a target."""

    columns: Sequence[dict[str, Any]]
    target_y: float | None
    target: str
    width: int = WIDTH
    height: int = HEIGHT


def chart_of(months: Sequence[Month]) -> Chart:
    """Return the columns of some months; the scale of shares ends at 100 %, of others at the highest."""
    figures = [month.counted for month in months]
    bound = next((one for figure in figures for one in (figure.at_least, figure.at_most) if one is not None), None)
    top = _top(figures, bound)
    columns = []
    for place, month in enumerate(months):
        columns.append(
            {
                **column_at(place, len(months), (month.counted.value or 0.0) / top),
                "month": format_date(month.first, pgettext("chart", "M Y")),
                "short": format_date(month.first, pgettext("chart", "M")),
                "value": amount_words(month.counted.value, month.counted.unit) if month.counted.whole else "",
                "said": value_words(month.counted),
                "tone": TONES.get(month.counted.state, "plain"),
                "is_empty": not month.counted.whole,
            }
        )
    target_y = None if bound is None else round(HEIGHT - FOOT - min(1.0, bound / top) * (HEIGHT - FOOT - HEAD), 1)
    unit = figures[0].unit if figures else "count"
    return Chart(columns=columns, target_y=target_y, target="" if bound is None else amount_words(bound, unit))


def column_at(place: int, number: int, share: float) -> dict[str, Any]:
    """Return where one of so many columns stands in the drawing; `share`: of the height, at most all of it."""
    step = WIDTH / max(1, number)
    tall = round(min(1.0, share) * (HEIGHT - FOOT - HEAD), 1)
    return {
        "x": round(place * step + step * 0.15, 1),
        "middle": round((place + 0.5) * step, 1),
        "wide": round(step * 0.7, 1),
        "end": round(place * step + step * 0.85, 1),
        "y": round(HEIGHT - FOOT - tall, 1),
        "tall": tall,
    }


def _top(figures: Sequence[Counted], bound: float | None) -> float:
    if figures and figures[0].unit == "percent":
        return 100.0
    return max([figure.value or 0.0 for figure in figures] + [bound or 0.0, 1.0])
