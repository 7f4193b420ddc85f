"""Change a role, add one, make a shipped one as it was shipped, or take away one of the centre's own."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from fuwutai.desk.access import StaffRequest, staff_action, staff_page
from fuwutai.desk.answers import done, refuse_in_form
from fuwutai.desk.roles.forms import RoleForm
from fuwutai.desk.roles.words import differences
from fuwutai.domain.accounts import commands
from fuwutai.domain.accounts.policies import MORE_THAN_OWN, ROLE_ABOVE, held_by, may_edit_organisation, may_give_role
from fuwutai.domain.accounts.role_pages import Holders, changes_of_role, holders_by_role
from fuwutai.domain.accounts.roles import NOBODY, RoleView, existing_role, role, role_codes, shipped_role
from fuwutai.kernel.errors import Conflict, Invalid, NotFound, Refused

EDIT = "staff.edit"


@staff_page(permission=EDIT, statements=10)
def role_new(request: StaffRequest) -> HttpResponse:
    """Show the form of a new role, filled in as the role `?like=` is."""
    _refuse_others(request)
    return _form_page(request, _new_form(request), None)


@staff_action(permission=EDIT, statements=15)
def role_add(request: StaffRequest) -> HttpResponse:
    """Add a role of the centre's own."""
    _refuse_others(request)
    form = _new_form(request)
    if form.is_valid():
        code = form.cleaned_data["code"]
        if _saved(request, form, code):
            return done(
                request, reverse("desk:role", args=[code]), _("The role is added. You can give it to people now.")
            )
    return _form_page(request, form, None, status=422)


@staff_page(permission=EDIT, statements=10)
def role_edit(request: StaffRequest, code: str) -> HttpResponse:
    """Show the form of a role."""
    found = _role_to_change(request, code)
    return _form_page(request, RoleForm(held=held_by(request.actor), like=found, is_new=False), found)


@staff_action(permission=EDIT, statements=15)
def role_save(request: StaffRequest, code: str) -> HttpResponse:
    """Say what a role allows, how far it sees and what it is called."""
    found = _role_to_change(request, code)
    form = RoleForm(request.POST, held=held_by(request.actor), like=found, is_new=False)
    if form.is_valid() and _saved(request, form, code):
        return done(request, _after(request, code), _("The role is saved. Everybody who has it sees so at once."))
    return _form_page(request, form, found, status=422)


@staff_page(permission=EDIT, statements=10)
def role_put_back(request: StaffRequest, code: str) -> HttpResponse:
    """Ask once more before a role becomes as shipped, or is taken away."""
    found = _role_to_change(request, code)
    shipped = shipped_role(code) or NOBODY
    gives = may_give_role(request.actor, shipped.permissions, shipped.reach)
    return _question(request, found, refusal="" if gives else MORE_THAN_OWN, status=200)


@staff_action(permission=EDIT, statements=15)
def role_remove(request: StaffRequest, code: str) -> HttpResponse:
    """Make a shipped role as it was shipped, or take away one of the centre's own."""
    found = _role_to_change(request, code)
    try:
        commands.remove_role(actor=request.actor, code=code)
    except (Conflict, Refused) as error:
        return _question(request, found, refusal=error.message, status=422)
    if found.is_shipped:
        return done(request, _after(request, code), _("The role is as it was shipped."))
    return done(request, reverse("desk:roles"), _("The role is removed."))


def _refuse_others(request: StaffRequest) -> None:
    """Raise Refused for those who edit people of one unit only: roles are the whole centre's."""
    if not may_edit_organisation(request.actor):
        raise Refused(_("Roles are changed only by those who may change people in the whole centre."))


def _role_to_change(request: StaffRequest, code: str) -> RoleView:
    """Return a role that the reader could give as it is. Raises: Refused, NotFound."""
    _refuse_others(request)
    found = existing_role(code)
    if not may_give_role(request.actor, found.permissions, found.reach):
        raise Refused(ROLE_ABOVE, code="above")
    return found


def _new_form(request: StaffRequest) -> RoleForm:
    like = request.GET.get("like", "")
    start = role(like) if like in role_codes() else NOBODY
    data = request.POST if request.method == "POST" else None
    return RoleForm(data, held=held_by(request.actor), like=start, is_new=True)


def _saved(request: StaffRequest, form: RoleForm, code: str) -> bool:
    """Save what was filled in; a refusal stands in the form, in the reader's language."""
    try:
        commands.save_role(actor=request.actor, code=code, **form.wanted())
    except (Invalid, Conflict, Refused) as error:
        refuse_in_form(form, error)
        return False
    return True


def _after(request: StaffRequest, code: str) -> str:
    """Return where to go on: to the role, but not for a reader who has just lost the sight of roles."""
    if request.staff.role == code and "staff.view" not in role(code).permissions:
        return reverse("desk:sessions")
    return reverse("desk:role", args=[code])


def _form_page(request: StaffRequest, form: RoleForm, found: RoleView | None, status: int = 200) -> HttpResponse:
    context = {
        "form": form,
        "groups": form.groups(),
        "role": found,
        "people": holders_by_role(request.actor).get(found.code, Holders()).active if found else 0,
        "is_own": found is not None and request.staff.role == found.code,
    }
    return render(request, "desk/roles/form.html", context, status=status)


def _question(request: StaffRequest, found: RoleView, refusal: Any, status: int) -> HttpResponse:
    if found.is_shipped and not found.is_changed:
        raise NotFound
    changes = changes_of_role(found)
    context = {
        "role": found,
        "changes": differences(changes) if changes else None,
        "holders": holders_by_role(request.actor).get(found.code, Holders()),
        "refusal": refusal,
    }
    return render(request, "desk/roles/remove.html", context, status=status)
