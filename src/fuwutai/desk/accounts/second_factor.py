"""One's own second factor: set it up, renew the recovery codes, turn it off."""

import base64
from typing import Any

import segno
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters

from fuwutai.desk.access import StaffRequest, staff_action, staff_page
from fuwutai.desk.accounts.own_forms import FirstCodeForm, ProofForm
from fuwutai.desk.answers import done, refuse_in_form
from fuwutai.domain.accounts.commands import (
    begin_second_factor,
    confirm_second_factor,
    renew_recovery_codes,
    turn_off_second_factor,
)
from fuwutai.domain.accounts.second_factor import FactorView, own_factor
from fuwutai.kernel import rate_limit
from fuwutai.kernel.errors import Conflict, Invalid

PAGE, CODES_PAGE = "desk/accounts/second_factor.html", "desk/accounts/recovery_codes.html"
GUESSES = "10/hour"
"""How often somebody at a browser left open may try the password of whose it is."""


@staff_page(permission=None, statements=8)
def second_factor(request: StaffRequest) -> HttpResponse:
    """Show how the second factor stands and, while it is being set up, what the telephone reads."""
    return _page(request, own_factor(request.actor))


@staff_action(permission=None, statements=14)
def second_factor_begin(request: StaffRequest) -> HttpResponse:
    """Make a new secret for a telephone."""
    begin_second_factor(actor=request.actor)
    return done(request, reverse("desk:second_factor"))


@staff_action(permission=None, statements=22)
@sensitive_post_parameters("code", "proof")
def second_factor_confirm(request: StaffRequest) -> HttpResponse:
    """Turn it on with a first code and show the recovery codes this once."""
    form = FirstCodeForm(request.POST, has_password=request.staff.has_usable_password())
    if form.is_valid():
        rate_limit.spend(GUESSES, "own_password", str(request.actor.id))
        try:
            codes = confirm_second_factor(actor=request.actor, **form.cleaned_data)
        except (Invalid, Conflict) as error:
            refuse_in_form(form, error)
        else:
            return _codes_page(request, codes)
    return _page(request, own_factor(request.actor), first=form, status=422)


@staff_action(permission=None, statements=22)
@sensitive_post_parameters("proof")
def second_factor_renew(request: StaffRequest) -> HttpResponse:
    """Show new recovery codes this once; those before are void."""
    view = own_factor(request.actor)
    form = ProofForm(request.POST, has_password=view.has_password, prefix="renew")
    if form.is_valid():
        rate_limit.spend(GUESSES, "own_password", str(request.actor.id))
        try:
            codes = renew_recovery_codes(actor=request.actor, proof=form.cleaned_data["proof"])
        except (Invalid, Conflict) as error:
            refuse_in_form(form, error)
        else:
            return _codes_page(request, codes)
    return _page(request, view, renew=form, status=422)


@staff_action(permission=None, statements=22)
@sensitive_post_parameters("proof")
def second_factor_off(request: StaffRequest) -> HttpResponse:
    """Turn it off."""
    view = own_factor(request.actor)
    form = ProofForm(request.POST, has_password=view.has_password, prefix="off")
    if form.is_valid():
        rate_limit.spend(GUESSES, "own_password", str(request.actor.id))
        try:
            turn_off_second_factor(actor=request.actor, proof=form.cleaned_data["proof"])
        except (Invalid, Conflict) as error:
            refuse_in_form(form, error)
        else:
            return done(request, reverse("desk:second_factor"), _("You sign in with your password alone again."))
    return _page(request, view, off=form, status=422)


def _page(request: StaffRequest, view: FactorView, status: int = 200, **forms: Any) -> HttpResponse:
    context = {
        "factor": view,
        "qr": segno.make(view.uri, error="m").svg_data_uri(scale=5, light="#fff") if view.uri else "",
        "secret": " ".join(view.secret[at : at + 4] for at in range(0, len(view.secret), 4)),
        "first": FirstCodeForm(has_password=view.has_password),
        "renew": ProofForm(has_password=view.has_password, prefix="renew"),
        "off": ProofForm(has_password=view.has_password, prefix="off"),
    }
    return render(request, PAGE, context | forms, status=status)


def _codes_page(request: StaffRequest, codes: list[str]) -> HttpResponse:
    """Return the page with the codes; it is the answer itself, since they are kept nowhere to be shown later."""
    text = "\r\n".join([request.staff.username, *codes, ""])
    file = f"data:text/plain;charset=utf-8;base64,{base64.b64encode(text.encode()).decode()}"
    return render(request, CODES_PAGE, {"codes": codes, "file": file})
