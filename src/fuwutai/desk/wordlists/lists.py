"""The lists, and one list with its terms."""

from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from fuwutai.desk.access import StaffRequest, staff_action, staff_page
from fuwutai.desk.answers import done, refuse_in_form
from fuwutai.desk.wordlists.forms import NewTermForm
from fuwutai.domain.cases.choices import CATEGORY_TERM, CAUSE_GROUPS, CAUSE_TERM, REGION_TERM, VOCABULARIES
from fuwutai.domain.cases.commands import save_term
from fuwutai.domain.cases.vocabularies import ON_CASES, Entry, label_of, open_uses, vocabulary
from fuwutai.kernel.errors import Invalid

EDIT = "cases.configure"


@staff_page(permission=EDIT, statements=8)
def wordlists(request: StaffRequest) -> HttpResponse:
    """Show the lists, with how many terms of each are in use and retired."""
    what_for = _what_for()
    rows = []
    for name, title in VOCABULARIES.items():
        known = vocabulary(request.actor, name)
        retired = sum(one.is_retired for one in known)
        row = {"name": name, "title": title, "text": what_for[name], "used": len(known) - retired, "retired": retired}
        rows.append(row)
    return render(request, "desk/wordlists/lists.html", {"rows": rows})


@staff_page(permission=EDIT, statements=10)
def wordlist(request: StaffRequest, name: str) -> HttpResponse:
    """Show a list with the form for a new term. Raises: NotFound."""
    vocabulary(request.actor, name)
    return _page(request, name, NewTermForm(name, initial={"under": request.GET.get("under", "")}))


@staff_action(permission=EDIT, statements=25)
def wordlist_add(request: StaffRequest, name: str) -> HttpResponse:
    """Add a term. Raises: NotFound."""
    vocabulary(request.actor, name)
    form = NewTermForm(name, request.POST)
    if form.is_valid():
        try:
            made: Any = save_term(actor=request.actor, vocabulary=name, **form.cleaned_data)
        except Invalid as error:
            refuse_in_form(form, error)
        else:
            said = _("“%(name)s” is added, with the code %(code)s.")
            names = {"name": label_of(name, made.code), "code": made.code}
            return done(request, f"{reverse('desk:wordlist', args=[name])}#term-{made.pk}", said % names)
    return _page(request, name, form, 422)


def _page(request: StaffRequest, name: str, form: forms.Form, status: int = 200) -> HttpResponse:
    known = vocabulary(request.actor, name)
    uses = open_uses(request.actor, name)
    context = {
        "name": name,
        "title": VOCABULARIES[name],
        "text": _what_for()[name],
        "rows": [_row(one, known, uses) for one in known],
        "counted": name in ON_CASES,
        "grouped": name == CAUSE_TERM,
        "is_tree": name == CATEGORY_TERM,
        "is_your_own": name == REGION_TERM,
        "form": form,
    }
    return render(request, "desk/wordlists/list.html", context, status=status)


def _row(one: Entry, known: list[Entry], uses: dict[str, int]) -> dict[str, Any]:
    beside = [other.id for other in known if other.parent == one.parent]
    whole = one.vocabulary == CATEGORY_TERM
    number = sum(uses.get(other.code, 0) for other in known if other is one or (whole and _is_below(other, one)))
    narrowed = urlencode({one.vocabulary: one.code})
    return {
        "term": one,
        "depth": min(one.depth, 4),
        "group": CAUSE_GROUPS.get(one.group, ""),
        "instead": label_of(one.vocabulary, one.instead) if one.instead else "",
        "open": number,
        "open_url": f"{reverse('desk:queue', args=['team'])}?{narrowed}",
        "is_first": beside[0] == one.id,
        "is_last": beside[-1] == one.id,
        "may_have_narrower": whole and not one.is_retired,
    }


def _is_below(one: Entry, other: Entry) -> bool:
    return one.code.startswith(f"{other.code}.")


def _what_for() -> dict[str, str]:
    return {
        "category": _("What a case is about, from wide to narrow. Figures and teams can be chosen by it."),
        "nature": _("What kind of problem it is; cases can be given to teams by it."),
        "region": _("Where the service is needed; cases can be given to teams by it."),
        "resolution": _("How a matter ended, chosen when a case is resolved."),
        "cause": _("Why it came to this: process, system, staff or customer is at the root."),
        "activity": _("For what time is spent on a case."),
    }
