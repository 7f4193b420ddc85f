"""Organisations: the list, one with its people, a new one, another name, retired."""

from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from fuwutai.desk.access import StaffRequest, staff_action, staff_page
from fuwutai.desk.answers import done
from fuwutai.desk.customers.form_page import form_page, written
from fuwutai.desk.customers.forms import OrganisationForm
from fuwutai.domain.customers.choices import MEMBER_SIGHTS
from fuwutai.domain.customers.commands import retire_organisation, save_organisation
from fuwutai.domain.customers.organisations import members_of, organisation_page
from fuwutai.domain.customers.organisations import organisation as one_organisation
from fuwutai.domain.customers.policies import may_edit_customers

VIEW, EDIT = "customers.view", "customers.edit"
LONGEST = 160


@staff_page(permission=VIEW, statements=8)
def organisations(request: StaffRequest) -> HttpResponse:
    """List the organisations: `?q=` words of a name, or a register number. Raises: Invalid for a damaged page link."""
    words, cursor = request.GET.get("q", "").replace("\0", "").strip()[:LONGEST], request.GET.get("after")
    found = organisation_page(request.actor, words, cursor)
    url, asked = reverse("desk:organisations"), {"q": words} if words else {}
    context = {
        "room": "organisations",
        "rows": found.rows,
        "words": words,
        "may_edit": may_edit_customers(request.actor),
        "first_url": _address(url, asked) if cursor else "",
        "next_url": _address(url, asked | {"after": found.next}) if found.next else "",
    }
    return render(request, "desk/customers/organisations.html", context)


@staff_page(permission=VIEW, statements=8)
def organisation(request: StaffRequest, organisation_id: int) -> HttpResponse:
    """Show an organisation with those of its people whom the reader sees. Raises: NotFound."""
    found: Any = one_organisation(request.actor, organisation_id)
    members = members_of(request.actor, organisation_id)
    context = {
        "room": "organisations",
        "organisation": found,
        "members": [(one, member, MEMBER_SIGHTS.get(member.sight, member.sight)) for one, member in members],
        "may_edit": may_edit_customers(request.actor) and found.retired_at is None,
    }
    return render(request, "desk/customers/organisation.html", context)


@staff_page(permission=EDIT, statements=8)
def organisation_new(request: StaffRequest) -> HttpResponse:
    """Show the form."""
    return _page(request, OrganisationForm())


@staff_action(permission=EDIT, statements=20)
def organisation_add(request: StaffRequest) -> HttpResponse:
    """Add the organisation."""

    def write(said: dict[str, Any]) -> Any:
        return save_organisation(actor=request.actor, **said)

    return written(
        request, OrganisationForm(request.POST), write, lambda form: _page(request, form),
        onward=lambda made: reverse("desk:organisation", args=[made.pk]),
        said=_("The organisation is added. Now open a customer and put them into it."),
    )  # fmt: skip


@staff_page(permission=EDIT, statements=8)
def organisation_form(request: StaffRequest, organisation_id: int) -> HttpResponse:
    """Show the form as things are. Raises: NotFound."""
    found: Any = one_organisation(request.actor, organisation_id)
    now = {"name": found.name, "register_number": found.register_number}
    return _page(request, OrganisationForm(initial=now), found)


@staff_action(permission=EDIT, statements=20)
def organisation_change(request: StaffRequest, organisation_id: int) -> HttpResponse:
    """Change name and number. Raises: NotFound."""
    found: Any = one_organisation(request.actor, organisation_id)

    def write(said: dict[str, Any]) -> Any:
        return save_organisation(actor=request.actor, organisation_id=organisation_id, **said)

    return written(
        request, OrganisationForm(request.POST), write, lambda form: _page(request, form, found),
        onward=reverse("desk:organisation", args=[organisation_id]), said=_("It is saved."),
    )  # fmt: skip


@staff_action(permission=EDIT, statements=20)
def organisation_retire(request: StaffRequest, organisation_id: int) -> HttpResponse:
    """Put nobody into it any more. Raises: NotFound, Conflict."""
    retire_organisation(actor=request.actor, organisation_id=organisation_id)
    said = _("The organisation is retired. Who belongs to it stays there.")
    return done(request, reverse("desk:organisation", args=[organisation_id]), said)


def _page(request: StaffRequest, form: forms.Form, found: Any = None) -> HttpResponse:
    if found is None:
        return form_page(
            request, form, title=_("Add an organisation"), submit=_("Add"), back=reverse("desk:organisations")
        )  # fmt: skip
    return form_page(
        request, form, title=_("Change the organisation"), submit=_("Save"), about=found.name,
        back=reverse("desk:organisation", args=[found.pk]),
        removal={
            "url": reverse("desk:organisation_retire", args=[found.pk]), "label": _("Retire the organisation"),
            "hint": _("Nobody is put into it any more. Who belongs to it stays there."),
        },
    )  # fmt: skip


def _address(url: str, asked: dict[str, str]) -> str:
    return f"{url}?{urlencode(asked)}" if asked else url
