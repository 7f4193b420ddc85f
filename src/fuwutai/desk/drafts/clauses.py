"""The clauses of a draft: choose one, word it anew, add one, take one out, take the change back."""

from collections.abc import Sequence
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from fuwutai.desk.access import StaffRequest, staff_action, staff_page
from fuwutai.desk.answers import done, refuse_in_form
from fuwutai.desk.drafts.forms import ClauseForm, NewClauseForm
from fuwutai.desk.drafts.listing import EDIT
from fuwutai.desk.drafts.version import back_to, version_page
from fuwutai.desk.drafts.words import title_of
from fuwutai.desk.manuals.changes import numbers_of
from fuwutai.domain.standards import commands, manuals
from fuwutai.domain.standards.choices import DRAFT
from fuwutai.domain.standards.manuals import VersionView, Wording
from fuwutai.kernel.errors import Conflict, Invalid, NotFound

A_PAGE = 50


@staff_page(permission=EDIT, statements=12)
def draft_clauses(request: StaffRequest, version_id: int) -> HttpResponse:
    """Show the clauses as the draft has them, to choose one: `?q=` narrows, `?page=` turns the pages."""
    version = draft_of(request, version_id)
    if version is None:
        return version_page(request, version_id)
    asked = request.GET.get("q", "").strip()
    found = [one for one in manuals.wordings(request.actor, version_id=version_id) if _fits(one, asked)]
    page = Paginator(found, A_PAGE).get_page(request.GET.get("page"))
    context = {
        "version": version,
        "title": title_of(version),
        "asked": asked,
        "page": page,
        "rows": [{"wording": one, "numbers": numbers_of(one)} for one in page.object_list],
        "total": len(found),
    }
    return render(request, "desk/drafts/clauses.html", context)


@staff_page(permission=EDIT, statements=12)
def draft_clause(request: StaffRequest, version_id: int, code: str) -> HttpResponse:
    """Show a clause as the draft has it, to word it anew. Raises: NotFound for a clause that is not there."""
    version = draft_of(request, version_id)
    if version is None:
        return version_page(request, version_id)
    wording = _wording(request, version_id, code)
    return _clause_page(request, version, wording, ClauseForm(wording))


@staff_action(permission=EDIT, statements=30)
def draft_clause_worded(request: StaffRequest, version_id: int, code: str) -> HttpResponse:
    """Save the words of a clause in the draft."""
    version = manuals.version(request.actor, version_id)
    wording = _wording(request, version_id, code)
    form = ClauseForm(wording, request.POST)
    status = 422
    if form.is_valid():
        try:
            commands.word_clause(actor=request.actor, version_id=version_id, clause_code=code, **form.words())
        except (Invalid, Conflict) as error:
            refuse_in_form(form, error)
            status = error.http_status
        else:
            return done(
                request, back_to(version_id, "changes"), _("The draft now says so in %(code)s.") % {"code": code}
            )
    return _clause_page(request, version, wording, form, status)


@staff_page(permission=EDIT, statements=12)
def draft_clause_new(request: StaffRequest, version_id: int) -> HttpResponse:
    """Show the form for a clause that the manual does not have yet."""
    version = draft_of(request, version_id)
    if version is None:
        return version_page(request, version_id)
    return _new_page(request, version, NewClauseForm(_sections(request, version)))


@staff_action(permission=EDIT, statements=30)
def draft_clause_added(request: StaffRequest, version_id: int) -> HttpResponse:
    """Put a new clause into the draft."""
    version = manuals.version(request.actor, version_id)
    form = NewClauseForm(_sections(request, version), request.POST)
    status = 422
    if form.is_valid():
        words = form.words()
        try:
            _refuse_known(request, version_id, words["clause_code"])
            commands.word_clause(actor=request.actor, version_id=version_id, **words)
        except (Invalid, Conflict) as error:
            refuse_in_form(form, error)
            status = error.http_status
        else:
            text = _("The draft now has the clause %(code)s.") % {"code": words["clause_code"]}
            return done(request, back_to(version_id, "changes"), text)
    return _new_page(request, version, form, status)


@staff_action(permission=EDIT, statements=60)
def draft_clause_remove(request: StaffRequest, version_id: int, code: str) -> HttpResponse:
    """Take a clause out of the manual, in the draft; its figures end with it."""
    commands.remove_clause(actor=request.actor, version_id=version_id, clause_code=code)
    text = _("The draft takes %(code)s out of the manual, with its figures.") % {"code": code}
    return done(request, back_to(version_id, "changes"), text)


@staff_action(permission=EDIT, statements=30)
def draft_clause_drop(request: StaffRequest, version_id: int, code: str) -> HttpResponse:
    """Take back what the draft changes in a clause."""
    commands.drop_wording(actor=request.actor, version_id=version_id, clause_code=code)
    text = _("Taken back: %(code)s stays as it is.") % {"code": code}
    return done(request, back_to(version_id, "changes"), text)


def draft_of(request: StaffRequest, version_id: int) -> VersionView | None:
    """Return a version that can be changed, None where it is no draft (any more). Raises: NotFound."""
    version = manuals.version(request.actor, version_id)
    return version if version.state == DRAFT else None


def _fits(wording: Wording, asked: str) -> bool:
    said = (wording.code, wording.numbers, *wording.texts.values())
    return not asked or any(asked.casefold() in one.casefold() for one in said)


def _wording(request: StaffRequest, version_id: int, code: str) -> Wording:
    found = manuals.wordings(request.actor, codes=[code], version_id=version_id)
    if not found:
        raise NotFound
    return found[0]


def _sections(request: StaffRequest, version: VersionView) -> list[tuple[str, str]]:
    """Return the sections of a manual with their headings. Cost: 2 statements or 3."""
    manual = manuals.manual(request.actor, version.manual_code)
    numbers = dict.fromkeys(one.section for one in manuals.wordings(request.actor, version_id=version.id))
    return [(number, manual.heading(number)) for number in numbers]


def _refuse_known(request: StaffRequest, version_id: int, code: str) -> None:
    if manuals.wordings(request.actor, codes=[code], version_id=version_id):
        text = _("There is a clause with this number already. Choose another number, or change that clause.")
        raise Invalid(text, code="clause_known", fields={"clause_code": text})


def _clause_page(
    request: StaffRequest, version: VersionView, wording: Wording, form: ClauseForm, status: int = 200
) -> HttpResponse:
    context = {
        "version": version,
        "title": title_of(version),
        "wording": wording,
        "form": form,
        "heading": manuals.manual(request.actor, version.manual_code).heading(wording.section),
    }
    return render(request, "desk/drafts/clause.html", context, status=status)


def _new_page(request: StaffRequest, version: VersionView, form: NewClauseForm, status: int = 200) -> HttpResponse:
    context: dict[str, Any] = {"version": version, "title": title_of(version), "form": form}
    return render(request, "desk/drafts/clause_new.html", context, status=status)


def clause_options(wordings: Sequence[Wording]) -> list[tuple[str, str]]:
    """Return clauses to choose from: the number and how it begins."""
    return [(one.code, f"{one.code} {one.text[:40]}") for one in wordings]
