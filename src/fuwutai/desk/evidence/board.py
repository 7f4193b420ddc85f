"""The scoreboard: every clause with how it stands."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from fuwutai.desk.access import StaffRequest, staff_page
from fuwutai.desk.evidence.choosing import Chosen
from fuwutai.desk.evidence.saying import line
from fuwutai.desk.manuals.changes import numbers_of
from fuwutai.desk.manuals.reading import choices_among
from fuwutai.desk.manuals.searching import AT_ONCE, chapters_of, page_asked
from fuwutai.desk.manuals.standing import badge_of
from fuwutai.domain.evidence.choices import STANDINGS, VERDICT_OF, VERDICTS
from fuwutai.domain.evidence.scoreboard import Standing, standings
from fuwutai.domain.standards import manuals
from fuwutai.domain.standards.choices import AREAS, CLAUSE_KINDS
from fuwutai.domain.standards.manuals import ManualView, Wording


@staff_page(permission="overview.view", statements=12)
def evidence(request: StaffRequest) -> HttpResponse:
    """Show how clauses stand: `?q=&manual=&chapter=&area=&kind=&state=&period=`, fifty a page."""
    shelf = {one.code: one for one in manuals.manuals(request.actor)}
    chosen = Chosen.of(request.GET, shelf)
    everything = manuals.wordings(request.actor)
    fitting = [one for one in everything if chosen.narrowing.fits(one)]
    found = standings(request.actor, fitting, *chosen.days)
    wanted = chosen.narrowing.state
    rows = [one for one in fitting if wanted in ("", found[one.code].state)]
    page, last = page_asked(request.GET, len(rows))
    manual = shelf.get(chosen.narrowing.manual)
    context: dict[str, Any] = {
        "chosen": chosen,
        "narrowing": chosen.narrowing,
        "presets": chosen.presets(lambda code: chosen.url(period=code)),
        "shelf": shelf,
        "chapters": chapters_of(everything, manual),
        "states": _states(chosen, fitting, found),
        "groups": _by_chapter(chosen, manual, fitting, found) if manual else _by_manual(chosen, shelf, fitting, found),
        "group": _("Chapter") if manual else _("Manual"),
        "verdicts": VERDICTS,
        "manual": manual,
        "report_url": chosen.report_url(manual.code) if manual else "",
        "exports": [("CSV", chosen.export_url("csv")), ("Excel", chosen.export_url("xlsx"))],
        "rows": [_row(chosen, one, found[one.code]) for one in rows[page * AT_ONCE : (page + 1) * AT_ONCE]],
        "count": len(rows),
        "total": len(everything),
        "first": page * AT_ONCE + 1,
        "last": min(len(rows), (page + 1) * AT_ONCE),
        "previous_url": chosen.url(page=str(page - 1) if page > 1 else "") if page else "",
        "next_url": chosen.url(page=str(page + 1)) if page < last else "",
        **choices_among(everything),
    }
    return render(request, "desk/evidence/board.html", context)


def verdicts_of(found: Sequence[Standing]) -> dict[str, int]:
    """Return how many clauses come to each verdict."""
    return {verdict: sum(VERDICT_OF[one.state] == verdict for one in found) for verdict in VERDICTS}


def _states(chosen: Chosen, fitting: Sequence[Wording], found: Mapping[str, Standing]) -> list[dict[str, Any]]:
    """Return each state that occurs with how many clauses stand so; first of all, all of them."""
    counts = {state: sum(found[one.code].state == state for one in fitting) for state in STANDINGS}
    wanted = chosen.narrowing.state
    whole = {
        "code": "",
        "label": pgettext("clauses", "All"),
        "icon": "",
        "count": len(fitting),
        "current": not wanted,
        "url": chosen.url(state=""),
    }
    return [whole] + [
        {
            "code": state,
            "label": STANDINGS[state],
            "icon": badge_of(state)["icon"],
            "count": count,
            "current": state == wanted,
            "url": chosen.url(state=state),
        }
        for state, count in counts.items()
        if count or state == wanted
    ]


def _by_manual(
    chosen: Chosen, shelf: Mapping[str, ManualView], fitting: Sequence[Wording], found: Mapping[str, Standing]
) -> list[dict[str, Any]]:
    return [
        _group(f"{code} {one.title}", chosen.url(manual=code), own, found)
        for code, one in shelf.items()
        if (own := [wording for wording in fitting if wording.manual_code == code])
    ]


def _by_chapter(
    chosen: Chosen, manual: ManualView, fitting: Sequence[Wording], found: Mapping[str, Standing]
) -> list[dict[str, Any]]:
    return [
        _group(title, chosen.url(chapter=number), own, found)
        for number, title in chapters_of(fitting, manual).items()
        if (own := [wording for wording in fitting if wording.chapter == number])
    ]


def _group(label: str, url: str, own: Sequence[Wording], found: Mapping[str, Standing]) -> dict[str, Any]:
    counts = verdicts_of([found[one.code] for one in own])
    return {
        "label": label,
        "url": url,
        "count": len(own),
        "counts": [(VERDICTS[verdict], verdict, number) for verdict, number in counts.items()],
    }


def _row(chosen: Chosen, wording: Wording, standing: Standing) -> dict[str, Any]:
    return {
        "wording": wording,
        "url": chosen.clause_url(wording.code),
        "text": chosen.narrowing.marked(wording.text),
        "numbers": numbers_of(wording),
        "badge": badge_of(standing.state),
        "line": line(standing),
        "formula": standing.formula,
        "area": AREAS.get(wording.area, wording.area),
        "kind": CLAUSE_KINDS.get(wording.kind, wording.kind),
    }
