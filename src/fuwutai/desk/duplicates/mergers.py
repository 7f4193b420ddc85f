"""Mergers that were made, and taking one back."""

from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from fuwutai.desk.access import StaffRequest, staff_action, staff_page
from fuwutai.desk.answers import done, refuse_in_form
from fuwutai.desk.duplicates.listing import MERGE
from fuwutai.domain.customers.commands import undo_merger
from fuwutai.domain.customers.duplicates import UNDO_DAYS, merger_lines
from fuwutai.kernel.errors import Conflict


@staff_page(permission=MERGE, statements=12)
def mergers(request: StaffRequest) -> HttpResponse:
    """List the mergers, the newest first. Raises: Invalid for a damaged page link."""
    return _page(request)


@staff_action(permission=MERGE, statements=40)
def merger_undo(request: StaffRequest, merger_id: int) -> HttpResponse:
    """Take a merger back. Raises: NotFound."""
    try:
        undo_merger(actor=request.actor, merger_id=merger_id)
    except Conflict as error:
        form = forms.Form({})
        refuse_in_form(form, error)
        return _page(request, form)
    said = _("They are two customers again. What came after the merger stays with the kept one.")
    return done(request, reverse("desk:mergers"), said)


def _page(request: StaffRequest, form: Any = None) -> HttpResponse:
    cursor = request.GET.get("after")
    found, following = merger_lines(request.actor, cursor)
    url = reverse("desk:mergers")
    context = {
        "room": "duplicates",
        "view": "mergers",
        "rows": found,
        "days": UNDO_DAYS,
        "form": form,
        "first_url": url if cursor else "",
        "next_url": f"{url}?after={following}" if following else "",
    }
    return render(request, "desk/duplicates/mergers.html", context, status=422 if form else 200)
