"""How a person signs in: a link to choose a password, second factor, mail address, what happened at the door."""

from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from fuwutai.desk.access import StaffRequest, staff_action, staff_page
from fuwutai.desk.accounts.own_forms import MailForm, unlinked
from fuwutai.desk.accounts.words import history_lines
from fuwutai.desk.answers import done, refuse_in_form
from fuwutai.domain.accounts.commands import change_mail, make_sign_in_link, remove_second_factor, unlink_outside
from fuwutai.domain.accounts.directory import person_to_change
from fuwutai.domain.accounts.profile import person_with_history, sign_in_history
from fuwutai.kernel.errors import Conflict, Invalid

EDIT = "staff.edit"
LINK, FACTOR, MAIL = (f"desk/people/{name}.html" for name in ("link", "second_factor", "mail"))
HISTORY = "desk/accounts/sign_in_history.html"


@staff_page(permission=EDIT, statements=10)
def link_form(request: StaffRequest, staff_id: int) -> HttpResponse:
    """Say what the link does. Raises: NotFound, Refused."""
    found = person_to_change(request.actor, staff_id)
    return _page(request, LINK, found, is_new=not found.has_usable_password())


@staff_action(permission=EDIT, statements=25)
def link_make(request: StaffRequest, staff_id: int) -> HttpResponse:
    """Make the link and show it this once, in the answer itself: it is kept nowhere. Raises: NotFound, Refused."""
    found = person_to_change(request.actor, staff_id)
    try:
        made = make_sign_in_link(actor=request.actor, staff_id=staff_id)
    except Conflict as error:
        return _page(request, LINK, found, _refusal(error), 422, is_new=not found.has_usable_password())
    address = f"{reverse('desk:sign_in_link')}?{urlencode({'key': made.secret})}"
    return _page(
        request, LINK, found, address=request.build_absolute_uri(address), expires_at=made.link.expires_at
    )


@staff_page(permission=EDIT, statements=10)
def factor_form(request: StaffRequest, staff_id: int) -> HttpResponse:
    """Say what taking the second factor away does. Raises: NotFound, Refused."""
    return _page(request, FACTOR, person_to_change(request.actor, staff_id))


@staff_action(permission=EDIT, statements=28)
def factor_remove(request: StaffRequest, staff_id: int) -> HttpResponse:
    """Take the second factor away. Raises: NotFound, Refused."""
    found = person_to_change(request.actor, staff_id)
    try:
        remove_second_factor(actor=request.actor, staff_id=staff_id)
    except Conflict as error:
        return _page(request, FACTOR, found, _refusal(error), 422)
    text = _("%(name)s signs in without a second factor now.") % {"name": found.display_name}
    return done(request, reverse("desk:person", args=[staff_id]), text)


@staff_page(permission=EDIT, statements=10)
def mail_form(request: StaffRequest, staff_id: int) -> HttpResponse:
    """Show the mail address of a person. Raises: NotFound, Refused."""
    found = person_to_change(request.actor, staff_id)
    return _page(request, MAIL, found, MailForm(initial={"mail": found.mail or ""}))


@staff_action(permission=EDIT, statements=28)
def mail_change(request: StaffRequest, staff_id: int) -> HttpResponse:
    """Change the mail address; one's own is changed in one's own account. Raises: NotFound, Refused."""
    found = person_to_change(request.actor, staff_id)
    if staff_id == request.actor.id:
        return done(request, reverse("desk:profile"), _("Change your own address here, with your password."))
    form = MailForm(request.POST)
    if form.is_valid():
        try:
            change_mail(actor=request.actor, staff_id=staff_id, mail=form.cleaned_data["mail"])
        except Invalid as error:
            refuse_in_form(form, error)
        else:
            text = _("The mail address of %(name)s is saved.") % {"name": found.display_name}
            return done(request, reverse("desk:person", args=[staff_id]), text)
    return _page(request, MAIL, found, form, 422)


@staff_action(permission=EDIT, statements=22)
def account_unlink(request: StaffRequest, staff_id: int) -> HttpResponse:
    """Unlink an account of another system from a person. Raises: NotFound, Refused, Conflict."""
    unlink_outside(actor=request.actor, staff_id=staff_id, identity_id=unlinked(request.POST))
    text = _("The account is unlinked, and the person is signed out.")
    return done(request, reverse("desk:person", args=[staff_id]), text)


@staff_page(permission=EDIT, statements=10)
def person_sign_ins(request: StaffRequest, staff_id: int) -> HttpResponse:
    """List what happened at a person's door. Raises: NotFound, Invalid for a damaged page link."""
    found: Any = person_with_history(request.actor, staff_id)
    cursor = request.GET.get("after")
    page = sign_in_history(request.actor, staff_id, cursor)
    here = reverse("desk:person_sign_ins", args=[staff_id])
    context = {
        "person": found,
        "lines": history_lines(page.rows, staff_id),
        "older": f"{here}?{urlencode({'after': page.next})}" if page.next else "",
        "first": here if cursor else "",
    }
    return render(request, HISTORY, context)


def _refusal(error: Conflict) -> forms.Form:
    form = forms.Form({})
    refuse_in_form(form, error)
    return form


def _page(
    request: StaffRequest, template: str, found: Any, form: forms.Form | None = None, status: int = 200, **more: Any
) -> HttpResponse:
    return render(request, template, {"room": "people", "person": found, "form": form, **more}, status=status)
