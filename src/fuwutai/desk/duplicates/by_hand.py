"""Merging from the page of a customer: find the other one by a number, an address or a case, then look at both."""

from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from fuwutai.desk.access import StaffRequest, staff_action, staff_page
from fuwutai.desk.answers import done, refuse_in_form
from fuwutai.desk.duplicates import words
from fuwutai.desk.duplicates.listing import MERGE, KeepForm, merged
from fuwutai.desk.look_ups import look_up
from fuwutai.desk.looks import look_at_customer
from fuwutai.domain.cases.queries import case_by_number
from fuwutai.domain.customers.commands import merge_customers
from fuwutai.domain.customers.duplicates import two_sides
from fuwutai.domain.customers.queries import visible_customers
from fuwutai.kernel.errors import Conflict, Invalid, NotFound

LONGEST = 80


@staff_page(permission=MERGE, statements=12)
def customer_merge_find(request: StaffRequest, customer_id: int) -> HttpResponse:
    """Show the field for the other customer. Raises: NotFound."""
    return _search_page(request, customer_id)


@staff_action(permission=MERGE, statements=25)
def customer_merge_found(request: StaffRequest, customer_id: int) -> HttpResponse:
    """Find the other customer by `q`, and lead to both beside each other. Raises: NotFound."""
    asked = request.POST.get("q", "").replace("\0", "").strip()[:LONGEST]
    own = _customer(request, customer_id)
    other = _other(request, asked)
    if other in (None, own.pk):
        same = other is not None
        said = _("This is the same customer.") if same else _("Nobody whom you see has this number or address.")
        return _search_page(request, customer_id, asked, said)
    return done(request, reverse("desk:customer_merge_pair", args=[own.pk, other]))


@staff_page(permission=MERGE, statements=12)
def customer_merge_pair(request: StaffRequest, customer_id: int, other_id: int) -> HttpResponse:
    """Show both beside each other. Raises: NotFound."""
    return _pair_page(request, customer_id, other_id)


@staff_action(permission=MERGE, statements=45)
def customer_merge(request: StaffRequest, customer_id: int, other_id: int) -> HttpResponse:
    """Merge the two, keeping the one of `keep`, and lead to them. Raises: NotFound."""
    form = KeepForm(request.POST, ids=(customer_id, other_id))
    if form.is_valid():
        kept = int(form.cleaned_data["keep"])
        absorbed = other_id if kept == customer_id else customer_id
        try:
            merge_customers(actor=request.actor, kept_id=kept, absorbed_id=absorbed)
        except (Conflict, Invalid) as error:
            refuse_in_form(form, error)
        else:
            return done(request, reverse("desk:customer", args=[kept]), merged())
    return _pair_page(request, customer_id, other_id, form)


def _customer(request: StaffRequest, customer_id: int) -> Any:
    found = visible_customers(request.actor).filter(pk=customer_id).first()
    if found is None:
        raise NotFound
    return found


def _other(request: StaffRequest, asked: str) -> int | None:
    """Return the customer whom a number, an address or a case names, where the reader sees them."""
    found = look_up(request.actor, asked, "desk:customer_merge")
    if found is None and (case := case_by_number(request.actor, asked)) is not None:
        found = case.customer.merged_into or case.customer
    if found is None or not visible_customers(request.actor).filter(pk=found.pk).exists():
        return None
    pk: int = found.pk
    return pk


def _search_page(request: StaffRequest, customer_id: int, asked: str = "", said: str = "") -> HttpResponse:
    context = {"room": "duplicates", "customer": _customer(request, customer_id), "asked": asked, "said": said}
    return render(request, "desk/duplicates/find.html", context, status=422 if said else 200)


def _pair_page(
    request: StaffRequest, customer_id: int, other_id: int, form: forms.Form | None = None
) -> HttpResponse:
    own, other, score = two_sides(request.actor, customer_id, other_id)
    for one in (own, other):
        look_at_customer(request.actor, one.id, "desk:customer_merge_pair")
    context = {
        "room": "duplicates",
        "is_open": True,
        "sides": [words.side(own), words.side(other)],
        "score": words.score(score.percent),
        "reasons": words.reasons(score.reasons),
        "merge_url": reverse("desk:customer_merge_pair", args=[customer_id, other_id]),
        "form": form,
        "kept": (form.data.get("keep") if form else "") or str(customer_id),
    }
    return render(request, "desk/duplicates/duplicate.html", context, status=422 if form else 200)
