"""Keeping phrases: the list, the form with its preview, one phrase with its versions, and what can be done with it."""

from itertools import pairwise
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from fuwutai.desk.access import StaffRequest, staff_action, staff_page
from fuwutai.desk.answers import done
from fuwutai.desk.manuals.differing import marked
from fuwutai.desk.phrases import words
from fuwutai.desk.phrases.forms import PhraseForm, as_it_stands, as_new
from fuwutai.domain.knowledge import queries
from fuwutai.domain.knowledge.choices import LONGEST_BODY, PHRASE_LANGUAGES
from fuwutai.domain.knowledge.commands import (
    move_phrase,
    restore_phrase,
    restore_phrase_version,
    retire_phrase,
    save_phrase,
)
from fuwutai.domain.knowledge.policies import may_change_phrase, may_edit_for_all
from fuwutai.domain.knowledge.variables import shown
from fuwutai.domain.packs.commands import adopt_pack_phrases
from fuwutai.domain.packs.queries import pack_phrases, pack_titles, packs_with_phrases
from fuwutai.kernel.errors import Conflict, DomainError, Invalid, NotFound, Refused

VIEW = "cases.view"
NONE, RETIRED, UNUSED = "none", "retired", "unused"
LONGEST_SEARCH = 60


@staff_page(permission=VIEW, statements=12)
def phrases(request: StaffRequest) -> HttpResponse:
    """List the phrases that a person has or looks after by folder. `?q=` words, `?folder=`, `?language=`, `?show=`."""
    actor, asked = request.actor, request.GET
    typed, where, language = asked.get("q", "")[:LONGEST_SEARCH], asked.get("folder", ""), asked.get("language", "")
    every = list(queries.phrases_in_care(actor))
    kept = [one for one in every if (one.retired_at is not None) is (asked.get("show") == RETIRED)]
    used = queries.use_of(one.pk for one in kept)
    found = [
        one
        for one in queries.matching(kept, typed, get_language() or "")
        if (not language or one.language == language)
        and (not where or str(one.folder_id or NONE) == where)
        and (asked.get("show") != UNUSED or not used.get(one.pk, words.NEVER).times)
    ]
    there = queries.folders(actor)
    context = {
        "groups": _by_folder(words.listed(actor, found, used), there),
        "number": len(found),
        "has_any": bool(every),
        "typed": typed, "where": where, "language": language, "show": asked.get("show", ""),
        "folders": there,
        "languages": PHRASE_LANGUAGES.items(),
        "is_narrowed": bool(typed or where or language or asked.get("show")),
        "may_edit_for_all": may_edit_for_all(actor),
        "shipped": _not_here_yet() if may_edit_for_all(actor) else [],
    }  # fmt: skip
    return render(request, "desk/phrases/phrases.html", context)


@staff_action(permission=VIEW, statements=40)
def phrases_adopt(request: StaffRequest) -> HttpResponse:
    """Take over the phrases of a pack. Raises: NotFound, Refused."""
    number = adopt_pack_phrases(actor=request.actor, code=request.POST.get("pack", ""))
    return done(request, reverse("desk:phrases"), _("%(number)s phrases are new here.") % {"number": number})


@staff_page(permission=VIEW, statements=12)
def phrase(request: StaffRequest, phrase_id: int) -> HttpResponse:
    """Show one phrase: how it reads, how it is used, and what it said before. Raises: NotFound."""
    found = queries.phrase_in_care(request.actor, phrase_id)
    versions = queries.versions_of(request.actor, phrase_id)
    spoken = get_language() or ""
    said = [(one, shown(one.body, spoken)) for one in versions]
    rows = [
        {"version": one, "body": body, "differs": marked(before, body), "titles": (older.title, one.title)}
        for (one, body), (older, before) in pairwise(said)
    ]
    rows += [{"version": one, "body": body, "differs": None} for one, body in said[-1:]]
    context = {
        "phrase": found,
        "versions": rows,
        "written": shown(found.body, spoken),
        "preview": words.preview(found.body, found.language),
        "audience": words.audience(found),
        "meant_for": words.meant_for(found),
        "language": PHRASE_LANGUAGES[found.language],
        "use": words.use_in_words(queries.use_of([phrase_id]).get(phrase_id, words.NEVER)),
        "may_change": may_change_phrase(request.actor, found),
    }
    return render(request, "desk/phrases/phrase.html", context)


@staff_page(permission=VIEW, statements=12)
def phrase_new(request: StaffRequest) -> HttpResponse:
    """Show the form of a new phrase."""
    folder = request.GET.get("folder", "")
    return _page(request, PhraseForm(request, initial=as_new(folder if folder.isdecimal() else "")), None)


@staff_action(permission=VIEW, statements=30)
def phrase_new_save(request: StaffRequest) -> HttpResponse:
    """Save a new phrase, or show how it reads."""
    return _save(request, None)


@staff_page(permission=VIEW, statements=12)
def phrase_edit(request: StaffRequest, phrase_id: int) -> HttpResponse:
    """Show the form of a phrase. Raises: NotFound, Refused."""
    found = _changeable(request, phrase_id)
    return _page(request, PhraseForm(request, initial=as_it_stands(found), phrase=found), found)


@staff_action(permission=VIEW, statements=30)
def phrase_edit_save(request: StaffRequest, phrase_id: int) -> HttpResponse:
    """Save a phrase, or show how it reads. Raises: NotFound, Refused."""
    return _save(request, _changeable(request, phrase_id))


