"""Trials in words and figures."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from fuwutai.desk.cases.clocks import worked
from fuwutai.desk.evidence.asking import period_words
from fuwutai.desk.evidence.figures import share
from fuwutai.domain.evidence.attainment import Tally
from fuwutai.domain.evidence.choices import (
    CANCELLED,
    KEPT,
    MISSED,
    OPEN,
    OUTCOMES,
    TRIAL_DONE,
    TRIAL_FAILED,
    TRIAL_RUNNING,
    TRIAL_STATES,
    TRIAL_STOPPED,
    TRIAL_WAITING,
)
from fuwutai.domain.sla.choices import CLOCKS

LOOKS = {
    TRIAL_WAITING: ("slate", "clock"),
    TRIAL_RUNNING: ("blue", "refresh"),
    TRIAL_DONE: ("green", "check"),
    TRIAL_STOPPED: ("amber", "pause"),
    TRIAL_FAILED: ("red", "error"),
}
NO_FIGURE = "–"


def state(trial: Any) -> dict[str, Any]:
    """Return the state of a trial as a badge."""
    tone, icon = LOOKS[trial.state]
    return {"label": TRIAL_STATES[trial.state], "tone": tone, "icon": icon}


def failure(trial: Any) -> str:
    """Return why a trial failed and what to do, "" when it did not."""
    if trial.state != TRIAL_FAILED:
        return ""
    if trial.problem == "nobody":
        return _("Whoever asked for it no longer works here. Ask for a trial of your own.")
    return _("The draft was decided or changed meanwhile. Look at it, and ask for a new trial if you still need one.")


def period(trial: Any) -> str:
    """Return the days over which the draft was tried."""
    return period_words(trial.since, trial.until - timedelta(days=1) if trial.until else None)


def presets(version_id: int) -> list[dict[str, str]]:
    """Return often used periods, each with the address that fills them in."""
    today = timezone.localdate()
    lengths = [(_("Last 30 days"), 30), (_("Last 90 days"), 90), (_("Last 365 days"), 365)]
    here = reverse("desk:trials", args=[version_id])
    spans = [
        {"label": label, "url": f"{here}?{urlencode({'first': today - timedelta(days=days - 1), 'last': today})}"}
        for label, days in lengths
    ]
    return [*spans, {"label": _("All cases"), "url": here}]


def clocks(result: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return the figures of each clock, as they were and as they would have been."""
    return [
        {"label": CLOCKS.get(code, code), "lines": _lines(Tally(**sides["before"]), Tally(**sides["after"]))}
        for code, sides in result["clocks"].items()
    ]


def hours(result: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return how many promises fall due in each hour of the day, before and after; `most` is the longest bar."""
    before, after = result["due"]["before"], result["due"]["after"]
    most = max([*before, *after, 1])
    return [
        {"hour": f"{hour:02d}:00", "before": was, "after": would, "most": most}
        for hour, (was, would) in enumerate(zip(before, after, strict=True))
    ]


def side_title(side: str) -> str:
    """Return what the promises of a side have in common."""
    return _("Kept, would have been missed") if side == "lost" else _("Missed, would have been kept")


def flip(row: Any) -> dict[str, Any]:
    """Return a promise that changes sides, in words."""
    return {
        "case": row.case,
        "clock": CLOCKS.get(row.definition, row.definition),
        "started_at": row.started_at,
        "before": _used(row.before_used_seconds, row.before_target_seconds),
        "after": _used(row.after_used_seconds, row.after_target_seconds),
    }


def _used(used: int | None, target: int | None) -> str:
    if used is None or target is None:
        return pgettext("promise", "none")
    return _("%(used)s of %(target)s") % {"used": worked(used), "target": worked(target)}


def _lines(before: Tally, after: Tally) -> list[dict[str, Any]]:
    was, would = before.percent, after.percent
    points = None if was is None or would is None else round(would - was, 1)
    change = NO_FIGURE if points is None else pgettext("difference", "%(n)s points") % {"n": _signed(points)}
    lines = [{"label": _("Attainment"), "before": share(was), "after": share(would), "difference": change}]
    for name in (KEPT, MISSED, OPEN, CANCELLED):
        count, other = getattr(before, name), getattr(after, name)
        lines.append({"label": OUTCOMES[name], "before": count, "after": other, "difference": _signed(other - count)})
    return lines


def _signed(number: float) -> str:
    return f"{number:+}".replace("-", "−") if number else "0"
