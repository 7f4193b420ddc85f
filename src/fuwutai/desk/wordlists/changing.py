"""One term: another name, another place among those beside it, retired and brought back."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from fuwutai.desk.access import StaffRequest, staff_action, staff_page
from fuwutai.desk.answers import done, refuse_in_form
from fuwutai.desk.wordlists.forms import RetireForm, TermForm
from fuwutai.desk.wordlists.lists import EDIT
from fuwutai.domain.cases.choices import VOCABULARIES
from fuwutai.domain.cases.commands import order_terms, restore_term, retire_term, save_term
from fuwutai.domain.cases.vocabularies import Entry, entries, label_of, offered
from fuwutai.domain.cases.vocabularies import term as term_named
from fuwutai.kernel.errors import Conflict, Invalid


@staff_page(permission=EDIT, statements=8)
def term(request: StaffRequest, term_id: int) -> HttpResponse:
    """Show a term with what can be done with it. Raises: NotFound."""
    return _page(request, term_named(request.actor, term_id))


@staff_action(permission=EDIT, statements=20)
def term_rename(request: StaffRequest, term_id: int) -> HttpResponse:
    """Give the term another name, and a cause another group. Raises: NotFound."""
    found = term_named(request.actor, term_id)
    form = TermForm(found.vocabulary, request.POST)
    if form.is_valid():
        try:
            save_term(actor=request.actor, term_id=term_id, **form.cleaned_data)
        except Invalid as error:
            refuse_in_form(form, error)
        else:
            return _back(request, found, _("The term is saved; cases that have it show the new name at once."))
    return _page(request, found, form=form)


@staff_action(permission=EDIT, statements=20)
def term_retire(request: StaffRequest, term_id: int) -> HttpResponse:
    """Let new cases take the term no more. Raises: NotFound."""
    found = term_named(request.actor, term_id)
    form = RetireForm(_others(found), request.POST)
    if form.is_valid():
        try:
            retire_term(actor=request.actor, term_id=term_id, **form.cleaned_data)
        except (Invalid, Conflict) as error:
            refuse_in_form(form, error)
        else:
            return _back(request, found, _("The term is retired. Cases that have it keep it."))
    return _page(request, found, retire_form=form)


@staff_action(permission=EDIT, statements=20)
def term_restore(request: StaffRequest, term_id: int) -> HttpResponse:
    """Let new cases take the term again. Raises: NotFound."""
    found = term_named(request.actor, term_id)
    try:
        restore_term(actor=request.actor, term_id=term_id)
    except Conflict as error:
        return _page(request, found, refused=error.message)
    return _back(request, found, _("New cases may take the term again."))


@staff_action(permission=EDIT, statements=20)
def term_move(request: StaffRequest, term_id: int) -> HttpResponse:
    """Move the term one place up or down among those beside it. Raises: NotFound."""
    found = term_named(request.actor, term_id)
    beside = [one.id for one in entries(found.vocabulary) if one.parent == found.parent]
    here = beside.index(term_id)
    there = here + (-1 if request.POST.get("to") == "up" else 1)
    if 0 <= there < len(beside):
        beside[here], beside[there] = beside[there], beside[here]
        order_terms(actor=request.actor, vocabulary=found.vocabulary, term_ids=beside)
    return _back(request, found, _("The order is saved."))


def _others(found: Entry) -> dict[str, str]:
    return {code: label for code, label in offered(found.vocabulary).items() if code != found.code}


def _back(request: StaffRequest, found: Entry, said: str) -> HttpResponse:
    return done(request, f"{reverse('desk:wordlist', args=[found.vocabulary])}#term-{found.id}", said)


def _page(request: StaffRequest, found: Entry, **refused: Any) -> HttpResponse:
    context = {
        "term": found,
        "label": label_of(found.vocabulary, found.code),
        "list": VOCABULARIES[found.vocabulary],
        "instead": label_of(found.vocabulary, found.instead) if found.instead else "",
        "form": TermForm(found.vocabulary, initial={"name": found.label, "group": found.group}),
        "retire_form": RetireForm(_others(found)),
    }
    return render(request, "desk/wordlists/term.html", context | refused, status=422 if refused else 200)
