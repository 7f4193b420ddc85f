"""Rows of figures as a page shows them: each with its formula and the way to its cases."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from fuwutai.desk.cases.clocks import worked
from fuwutai.desk.evidence.asking import Asked, period_words
from fuwutai.domain.evidence.attainment import Row
from fuwutai.domain.evidence.choices import (
    CANCELLED,
    DAY_ONLY,
    DECIDED,
    KEPT,
    MISSED,
    NONE,
    OPEN,
    REOPENED,
    RESOLVED,
    STOPPED,
    WEEK,
)
from fuwutai.domain.evidence.periods import week_days

NO_FIGURE = "–"
PERCENT = "percent"


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure: what it is called, how it is said, its formula, and the address of its cases; `tone` colours it."""

    name: str
    label: str
    text: str
    formula: str
    url: str
    tone: str = ""


def formulas() -> dict[str, tuple[str, str]]:
    """Return by figure what it is called, and how it is counted, in words."""
    return {
        PERCENT: (_("Attainment"), _("Kept ÷ (kept + missed); no figure as long as none is decided")),
        KEPT: (pgettext("promise", "Kept"), _("Ended in time")),
        MISSED: (pgettext("promise", "Missed"), _("The deadline passed, whatever came later")),
        OPEN: (pgettext("promise", "Still open"), _("Not over and in time so far; not part of the attainment")),
        CANCELLED: (pgettext("promise", "Called off"), _("Ended before it was due, as by a merge; left out")),
        "median": (_("Median time"), _("Half of those that ended took no more working time")),
        "p90": (_("90 % within"), _("Nine of ten that ended took no more working time (nearest rank)")),
        REOPENED: (pgettext("promise", "Reopened"), _("Of the same cases: taken up again ÷ resolved")),
        DAY_ONLY: (pgettext("promise", "By day only"), _("Of words in the case only the day is known, not the time")),
    }


def formula_of(only: str) -> str:
    """Return how the promises of a set are chosen, in words; nothing where its name says it all."""
    return formulas().get(only, ("", ""))[1] if only != REOPENED else ""


def shown_row(row: Row, asked: Asked, by: str) -> dict[str, Any]:
    """Return a row with its label, the way into it, its bar, and its figures in the order of the columns."""
    figures = _figures(row, asked, by)
    return {
        "key": row.key,
        "label": row.label,
        "note": _week(row.key) if by == WEEK else "",
        "url": "" if by == NONE else asked.into(by, row.key),
        "percent": row.percent,
        "lead": figures[PERCENT],
        "figures": [one for name, one in figures.items() if name not in (PERCENT, DAY_ONLY)],
        "day_only": figures[DAY_ONLY] if row.day_only else None,
        "promises": row.promises,
    }


def share(percent: float | None) -> str:
    """Return a share as it is written; where there is none, no number that could be mistaken for one."""
    return NO_FIGURE if percent is None else _("%(n)s %%") % {"n": f"{percent:.1f}"}


def _figures(row: Row, asked: Asked, by: str) -> dict[str, Figure]:
    narrowing = asked.narrowing if by == NONE else {**asked.narrowing, by: row.key}
    texts = {
        PERCENT: (share(row.percent), DECIDED),
        KEPT: (row.kept, KEPT),
        MISSED: (row.missed, MISSED),
        OPEN: (row.open, OPEN),
        CANCELLED: (row.cancelled, CANCELLED),
        "median": (_used(row, 50), STOPPED),
        "p90": (_used(row, 90), STOPPED),
        REOPENED: (share(row.reopened_percent), REOPENED if row.cases_reopened else RESOLVED),
        DAY_ONLY: (row.day_only, DAY_ONLY),
    }
    said = formulas()
    return {
        name: Figure(
            name=name,
            label=said[name][0],
            text=str(text),
            formula=said[name][1],
            url=asked.url("attainment_cases", narrowing=narrowing, only=only),
            tone="red" if name == MISSED and row.missed else "",
        )
        for name, (text, only) in texts.items()
    }


def _used(row: Row, percentile: int) -> str:
    seconds = row.used_seconds.get(percentile)
    if seconds is None:
        return NO_FIGURE
    return worked(seconds // 60 * 60 if seconds >= 60 else seconds)  # seconds count only where there is no minute


def _week(key: str) -> str:
    monday, next_monday = week_days(key)
    return period_words(monday, next_monday - timedelta(days=1))
