"""The centre's figures of security."""

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from fuwutai.desk.access import StaffRequest, staff_action, staff_page
from fuwutai.desk.accounts.centre_forms import SecurityForm
from fuwutai.desk.answers import done, refuse_in_form
from fuwutai.domain.accounts import queries
from fuwutai.domain.accounts.commands import change_security
from fuwutai.domain.accounts.policies import may_edit_security
from fuwutai.kernel.errors import Invalid, Refused

EDIT = "centre.edit"


@staff_page(permission=EDIT, statements=8)
def security_form(request: StaffRequest) -> HttpResponse:
    """Show the figures as they are. Raises: Refused."""
    here = queries.centre()
    if here is None or not may_edit_security(request.actor):
        raise Refused
    now = {name: getattr(here, name) for name in SecurityForm.base_fields}
    return _page(request, SecurityForm(initial=now))


@staff_action(permission=EDIT, statements=22)
def security_change(request: StaffRequest) -> HttpResponse:
    """Change the figures; they hold at once. Raises: Refused."""
    form = SecurityForm(request.POST)
    if form.is_valid():
        try:
            change_security(actor=request.actor, **form.cleaned_data)
        except Invalid as error:
            refuse_in_form(form, error)
        else:
            return done(request, reverse("desk:centre_security"), _("It is saved and holds at once."))
    return _page(request, form, 422)


def _page(request: StaffRequest, form: SecurityForm, status: int = 200) -> HttpResponse:
    return render(request, "desk/accounts/security.html", {"form": form}, status=status)
