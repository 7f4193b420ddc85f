"""One clause: what it says now and said before, what the system does for it, and what it disagrees with."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render

from fuwutai.desk.access import StaffRequest, staff_page
from fuwutai.desk.manuals.changes import HTML_LANGUAGES, LANGUAGES, clause_change, numbers_of, reading_order
from fuwutai.desk.manuals.moment import in_force, moment_of
from fuwutai.desk.manuals.serving import served_by
from fuwutai.desk.manuals.shelf import use_of
from fuwutai.desk.manuals.standing import place_of
from fuwutai.desk.standards.saying import whom
from fuwutai.desk.standards.views import names_for
from fuwutai.desk.standards.words import Names, promise
from fuwutai.domain.evidence.reach import Reach
from fuwutai.domain.standards import manuals, queries
from fuwutai.domain.standards.choices import AREAS, CLAUSE_KINDS
from fuwutai.domain.standards.conflicts import Conflict, conflicts_of_clause
from fuwutai.domain.standards.manuals import VersionView, Wording
from fuwutai.domain.standards.policies import may_draft
from fuwutai.kernel import clock

CONFLICTS_AT_ONCE = 8


@staff_page(permission=None, statements=12)
def clause(request: StaffRequest, code: str) -> HttpResponse:
    """Show a clause with its wordings and rules at all times; `?at=` says which were in force on a day.

    Raises: NotFound for a clause that never was.
    """
    history = manuals.wording_history(request.actor, code)
    manual = manuals.manual(request.actor, history[0].manual_code)
    versions = manuals.versions(request.actor, manual.code)
    moment = moment_of({"at": request.GET.get("at", "")}, versions)
    now, at = clock.now(), moment.at or clock.now()
    said = next((one for one in history if one.effective_from and one.effective_from <= at), None)
    here = None if said is None or said.is_removed else said
    names = names_for(request)
    rules = list(reversed(queries.rules_of_clause(code)))
    described = here or next((one for one in history if not one.is_removed), history[0])
    disagreeing = conflicts_of_clause(request.actor, code)
    in_use = [one for one in disagreeing if one.in_use]
    context: dict[str, Any] = {
        "code": code,
        "manual": manual,
        "heading": manual.heading(described.section),
        "anchor": f"c-{code}",
        "moment": moment,
        "wording": here,
        "described": described,
        "texts": texts_of(described),
        "numbers": numbers_of(described),
        "kind": CLAUSE_KINDS.get(described.kind, described.kind),
        "area": AREAS.get(described.area, described.area),
        "state_place": place_of(code),
        "version": in_force(versions, at),
        "use": use_of(manual),
        "history": history_rows(history, versions),
        "served": served_by([rule for rule in rules if rule.is_in_force(at)], names, now, Reach(at)),
        "rule_versions": served_by(rules, names, now),
        "conflicts": [conflict_row(one, code, names) for one in in_use[:CONFLICTS_AT_ONCE]],
        "conflicts_left": len(disagreeing) - min(len(in_use), CONFLICTS_AT_ONCE),
        "may_draft": may_draft(request.actor),
        **neighbours(request, manual.code, code),
    }
    return render(request, "desk/manuals/clause.html", context)


def neighbours(request: StaffRequest, manual_code: str, code: str) -> Mapping[str, str]:
    """Return the clauses before and after one in its manual, "" at its ends. Cost: 1 statement."""
    codes = [one.code for one in manuals.wordings(request.actor, manual_code=manual_code)]
    if code not in codes:
        return {}
    place = codes.index(code)
    after = codes[place + 1] if place + 1 < len(codes) else ""
    return {"previous_code": codes[place - 1] if place else "", "next_code": after}


def conflict_row(conflict: Conflict, code: str, names: Names) -> dict[str, Any]:
    """Return a conflict as seen from one of its clauses: what the other one says, and which of both applies."""
    mine, other = conflict.one, conflict.other
    if mine.clause_code != code:
        mine, other = other, mine
    return {
        "other": other.clause_code,
        "mine_said": promise(mine.kind, mine.value, names),
        "other_said": promise(other.kind, other.value, names),
        "whom": whom(other.scope),
        "applies": conflict.winner.id == mine.id,
        "flagged": conflict.flagged,
        "decided": conflict.decision is not None,
    }


def texts_of(wording: Wording) -> list[dict[str, str]]:
    """Return the words in each language there is, the reader's first."""
    return [
        {"name": LANGUAGES[language], "lang": HTML_LANGUAGES[language], "text": wording.texts[language]}
        for language in reading_order()
        if wording.texts.get(language)
    ]


def history_rows(history: Sequence[Wording], versions: Sequence[VersionView]) -> list[dict[str, Any]]:
    """Return every wording with its version, until when it held, and what it changed of the one before."""
    by_id = {one.id: one for one in versions}
    now = clock.now()
    rows = []
    for place, wording in enumerate(history):
        before = history[place + 1] if place + 1 < len(history) else None
        follower = history[place - 1] if place else None
        until = follower.effective_from if follower else None
        rows.append(
            {
                "wording": wording,
                "version": by_id.get(wording.version_id),
                "until": until,
                "coming": bool(wording.effective_from and wording.effective_from > now),
                "in_force": bool(wording.effective_from and wording.effective_from <= now)
                and (until is None or now < until),
                "change": clause_change(wording.code, _said(before), _said(wording)) if before else None,
            }
        )
    return rows


def _said(wording: Wording | None) -> Wording | None:
    return None if wording is None or wording.is_removed else wording
