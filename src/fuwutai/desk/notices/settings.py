"""How one is told, and how the people of each role are."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fuwutai.desk.access import StaffRequest, staff_action, staff_page
from fuwutai.desk.answers import done, refuse_in_form
from fuwutai.desk.notices.forms import WishesForm
from fuwutai.domain.accounts.profile import own_profile
from fuwutai.domain.accounts.roles import existing_role, roles
from fuwutai.domain.notices.commands import choose_own_ways, choose_ways_of_role, follow_centre, follow_shipped
from fuwutai.domain.notices.ways import changed_roles, may_set_for_roles, own_wishes, wishes_of_role
from fuwutai.kernel import mail
from fuwutai.kernel.errors import Invalid, Refused, Text

EDIT = "centre.edit"
SAVED: Text = gettext_lazy("It is saved and holds for what comes from now on.")


@staff_page(permission=None, statements=12)
def notice_settings(request: StaffRequest) -> HttpResponse:
    """Show how the person is told. Raises: Refused for a program."""
    return _own_page(request, WishesForm.of(own_wishes(request.actor)))


@staff_action(permission=None, statements=20)
def notice_settings_save(request: StaffRequest) -> HttpResponse:
    """Keep how the person wishes to be told; it holds for what comes from now on."""
    form = WishesForm(request.POST)
    if form.is_valid():
        try:
            choose_own_ways(actor=request.actor, **form.wished())
        except Invalid as error:
            refuse_in_form(form, error)
        else:
            return done(request, reverse("desk:notice_settings"), SAVED)
    return _own_page(request, form, 422)


@staff_action(permission=None, statements=14)
def notice_settings_reset(request: StaffRequest) -> HttpResponse:
    """Let the person be told as the centre has it for her role."""
    follow_centre(actor=request.actor)
    return done(request, reverse("desk:notice_settings"), _("You are told again as the centre has it for your role."))


@staff_page(permission=EDIT, statements=8)
def notice_roles(request: StaffRequest) -> HttpResponse:
    """List the roles, with those for which the centre changed how people are told. Raises: Refused."""
    changed = changed_roles(request.actor)
    rows = [{"code": role.code, "name": role.name, "is_changed": role.code in changed} for role in roles()]
    return render(request, "desk/notices/roles.html", {"rows": rows})


@staff_page(permission=EDIT, statements=9)
def notice_role(request: StaffRequest, role: str) -> HttpResponse:
    """Show how the people of a role are told. Raises: Refused, NotFound."""
    if not may_set_for_roles(request.actor):
        raise Refused
    existing_role(role)
    return _role_page(request, role, WishesForm.of(wishes_of_role(role)))


@staff_action(permission=EDIT, statements=20)
def notice_role_save(request: StaffRequest, role: str) -> HttpResponse:
    """Keep how the people of a role are told. Raises: Refused, NotFound."""
    if not may_set_for_roles(request.actor):
        raise Refused
    form = WishesForm(request.POST)
    if form.is_valid():
        try:
            choose_ways_of_role(actor=request.actor, role=role, **form.wished())
        except Invalid as error:
            refuse_in_form(form, error)
        else:
            return done(request, reverse("desk:notice_roles"), SAVED)
    return _role_page(request, role, form, 422)


@staff_action(permission=EDIT, statements=16)
def notice_role_reset(request: StaffRequest, role: str) -> HttpResponse:
    """Let the people of a role be told as shipped. Raises: Refused, NotFound."""
    follow_shipped(actor=request.actor, role=role)
    return done(request, reverse("desk:notice_roles"), _("The people of this role are told as shipped again."))


def _own_page(request: StaffRequest, form: WishesForm, status: int = 200) -> HttpResponse:
    own = own_wishes(request.actor).own
    context = {
        **_about_mail(), "form": form, "mail": own_profile(request.actor).mail, "has_own": bool(own),
        "may_set_for_roles": may_set_for_roles(request.actor),
    }  # fmt: skip
    return render(request, "desk/notices/settings.html", context, status=status)


def _role_page(request: StaffRequest, code: str, form: WishesForm, status: int = 200) -> HttpResponse:
    context = {
        **_about_mail(), "form": form, "role": existing_role(code),
        "has_own": code in changed_roles(request.actor),
    }  # fmt: skip
    return render(request, "desk/notices/role.html", context, status=status)


def _about_mail() -> dict[str, Any]:
    return {"mail_is_set_up": mail.is_set_up()}
