"""Add a person."""

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from fuwutai.desk.access import StaffRequest, staff_action, staff_page
from fuwutai.desk.answers import done, refuse_in_form
from fuwutai.desk.people.forms import NewPersonForm
from fuwutai.domain.accounts.commands import create_staff
from fuwutai.kernel.errors import Invalid

EDIT = "staff.edit"


@staff_page(permission=EDIT, statements=10)
def person_new(request: StaffRequest) -> HttpResponse:
    """Show the form; who adds within her own unit finds it chosen."""
    return _page(request, NewPersonForm(actor=request.actor, initial={"unit_id": request.actor.unit_id}))


@staff_action(permission=EDIT, statements=25)
def person_add(request: StaffRequest) -> HttpResponse:
    """Add the person, and show what she sees and may do."""
    form = NewPersonForm(request.POST, actor=request.actor)
    if form.is_valid():
        try:
            made = create_staff(actor=request.actor, **form.chosen())
        except Invalid as error:
            refuse_in_form(form, error)
        else:
            if form.cleaned_data["password"]:
                text = _("%(name)s is added and can sign in with the first password.") % {"name": made.display_name}
            else:
                text = _("%(name)s is added. Make a link by which the person chooses a password.") % {
                    "name": made.display_name
                }
                return done(request, reverse("desk:person_link", args=[made.pk]), text)
            return done(request, reverse("desk:person", args=[made.pk]), text)
    return _page(request, form, 422)


def _page(request: StaffRequest, form: NewPersonForm, status: int = 200) -> HttpResponse:
    return render(request, "desk/people/new.html", {"room": "people", "form": form}, status=status)
