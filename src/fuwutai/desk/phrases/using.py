"""Putting a phrase into what is being written in a case: what is offered, and how it reads there."""

from collections.abc import Sequence
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from fuwutai.desk.access import StaffRequest, staff_page
from fuwutai.desk.answers import by_htmx
from fuwutai.desk.phrases.words import short
from fuwutai.domain.cases.queries import visible_case
from fuwutai.domain.cases.speech.phrase_values import known_for, lacking_values, values_of
from fuwutai.domain.knowledge import queries
from fuwutai.domain.knowledge.choices import BOTH, NOTE, REPLY
from fuwutai.domain.knowledge.commands import note_phrase_use
from fuwutai.domain.knowledge.variables import VARIABLES, fill, language_of, open_in, used_in

WORK = "cases.note"
RESULT = "result"
"""The kind of text that tells the customer how the matter ended, and the shipped folder with phrases for it."""
LISTED, OFTEN = 8, 5
LONGEST_SEARCH = 60


@staff_page(permission=WORK, statements=10)
def case_phrases(request: StaffRequest, case_id: int) -> HttpResponse:
    """Offer phrases as they read in a case, in a dialog or to be copied; `?kind=note` for a note. Raises: NotFound."""
    typed = request.GET.get("q", "")[:LONGEST_SEARCH]
    case = visible_case(request.actor, case_id)
    rows, language = _offered(request, case, typed)
    context = {
        "case": case,
        "groups": _grouped(rows, language, is_narrowed=bool(typed.strip())),
        "typed": typed,
        "kind": _kind(request),
        "has_any": bool(rows) or bool(typed.strip()),
        "title": _("Standard phrases"),
    }
    template = "desk/phrases/_dialog.html" if by_htmx(request) else "desk/phrases/page.html"
    return render(request, template, context)


@staff_page(permission=WORK, statements=10)
def case_phrases_typed(request: StaffRequest, case_id: int) -> HttpResponse:
    """Offer the few phrases that fit what was begun to be typed; `?exact=` the one with just this shortcut.

    `?kind=note` for a note, `result` for how the matter ended, where the phrases for that come first.
    Without what was typed it only names the shortcuts, so that the browser knows which words mean one.
    Raises: NotFound.
    """
    case, asked = visible_case(request.actor, case_id), request.GET
    if "q" not in asked and "exact" not in asked:
        found = queries.winning_shortcuts(queries.visible_phrases(request.actor))
        return render(request, "desk/phrases/_typed.html", {"shortcuts": " ".join(sorted(found.values()))})
    if "exact" in asked:
        wanted = asked["exact"][:LONGEST_SEARCH].casefold()
        rows, _language = _offered(request, case, "", shortcut=wanted)
    else:
        rows, _language = _offered(request, case, asked["q"][:LONGEST_SEARCH])
        if asked.get("kind") == RESULT:
            rows.sort(key=lambda row: row["phrase"].folder is None or row["phrase"].folder.code != RESULT)
    return render(request, "desk/phrases/_typed.html", {"rows": rows[:LISTED], "asked": True})


def refuse_open_variables(request: StaffRequest) -> None:
    """Refuse to send a phrase in which something still stands in braces. Raises: Invalid naming it."""
    if not request.POST.get("phrases"):
        return
    spoken = language_of(get_language() or "")
    if names := [VARIABLES[code].label[spoken] for code in used_in(request.POST.get("body", ""))]:
        raise lacking_values(names)


def note_use(request: StaffRequest, case_id: int) -> None:
    """Count the phrases that were put into what was just sent. Cost: none where the form names none."""
    if phrase_ids := queries.ids_of(request.POST.get("phrases", "")):
        note_phrase_use(
            actor=request.actor, case_id=case_id, phrase_ids=phrase_ids, sent=request.POST.get("body", ""),
            key=request.GET.get("once", ""),
        )  # fmt: skip


def _kind(request: StaffRequest) -> str:
    return NOTE if request.GET.get("kind") == NOTE else REPLY


def _offered(
    request: StaffRequest, case: Any, typed: str, shortcut: str = ""
) -> tuple[list[dict[str, Any]], str]:
    """Return phrases as rows, filled for a case, the fitting and most used first, and the language they should have.

    Cost: 4 statements.
    """
    actor = request.actor
    known, used = known_for(actor, case), queries.own_use(actor)
    every = list(queries.visible_phrases(actor))
    shortcuts = queries.winning_shortcuts(every)
    if shortcut:
        every = [one for one in every if shortcuts.get(one.pk) == shortcut]
    ranked = queries.ranked(
        every, used, purpose=_kind(request), language=known.language, type_code=case.type, category=case.category
    )
    values = {language: values_of(case, known, language) for language in {one.language for one in ranked}}
    rows = []
    for one in queries.matching(ranked, typed, get_language() or ""):
        text = fill(one.body, values[one.language], one.language)
        rows.append({
            "phrase": one,
            "text": text,
            "line": short(text),
            "open": [f"{{{name}}}" for name in open_in(one.body, values[one.language], one.language)],
            "shortcut": shortcuts.get(one.pk, ""),
            "fits": queries.fits(one, type_code=case.type, category=case.category),
            "times": used.get(one.pk, 0),
            "is_for_both": one.purpose == BOTH,
        })  # fmt: skip
    return rows, known.language


def _grouped(rows: Sequence[dict[str, Any]], language: str, *, is_narrowed: bool) -> list[dict[str, Any]]:
    """Return what fits the case, what one used lately, then folder by folder, each phrase once."""
    if is_narrowed:
        return [{"title": _("Found"), "rows": list(rows)}] if rows else []
    spoken = [row for row in rows if row["phrase"].language == language]
    fitting = [row for row in spoken if row["fits"]]
    often = sorted((row for row in spoken if row["times"] and not row["fits"]), key=lambda row: -row["times"])[:OFTEN]
    groups: list[dict[str, Any]] = [
        {"title": _("For cases like this one"), "rows": fitting}, {"title": _("What you use most"), "rows": often},
    ]  # fmt: skip
    shown = {row["phrase"].pk for row in (*fitting, *often)}
    rest = [row for row in spoken if row["phrase"].pk not in shown]
    for folder in sorted({_place(row) for row in rest}):
        inside = [row for row in rest if _place(row) == folder]
        where = inside[0]["phrase"].folder
        groups.append({"title": where.name if where else _("No folder"), "rows": inside})
    others = [row for row in rows if row["phrase"].language != language]
    groups.append({"title": _("In another language"), "rows": others})
    return [group for group in groups if group["rows"]]


def _place(row: dict[str, Any]) -> tuple[bool, int, int]:
    folder = row["phrase"].folder
    return (True, 0, 0) if folder is None else (False, folder.position, folder.pk)


