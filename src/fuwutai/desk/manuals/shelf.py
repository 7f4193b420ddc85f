"""The shelf: every manual, what is in force of it, and where its figures are obeyed."""

from collections.abc import Sequence
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render

from fuwutai.desk.access import StaffRequest, staff_page
from fuwutai.desk.manuals.moment import in_force
from fuwutai.domain.cases.choices import LINES
from fuwutai.domain.packs.queries import pack_titles
from fuwutai.domain.standards import manuals
from fuwutai.domain.standards.choices import APPROVED, DRAFT, IN_REVIEW, STATES
from fuwutai.domain.standards.manuals import ManualView, VersionView
from fuwutai.domain.standards.policies import may_draft, may_edit_rules
from fuwutai.domain.standards.queries import GENERAL, pack_in_use
from fuwutai.kernel import clock

UNDER_WAY = {DRAFT: ("slate", "edit"), IN_REVIEW: ("violet", "eye"), APPROVED: ("blue", "clock")}


@staff_page(permission=None, statements=10)
def shelf(request: StaffRequest) -> HttpResponse:
    """Show every manual with its version in force, its length, what is under way and where it is obeyed."""
    counts = manuals.clause_counts(request.actor)
    by_manual: dict[str, list[VersionView]] = {}
    for version in manuals.versions(request.actor):
        by_manual.setdefault(version.manual_code, []).append(version)
    books = [
        _book(manual, by_manual.get(manual.code, []), counts.get(manual.code, 0))
        for manual in manuals.manuals(request.actor)
    ]
    context = {
        "books": books,
        "total": sum(counts.values()),
        "may_draft": may_draft(request.actor),
        "may_approve": may_edit_rules(request.actor),
    }
    return render(request, "desk/manuals/shelf.html", context)


def _book(manual: ManualView, versions: Sequence[VersionView], clauses: int) -> dict[str, Any]:
    return {
        "manual": manual,
        "version": in_force(versions, None),
        "clauses": clauses,
        "use": use_of(manual),
        "under_way": [_under_way(one) for one in versions if one.state in UNDER_WAY],
    }


def _under_way(version: VersionView) -> dict[str, Any]:
    tone, icon = UNDER_WAY[version.state]
    return {"version": version, "text": STATES[version.state], "tone": tone, "icon": icon}


def use_of(manual: ManualView) -> dict[str, Any]:
    """Return where the figures of a manual are obeyed: everywhere, for some service lines, or nowhere.

    Cost: as `queries.rules_in_force`.
    """
    now = clock.now()
    if manual.pack in ("", GENERAL):
        return {"everywhere": True, "lines": [], "pack": pack_titles().get(manual.pack, "")}
    lines = [label for line, label in LINES.items() if pack_in_use(line, now) == manual.pack]
    return {
        "everywhere": len(lines) == len(LINES) and pack_in_use("", now) == manual.pack,
        "lines": lines,
        "pack": pack_titles().get(manual.pack, manual.pack),
    }
