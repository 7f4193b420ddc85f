"""Search over the clauses of all manuals, and how those that are shown stand."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse

from fuwutai.desk.access import StaffRequest, staff_page
from fuwutai.desk.manuals.narrowing import Narrowing
from fuwutai.desk.manuals.outline import row_of
from fuwutai.desk.manuals.reading import choices_among
from fuwutai.desk.manuals.standing import OF_STATES, badge_of, place_of, states_of
from fuwutai.domain.evidence.choices import STANDINGS
from fuwutai.domain.evidence.policies import may_read_figures
from fuwutai.domain.standards import manuals
from fuwutai.domain.standards.manuals import ManualView, Wording

AT_ONCE = 50


@staff_page(permission=None, statements=12 + OF_STATES)
def clauses(request: StaffRequest) -> HttpResponse:
    """Show which clauses fit: `?q=&manual=&chapter=&area=&kind=&state=`, fifty a page."""
    shelf = {one.code: one for one in manuals.manuals(request.actor)}
    narrowing = Narrowing.of(request.GET, shelf)
    everything = manuals.wordings(request.actor)
    found = [one for one in everything if narrowing.fits(one)]
    states = states_of(request.actor, found) if narrowing.state else {}
    if states:
        found = [one for one in found if states.get(one.code) == narrowing.state]
    page, last = page_asked(request.GET, len(found))
    shown = found[page * AT_ONCE : (page + 1) * AT_ONCE]
    context: dict[str, Any] = {
        "narrowing": narrowing,
        "shelf": shelf,
        "rows": [_row(one, narrowing, states, shelf[one.manual_code]) for one in shown],
        "count": len(found),
        "total": len(everything),
        "first": page * AT_ONCE + 1,
        "last": page * AT_ONCE + len(shown),
        "chapters": chapters_of(everything, shelf.get(narrowing.manual)),
        "previous_url": _url(narrowing, page - 1) if page else "",
        "next_url": _url(narrowing, page + 1) if page < last else "",
        "states_url": f"{reverse('desk:clause_states')}?{narrowing.query(page=str(page))}",
        "states_later": not states and may_read_figures(request.actor),
        "states": STANDINGS if may_read_figures(request.actor) else {},
        **choices_among(everything),
    }
    return render(request, "desk/manuals/clauses.html", context)


@staff_page(permission="overview.view", statements=12)
def clause_states(request: StaffRequest) -> HttpResponse:
    """Return the badges of the clauses that a page shows: fifty as the search, with `?all=1` all, with `?code=` one."""
    shelf = [one.code for one in manuals.manuals(request.actor)]
    narrowing = Narrowing.of(request.GET, shelf).without_state()
    code = request.GET.get("code", "")
    found = [one for one in manuals.wordings(request.actor) if narrowing.fits(one) and code in ("", one.code)]
    if "all" not in request.GET:
        page, _last = page_asked(request.GET, len(found))
        found = found[page * AT_ONCE : (page + 1) * AT_ONCE]
    states = states_of(request.actor, found)
    rows = [{"place": place_of(code), "badge": badge_of(state), "code": code} for code, state in states.items()]
    return render(request, "desk/manuals/_states.html", {"rows": rows})


def _row(wording: Wording, narrowing: Narrowing, states: dict[str, str], manual: ManualView) -> dict[str, Any]:
    return row_of(wording, narrowing, states) | {"heading": manual.heading(wording.section)}


def page_asked(address: Mapping[str, str], count: int) -> tuple[int, int]:
    """Return which page of so many rows is asked for, from 0, and the last there is."""
    said, last = address.get("page", ""), max(0, count - 1) // AT_ONCE
    asked = int(said) if said.isascii() and said.isdigit() and len(said) < 6 else 0
    return min(asked, last), last


def _url(narrowing: Narrowing, page: int) -> str:
    return f"{reverse('desk:clauses')}?{narrowing.query(page=str(page) if page else '')}"


def chapters_of(wordings: Iterable[Wording], manual: ManualView | None) -> dict[str, str]:
    """Return the chapters of the manual that is chosen, with their titles, as far as some clauses stand in them."""
    if manual is None:
        return {}
    numbers = dict.fromkeys(one.chapter for one in wordings if one.manual_code == manual.code)
    return {number: f"{number} {manual.heading(number)}".strip() for number in numbers}
