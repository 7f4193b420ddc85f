"""The directories by which people sign in: added, changed, checked; listed beside the providers."""

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters

from fuwutai.desk.access import StaffRequest, staff_action, staff_page
from fuwutai.desk.accounts.directory_forms import DirectoryForm, NewDirectoryForm
from fuwutai.desk.answers import done, refuse_in_form
from fuwutai.domain.accounts.commands import save_directory
from fuwutai.domain.accounts.directories import Checked, check_directory, directory_to_change, is_library_there
from fuwutai.domain.accounts.policies import may_edit_providers
from fuwutai.kernel import rate_limit
from fuwutai.kernel.errors import Invalid, Refused

EDIT = "centre.edit"
CHECKS = "10/minute"
KEPT_SECRET = "bind_password"


@staff_page(permission=EDIT, statements=8)
def directory_new(request: StaffRequest) -> HttpResponse:
    """Show the form of a new directory. Raises: Refused."""
    _check(request)
    return _page(request, NewDirectoryForm())


@staff_action(permission=EDIT, statements=22)
@sensitive_post_parameters(KEPT_SECRET)
def directory_add(request: StaffRequest) -> HttpResponse:
    """Add the directory. Raises: Refused."""
    _check(request)
    return _saved(request, NewDirectoryForm(request.POST))


@staff_page(permission=EDIT, statements=8)
def directory_form(request: StaffRequest, directory_id: int) -> HttpResponse:
    """Show the form of a directory, without its password. Raises: Refused, NotFound."""
    return _page(request, _filled(request, directory_id), directory_id)


@staff_action(permission=EDIT, statements=22)
@sensitive_post_parameters(KEPT_SECRET)
def directory_change(request: StaffRequest, directory_id: int) -> HttpResponse:
    """Change the directory. Raises: Refused, NotFound."""
    directory_to_change(request.actor, directory_id)
    return _saved(request, DirectoryForm(request.POST), directory_id)


@staff_action(permission=EDIT, statements=12)
def directory_check(request: StaffRequest, directory_id: int) -> HttpResponse:
    """Say what the service account finds in the directory as it is saved. Raises: Refused, NotFound, TooMany."""
    form = _filled(request, directory_id)
    rate_limit.spend(CHECKS, "directory_check", str(request.actor.id))
    return _page(request, form, directory_id, found=check_directory(request.actor, directory_id))


def _check(request: StaffRequest) -> None:
    if not may_edit_providers(request.actor):
        raise Refused


def _filled(request: StaffRequest, directory_id: int) -> DirectoryForm:
    found = directory_to_change(request.actor, directory_id)
    shown = [name for name in DirectoryForm.base_fields if name != KEPT_SECRET]
    return DirectoryForm(initial={name: getattr(found, name) for name in shown})


def _saved(request: StaffRequest, form: DirectoryForm, directory_id: int | None = None) -> HttpResponse:
    if form.is_valid():
        try:
            saved = save_directory(actor=request.actor, directory_id=directory_id, **form.cleaned_data)
        except Invalid as error:
            refuse_in_form(form, error)
        else:
            return done(request, reverse("desk:directory", args=[saved.pk]), _("It is saved and holds at once."))
    return _page(request, form, directory_id, 422)


def _page(
    request: StaffRequest,
    form: DirectoryForm,
    directory_id: int | None = None,
    status: int = 200,
    found: Checked | None = None,
) -> HttpResponse:
    context = {
        "form": form, "directory_id": directory_id, "is_library_there": is_library_there(), "found": found,
    }  # fmt: skip
    return render(request, "desk/accounts/directory.html", context, status=status)
