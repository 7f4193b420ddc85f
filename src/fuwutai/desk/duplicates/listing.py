"""Customers who may be one person: the list, two beside each other, and what a person decides."""

from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from fuwutai.desk.access import StaffRequest, staff_action, staff_page
from fuwutai.desk.answers import done, refuse_in_form
from fuwutai.desk.duplicates import words
from fuwutai.desk.looks import look_at_customer
from fuwutai.domain.customers.choices import OPEN
from fuwutai.domain.customers.commands import dismiss_suggestion, merge_customers
from fuwutai.domain.customers.duplicates import open_count, open_pairs, pair
from fuwutai.kernel.errors import Conflict

MERGE = "customers.merge"


@staff_page(permission=MERGE, statements=12)
def duplicates(request: StaffRequest) -> HttpResponse:
    """List the pairs to be looked at, the likeliest first. Raises: Invalid for a damaged page link."""
    cursor = request.GET.get("after")
    found, following = open_pairs(request.actor, cursor)
    url = reverse("desk:duplicates")
    context = {
        "room": "duplicates",
        "view": "open",
        "rows": [_row(one) for one in found],
        "count": open_count(request.actor),
        "first_url": url if cursor else "",
        "next_url": f"{url}?after={following}" if following else "",
    }
    return render(request, "desk/duplicates/duplicates.html", context)


@staff_page(permission=MERGE, statements=12)
def duplicate(request: StaffRequest, suggestion_id: int) -> HttpResponse:
    """Show two customers beside each other. Raises: NotFound."""
    return _page(request, suggestion_id)


@staff_action(permission=MERGE, statements=40)
def duplicate_merge(request: StaffRequest, suggestion_id: int) -> HttpResponse:
    """Merge the two, keeping the one of `keep`. Raises: NotFound."""
    found = pair(request.actor, suggestion_id)
    ids = (found.first.id, found.second.id)
    form = KeepForm(request.POST, ids=ids)
    if not form.is_valid():
        return _page(request, suggestion_id, form)
    kept = int(form.cleaned_data["keep"])
    try:
        merge_customers(actor=request.actor, kept_id=kept, absorbed_id=next(pk for pk in ids if pk != kept))
    except Conflict as error:
        refuse_in_form(form, error)
        return _page(request, suggestion_id, form)
    return done(request, reverse("desk:duplicates"), merged())


@staff_action(permission=MERGE, statements=30)
def duplicate_dismiss(request: StaffRequest, suggestion_id: int) -> HttpResponse:
    """Note that the two are two different people. Raises: NotFound."""
    try:
        dismiss_suggestion(actor=request.actor, suggestion_id=suggestion_id)
    except Conflict as error:
        form = forms.Form({})
        refuse_in_form(form, error)
        return _page(request, suggestion_id, form)
    return done(request, reverse("desk:duplicates"), _("Noted: two different people. They are not suggested again."))


class KeepForm(forms.Form):
    """Which of two customers is kept."""

    keep = forms.ChoiceField()

    def __init__(self, *args: Any, ids: tuple[int, int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["keep"]
        field.label = _("Keep")
        field.choices = [(str(pk), str(pk)) for pk in ids]
        field.error_messages["required"] = _("Choose whom to keep.")


def merged() -> str:
    """Return what a person is told after a merger."""
    return _("The two are one customer now. For 30 days this can be taken back under “Mergers”.")


def _page(request: StaffRequest, suggestion_id: int, form: forms.Form | None = None) -> HttpResponse:
    found = pair(request.actor, suggestion_id)
    for one in (found.first, found.second):
        look_at_customer(request.actor, one.id, "desk:duplicate")
    suggestion = found.suggestion
    context = {
        "room": "duplicates",
        "suggestion": suggestion,
        "is_open": suggestion.state == OPEN,
        "sides": [words.side(found.first), words.side(found.second)],
        "score": words.score(suggestion.score_percent),
        "reasons": words.reasons(suggestion.reasons),
        "merge_url": reverse("desk:duplicate_merge", args=[suggestion_id]),
        "dismiss_url": reverse("desk:duplicate_dismiss", args=[suggestion_id]),
        "form": form,
        "kept": (form.data.get("keep") if form else "") or str(found.first.id),
    }
    return render(request, "desk/duplicates/duplicate.html", context, status=422 if form else 200)


def _row(found: Any) -> dict[str, Any]:
    return {
        "id": found.suggestion.pk,
        "sides": [words.side(found.first), words.side(found.second)],
        "score": words.score(found.suggestion.score_percent),
        "reasons": words.reasons(found.suggestion.reasons),
    }