@staff_action(permission=VIEW, statements=4)
def phrase_preview(request: StaffRequest) -> HttpResponse:
    """Show how words read in an example, while they are written; nothing is kept."""
    language = request.POST.get("language", "")
    said = words.preview(request.POST.get("body", "")[:LONGEST_BODY], language)
    return render(request, "desk/phrases/_preview.html", {"preview": said})


@staff_action(permission=VIEW, statements=14)
def phrase_retire(request: StaffRequest, phrase_id: int) -> HttpResponse:
    """Retire a phrase. Raises: NotFound, Refused."""
    retire_phrase(actor=request.actor, phrase_id=phrase_id)
    return done(request, _at(phrase_id), _("The phrase is retired. It can be brought back here."))


@staff_action(permission=VIEW, statements=14)
def phrase_restore(request: StaffRequest, phrase_id: int) -> HttpResponse:
    """Bring a retired phrase back. Raises: NotFound, Refused."""
    before = queries.phrase_in_care(request.actor, phrase_id).shortcut
    try:
        found = restore_phrase(actor=request.actor, phrase_id=phrase_id)
    except Conflict as problem:
        return done(request, _at(phrase_id), problem.message)
    said = _("The phrase is offered again.")
    if before != found.shortcut:
        said = _("The phrase is offered again, without its shortcut: another one has that by now.")
    return done(request, _at(phrase_id), said)


@staff_action(permission=VIEW, statements=16)
def phrase_move(request: StaffRequest, phrase_id: int) -> HttpResponse:
    """Let a phrase stand earlier or later in its folder. Raises: NotFound, Refused."""
    move_phrase(actor=request.actor, phrase_id=phrase_id, up=request.POST.get("to") == "up")
    return done(request, f"{reverse('desk:phrases')}#phrase-{phrase_id}")


@staff_action(permission=VIEW, statements=18)
def phrase_version_restore(request: StaffRequest, phrase_id: int, number: int) -> HttpResponse:
    """Let a phrase say what it said in an older version. Raises: NotFound, Refused."""
    restore_phrase_version(actor=request.actor, phrase_id=phrase_id, number=number)
    return done(request, _at(phrase_id), _("The phrase says this again, as a new version."))


def _at(phrase_id: int) -> str:
    return reverse("desk:phrase", args=[phrase_id])


def _changeable(request: StaffRequest, phrase_id: int) -> Any:
    """Raises: NotFound, Refused."""
    found = queries.phrase_in_care(request.actor, phrase_id)
    if not may_change_phrase(request.actor, found):
        raise Refused
    if found.retired_at is not None:
        raise NotFound
    return found


def _by_folder(rows: list[dict[str, Any]], there: list[Any]) -> list[dict[str, Any]]:
    """Return the rows under their folders in their order, at last those in none."""
    groups = [{"folder": one, "rows": [row for row in rows if row["phrase"].folder_id == one.pk]} for one in there]
    known = {one.pk for one in there}
    groups.append({"folder": None, "rows": [row for row in rows if row["phrase"].folder_id not in known]})
    return [group for group in groups if group["rows"]]


def _not_here_yet() -> list[dict[str, Any]]:
    """Return the packs that bring phrases which were never here, with how many. Cost: 1 statement."""
    titles, here = pack_titles(), queries.adopted_codes()
    missing = {code: sum(one.code not in here for one in pack_phrases(code)) for code in packs_with_phrases()}
    return [{"code": code, "title": titles[code], "number": number} for code, number in missing.items() if number]


def _save(request: StaffRequest, found: Any) -> HttpResponse:
    form = PhraseForm(request, request.POST, phrase=found)
    if "preview" in request.POST:
        return _page(request, PhraseForm(request, initial=_as_typed(request), phrase=found), found)
    if form.is_valid():
        seen = request.POST.get("seen", "")
        try:
            saved = save_phrase(
                actor=request.actor, phrase_id=found.pk if found else None,
                seen_version=int(seen) if found and seen.isdecimal() and len(seen) < 9 else None, **form.said(),
            )  # fmt: skip
        except (Invalid, Conflict) as problem:
            _into_form(form, problem)
        else:
            return done(request, _at(saved.pk), _("The phrase “%(name)s” is saved.") % {"name": saved.title})
    return _page(request, form, found, status=422)


def _as_typed(request: StaffRequest) -> dict[str, Any]:
    several = {name: request.POST.getlist(name) for name in ("types", "categories")}
    return {**request.POST.dict(), **several}


def _into_form(form: PhraseForm, problem: DomainError) -> None:
    for name, text in problem.fields.items():
        form.add_error({"team_id": "audience"}.get(name, name), str(text))
    if not problem.fields:
        form.add_error(None, str(problem.message))


def _page(request: StaffRequest, form: PhraseForm, found: Any, status: int = 200) -> HttpResponse:
    body, language = form["body"].value() or "", form["language"].value() or ""
    context = {
        "form": form,
        "phrase": found,
        "url": reverse("desk:phrase_edit", args=[found.pk]) if found else reverse("desk:phrase_new"),
        "preview": words.preview(body, language),
        "variables": words.variables(get_language() or ""),
    }
    return render(request, "desk/phrases/form.html", context, status=status)
