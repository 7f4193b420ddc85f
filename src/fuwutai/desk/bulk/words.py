"""Bulk changes in words: how a run stands, and why a step is not possible for some cases."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from fuwutai.design.tones import Look
from fuwutai.domain.cases.actions.bulk import (
    DONE,
    FAILED,
    ITEM_STATES,
    KEPT,
    REASONS,
    RUNNING,
    STATES,
    STOPPED,
    UNDOING,
    UNDONE,
    WAITING,
    Hindrance,
)
from fuwutai.domain.cases.actions.registry import Step, told
from fuwutai.domain.cases.choices import STATUSES
from fuwutai.kernel.actors import Actor
from fuwutai.kernel.errors import Text

LOOKS = {
    WAITING: Look("slate", "hourglass"),
    RUNNING: Look("blue", "progress"),
    DONE: Look("green", "check"),
    STOPPED: Look("amber", "pause"),
    UNDOING: Look("blue", "progress"),
    UNDONE: Look("slate", "undo"),
}
USUAL: tuple[tuple[str, str, Text], ...] = (
    ("assign", "assign", pgettext_lazy("bulk", "Assign")),
    ("set_priority", "up", pgettext_lazy("bulk", "Priority")),
    ("tag", "list", pgettext_lazy("bulk", "Tag")),
    ("snooze", "clock", pgettext_lazy("bulk", "Snooze")),
    ("close", "check-circle", pgettext_lazy("bulk", "Close")),
)
"""What stands in the bar beneath a list; everything else is behind “More”."""


def bar(about: Mapping[str, str]) -> dict[str, Any]:
    """Return the bar for a list: what names the whole of it, and what is usually done."""
    return {"about": list(about.items()), "key": urlencode(sorted(about.items())), "usual": USUAL}


def state(run: Any) -> dict[str, str]:
    """Return the state of a run as a badge shows it."""
    look = LOOKS.get(run.state, Look("slate", "info"))
    return {"label": str(STATES.get(run.state, run.state)), "tone": look.tone, "icon": look.icon}


def hindrances(actor: Actor, steps: Sequence[Step], found: Iterable[Hindrance]) -> list[dict[str, Any]]:
    """Return why steps are not possible: for how many cases, why, and some of them."""
    lines = told(actor, steps)
    return [
        {"step": lines[one.step], "why": _why(one), "number": one.number, "examples": one.examples} for one in found
    ]


def _why(one: Hindrance) -> str:
    if one.why == "status":
        return _("is “%(status)s”") % {"status": STATUSES.get(one.status, one.status)}
    return str(REASONS.get(one.why, one.why))


def figures(run: Any, counts: Mapping[str, int]) -> list[dict[str, Any]]:
    """Return what came of the cases of a run, each with what it means."""
    undoes = run.state in (UNDOING, UNDONE)
    shown: list[tuple[str, str, Text, str]] = [
        (DONE, "check", gettext_lazy("every step was taken"), ""),
        (FAILED, "x", gettext_lazy("nothing was done, see below"), "amber"),
        (WAITING, "hourglass", gettext_lazy("nothing was done"), ""),
    ]
    if undoes:
        shown = [
            (UNDONE, "undo", gettext_lazy("as it was before"), ""),
            (KEPT, "lock", gettext_lazy("not taken back, see below"), "amber"),
            (DONE, "hourglass", gettext_lazy("still to be taken back"), ""),
            (FAILED, "x", gettext_lazy("nothing was done, see below"), ""),
        ]
    told_ones = [one for one in shown if counts[one[0]] or one[0] in (DONE, FAILED, UNDONE)]
    return [
        {
            "label": ITEM_STATES[code], "icon": icon, "count": counts[code], "note": note,
            "tone": tone if counts[code] else "",
        }
        for code, icon, note, tone in told_ones
    ]  # fmt: skip
