"""The list of figures that disagree, and that of the known contradictions."""

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any, TypeVar

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode

from fuwutai.desk.access import StaffRequest, staff_page
from fuwutai.desk.conflicts.words import ALL, SHOWS, UNDECIDED, place_of, shown, told
from fuwutai.desk.standards.views import names_for
from fuwutai.domain.evidence.touched import DAYS, cases_touched
from fuwutai.domain.packs.contradictions import known_contradictions
from fuwutai.domain.standards.conflicts import Conflict, conflicts, topic_decisions
from fuwutai.domain.standards.manuals import Wording, wordings

AT_ONCE, TOPICS_AT_ONCE = 12, 20
APPROVE = "standards.approve"
OPEN = "open"
Row = TypeVar("Row")


@staff_page(permission=None, statements=12)
def conflict_list(request: StaffRequest) -> HttpResponse:
    """Show which figures disagree: `?show=` how they stand, `?manual=` whose they are, `?page=` further ones."""
    found = conflicts(request.actor)
    manual = request.GET.get("manual", "")
    codes = sorted({code for one in found for code in manuals_of(one)})
    if manual in codes:
        found = [one for one in found if manual in manuals_of(one)]
    else:
        manual = ""
    show = request.GET.get("show", UNDECIDED)
    show = show if show in SHOWS else UNDECIDED
    counts = Counter(place_of(one) for one in found) + Counter({ALL: len(found)})
    address, asked = reverse("desk:conflicts"), {"show": show, "manual": manual}
    rows, pages = _page(request, [one for one in found if show in (ALL, place_of(one))], AT_ONCE, address, asked)
    names, texts = names_for(request), texts_of(request, (code for one in rows for code in one.clauses))
    touched = cases_touched(request.actor, rows) if request.actor.may("cases.view") else {}
    context = {
        "shows": _chips(address, {code: (label, counts[code]) for code, label in SHOWS.items()}, "show", asked),
        "manuals": _chips(address, {"": (None, None), **{code: (code, None) for code in codes}}, "manual", asked),
        "show": show,
        "rows": [shown(one, names, texts, touched) for one in rows],
        "days": DAYS,
        "may_decide": request.actor.may(APPROVE),
        **pages,
    }
    return render(request, "desk/conflicts/conflicts.html", context)


@staff_page(permission=None, statements=12)
def contradiction_list(request: StaffRequest) -> HttpResponse:
    """Show the known contradictions with what was decided about them: `?manual=`, and `?show=open` for the others."""
    decided = topic_decisions(request.actor)
    codes = sorted({code for one in known_contradictions() for code in one.manuals})
    manual, show = request.GET.get("manual", ""), request.GET.get("show", "")
    names = names_for(request)
    found = []
    for one in known_contradictions():
        standing = next((each for each in decided.get(one.id, []) if each.stands), None)
        if (manual not in codes or manual in one.manuals) and not (show == OPEN and standing):
            found.append({"topic": one, "decision": told(standing, names) if standing else None})
    address = reverse("desk:contradictions")
    asked = {"show": show if show == OPEN else "", "manual": manual if manual in codes else ""}
    rows, pages = _page(request, found, TOPICS_AT_ONCE, address, asked)
    context = {
        "rows": rows,
        "shows": _chips(address, {"": (None, None), OPEN: (SHOWS[UNDECIDED], None)}, "show", asked),
        "manuals": _chips(address, {"": (None, None), **{code: (code, None) for code in codes}}, "manual", asked),
        **pages,
    }
    return render(request, "desk/conflicts/contradictions.html", context)


def manuals_of(conflict: Conflict) -> set[str]:
    """Return the codes of the manuals whose clauses disagree."""
    return {clause.partition("-")[0] for clause in conflict.clauses if clause}


def texts_of(request: StaffRequest, codes: Iterable[str]) -> dict[str, Wording]:
    """Return what some clauses say now, by code. Cost: 1 statement, none for no codes."""
    wanted = {code for code in codes if code}
    return {one.code: one for one in wordings(request.actor, codes=wanted)} if wanted else {}


def _chips(
    address: str, options: Mapping[str, tuple[Any, int | None]], name: str, asked: Mapping[str, str]
) -> list[dict[str, Any]]:
    """Return a chip for each option; the one that is chosen is marked."""
    return [
        {
            "label": label,
            "count": count,
            "current": asked[name] == code,
            "url": _address(address, {**asked, name: code}),
        }
        for code, (label, count) in options.items()
    ]


def _address(address: str, asked: Mapping[str, Any]) -> str:
    said = urlencode({name: value for name, value in asked.items() if value})
    return f"{address}?{said}" if said else address


def _page(
    request: StaffRequest, found: list[Row], size: int, address: str, asked: Mapping[str, str]
) -> tuple[list[Row], dict[str, Any]]:
    """Return the rows of the page that is asked for (`?page=`), and what its pager needs."""
    typed, last = request.GET.get("page", ""), max(1, -(-len(found) // size))
    number = int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 6 else 1
    number = min(max(number, 1), last)
    start = (number - 1) * size
    rows = found[start : start + size]
    pager = {
        "first": start + 1,
        "last": start + len(rows),
        "count": len(found),
        "previous_url": _address(address, {**asked, "page": number - 1}) if number > 1 else "",
        "next_url": _address(address, {**asked, "page": number + 1}) if number < last else "",
    }
    return rows, pager
