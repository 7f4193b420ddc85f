"""One's own account: mail address, ways of signing in, and what happened at the door."""

from typing import Any, cast

from django.contrib.auth import update_session_auth_hash
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters

from fuwutai.desk.access import StaffRequest, staff_action, staff_page
from fuwutai.desk.accounts.own_forms import OwnMailForm, OwnPasswordForm, unlinked
from fuwutai.desk.accounts.words import history_lines
from fuwutai.desk.answers import done, refuse_in_form
from fuwutai.domain.accounts.commands import change_mail, change_own_password, rename_session, unlink_outside
from fuwutai.domain.accounts.profile import own_profile, sign_in_history
from fuwutai.kernel import rate_limit
from fuwutai.kernel.errors import Invalid

PROFILE, PASSWORD, HISTORY = (f"desk/accounts/{name}.html" for name in ("profile", "password", "sign_in_history"))
GUESSES = "10/hour"
"""How often somebody at a browser left open may try the password of whose it is."""


@staff_page(permission=None, statements=10)
def profile(request: StaffRequest) -> HttpResponse:
    """Show one's own account."""
    view = own_profile(request.actor)
    return render(request, PROFILE, {"profile": view, "form": OwnMailForm(initial={"mail": view.mail})})


@staff_action(permission=None, statements=25)
@sensitive_post_parameters("password")
def profile_mail(request: StaffRequest) -> HttpResponse:
    """Change one's own mail address."""
    form = OwnMailForm(request.POST)
    if form.is_valid():
        rate_limit.spend(GUESSES, "own_password", str(request.actor.id))
        try:
            change_mail(actor=request.actor, staff_id=request.staff.pk, **form.cleaned_data)
        except Invalid as error:
            refuse_in_form(form, error)
        else:
            return done(request, reverse("desk:profile"), _("Your mail address is saved."))
    return render(request, PROFILE, {"profile": own_profile(request.actor), "form": form}, status=422)


@staff_action(permission=None, statements=20)
def profile_unlink(request: StaffRequest) -> HttpResponse:
    """Unlink an account of another system; one's other browsers are signed out. Raises: Conflict."""
    unlink_outside(
        actor=request.actor, staff_id=request.staff.pk, identity_id=unlinked(request.POST),
        staff_session_id=cast(Any, request).staff_session.pk,
    )  # fmt: skip
    return done(request, reverse("desk:profile"), _("The account is unlinked, and your other browsers are signed out."))


@staff_page(permission=None, statements=6)
def password_form(request: StaffRequest) -> HttpResponse:
    """Show the form for another password of one's own."""
    return _password_page(request, OwnPasswordForm())


@staff_action(permission=None, statements=26)
@sensitive_post_parameters("old", "password", "again")
def password(request: StaffRequest) -> HttpResponse:
    """Change one's own password; all other browsers are signed out, and this one goes on under a new key."""
    form = OwnPasswordForm(request.POST)
    if form.is_valid():
        rate_limit.spend(GUESSES, "own_password", str(request.actor.id))
        here = cast(Any, request).staff_session.pk
        said = form.cleaned_data
        try:
            person = change_own_password(
                actor=request.actor, old=said["old"], new=said["password"], staff_session_id=here
            )
        except Invalid as error:
            refuse_in_form(form, error)
        else:
            cast(Any, request).user = person
            update_session_auth_hash(request, person)
            key = request.session.session_key or ""
            rename_session(actor=request.actor, staff_session_id=here, session_key=key)
            text = _("Your new password holds. Your other browsers are signed out.")
            return done(request, reverse("desk:profile"), text)
    return _password_page(request, form, 422)


@staff_page(permission=None, statements=8)
def sign_ins(request: StaffRequest) -> HttpResponse:
    """List what happened at one's own door. Raises: Invalid for a damaged page link."""
    cursor = request.GET.get("after")
    found = sign_in_history(request.actor, request.staff.pk, cursor)
    here = reverse("desk:sign_ins")
    context = {
        "lines": history_lines(found.rows, request.staff.pk),
        "older": f"{here}?{urlencode({'after': found.next})}" if found.next else "",
        "first": here if cursor else "",
    }
    return render(request, HISTORY, context)


def _password_page(request: StaffRequest, form: OwnPasswordForm, status: int = 200) -> HttpResponse:
    must = request.staff.must_change_password
    context = {"form": form, "must": must, "has_password": request.staff.has_usable_password()}
    return render(request, PASSWORD, context, status=status)
