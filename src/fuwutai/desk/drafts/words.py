"""Versions and what happened to them, as pages say it."""

from collections.abc import Collection, Iterable
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from fuwutai.desk.manuals.changes import numbers_of
from fuwutai.desk.standards.saying import about, whom
from fuwutai.desk.standards.words import Names, promise
from fuwutai.domain.standards.choices import (
    ACTIONS,
    ACTS,
    ADOPT,
    APPROVED,
    DISCARDED,
    DRAFT,
    EFFECTIVE,
    END,
    IN_REVIEW,
    RECALLED,
    RETIRED,
    RETURNED,
    REVISE,
    ROLLED_BACK,
    STATES,
    SUBMITTED,
    WITHDRAWN,
)
from fuwutai.domain.standards.manuals import Change, VersionView, Wording

LOOKS = {
    DRAFT: ("slate", "edit"),
    IN_REVIEW: ("violet", "eye"),
    APPROVED: ("blue", "clock"),
    EFFECTIVE: ("green", "check-circle"),
    RETIRED: ("plain", "archive"),
    DISCARDED: ("plain", "x"),
}
ACT_ICONS = {
    SUBMITTED: "send",
    RETURNED: "undo",
    RECALLED: "undo",
    APPROVED: "check",
    WITHDRAWN: "undo",
    DISCARDED: "x",
    ROLLED_BACK: "history",
}
ACTION_LOOKS = {ADOPT: ("green", "plus"), REVISE: ("amber", "edit"), END: ("red", "minus")}


def title_of(version: VersionView) -> str:
    """Return what a version is called; the first one is the manual as it came."""
    if version.title and not version.restores:
        return version.title
    if version.restores:
        return _("Back to an earlier version")
    return _("The manual as it came") if version.number == 1 else _("Version %(n)d") % {"n": version.number}


def approved_before(version: VersionView, versions: Iterable[VersionView]) -> VersionView:
    """Return the version with which what a version says was approved: of one that was rolled back to, the first."""
    by_id = {one.id: one for one in versions}
    while version.restores in by_id:
        version = by_id[version.restores]
    return version


def state_of(version: VersionView) -> dict[str, Any]:
    """Return the badge of a version's state."""
    tone, icon = LOOKS[version.state]
    return {"text": STATES[version.state], "tone": tone, "icon": icon}


def counted(clauses: int, figures: int) -> str:
    """Return how much a version changes, as “3 clauses, 1 figure”."""
    said = []
    if clauses:
        said.append(ngettext("%(n)d clause", "%(n)d clauses", clauses) % {"n": clauses})
    if figures:
        said.append(ngettext("%(n)d figure", "%(n)d figures", figures) % {"n": figures})
    return _(", ").join(said) or _("nothing yet")


def wording_row(wording: Wording, before: Wording | None) -> dict[str, Any]:
    """Return the change of a clause as a row: what happens to it, and its words as they would be."""
    action = END if wording.is_removed else REVISE if before else ADOPT
    label = {ADOPT: _("New clause"), REVISE: _("Changed clause"), END: _("Clause goes")}[action]
    tone, icon = ACTION_LOOKS[action]
    text = (before.text if before else "") if wording.is_removed else wording.text
    return {
        "wording": wording,
        "badge": {"text": label, "tone": tone, "icon": icon},
        "text": text,
        "numbers": "" if wording.is_removed else numbers_of(wording),
    }


def proposal_row(change: Change, names: Names, reworded: Collection[str] = ()) -> dict[str, Any]:
    """Return the change of a figure as a row: what it is about, what it says now and what it would say.

    `reworded`: the clauses that change their words too; where one does not, the row says so.
    """
    before = change.before
    scope = before.scope if before is not None and change.action == END else change.scope
    tone, icon = ACTION_LOOKS[change.action]
    return {
        "change": change,
        "badge": {"text": ACTIONS[change.action], "tone": tone, "icon": icon},
        "about": about(change.kind, scope),
        "whom": whom(scope),
        "before": promise(change.kind, before.value, names) if before is not None else "",
        "after": promise(change.kind, change.value, names) if change.value is not None else "",
        "words_stay": change.action == REVISE and bool(change.clause_code) and change.clause_code not in reworded,
    }


def remark_rows(remarks: Iterable[Any]) -> list[dict[str, Any]]:
    """Return what was said and done as lines of a timeline, the newest first."""
    rows = [
        {
            "who": one.author.display_name if one.author else _("The platform"),
            "act": ACTS.get(one.act, one.act),
            "icon": ACT_ICONS.get(one.act, "chat"),
            "clause_code": one.clause_code,
            "text": one.text,
            "at": one.at,
        }
        for one in remarks
    ]
    return rows[::-1]
