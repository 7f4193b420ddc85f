"""Where one is signed in."""

from typing import Any, cast

from django.contrib.auth import logout
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from fuwutai.desk.access import StaffRequest, staff_action, staff_page
from fuwutai.desk.answers import done
from fuwutai.domain.accounts.commands import end_session
from fuwutai.domain.accounts.queries import own_sessions


@staff_page(permission=None, statements=6)
def sessions(request: StaffRequest) -> HttpResponse:
    """List the browsers in which the person is signed in."""
    rows = list(own_sessions(request.actor))
    return render(request, "desk/accounts/sessions.html", {"sessions": rows, "here": _here(request).pk})


@staff_action(permission=None, statements=14)
def session_end(request: StaffRequest, session_id: int) -> HttpResponse:
    """Sign one browser out."""
    if session_id == _here(request).pk:
        end_session(actor=request.actor, staff_session_id=session_id)
        logout(request)
        return done(request, reverse("desk:sign_in"), _("You have signed out."))
    end_session(actor=request.actor, staff_session_id=session_id)
    return done(request, reverse("desk:sessions"), _("That browser is signed out."))


@staff_action(permission=None, statements=60)
def sessions_end_others(request: StaffRequest) -> HttpResponse:
    """Sign every other browser out."""
    for session in own_sessions(request.actor).exclude(pk=_here(request).pk):
        end_session(actor=request.actor, staff_session_id=session.pk)
    return done(request, reverse("desk:sessions"), _("All other browsers are signed out."))


def _here(request: StaffRequest) -> Any:
    return cast(Any, request).staff_session
