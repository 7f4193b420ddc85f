"""Signing in through a provider of single sign-on: there and back."""

import logging
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from fuwutai.desk.access import open_to_strangers
from fuwutai.desk.accounts.browsers import address_of
from fuwutai.desk.accounts.door import through
from fuwutai.desk.answers import safe_next
from fuwutai.domain.accounts import identities, queries
from fuwutai.domain.accounts.commands import recognise_outside
from fuwutai.kernel import clock, rate_limit
from fuwutai.kernel.access_log import record_access
from fuwutai.kernel.actors import Actor
from fuwutai.kernel.errors import DomainError, NotFound
from fuwutai.kernel.outgoing import CallFailed

log = logging.getLogger(__name__)

PAGE = "desk/accounts/sign_in_refused.html"
UNDER_WAY = "outside_sign_in"
"""In the session of a browser: what was asked of which provider, and where to afterwards."""
ATTEMPTS, SECONDS_UNDER_WAY = "30/minute", 600


@open_to_strangers
@never_cache
@require_safe
def sign_in_with(request: HttpRequest) -> HttpResponseBase:
    """Lead to the provider `?provider=`, which asks who somebody is."""
    if getattr(request, "staff", None) is not None:
        return redirect(safe_next(request))
    rate_limit.spend(ATTEMPTS, "sign_in", address_of(request))
    back = request.build_absolute_uri(reverse("desk:sign_in_back"))
    try:
        started = identities.start(request.GET.get("provider", ""), back)
    except (identities.NotVouched, CallFailed) as error:
        return _failed(request, error)
    request.session[UNDER_WAY] = {
        **started.kept, "next": safe_next(request), "since": int(clock.now().timestamp()),
    }  # fmt: skip
    return redirect(started.url)


@open_to_strangers
@never_cache
@require_safe
def sign_in_back(request: HttpRequest) -> HttpResponseBase:
    """Let in whom the provider vouches for, if the centre knows her; each answer of a provider is taken once."""
    if getattr(request, "staff", None) is not None:
        return redirect("desk:home")
    rate_limit.spend(ATTEMPTS, "sign_in", address_of(request))
    kept: dict[str, Any] | None = request.session.pop(UNDER_WAY, None)
    if kept is None or clock.now().timestamp() - kept["since"] > SECONDS_UNDER_WAY:
        return _failed(request, identities.NotVouched("not_under_way"))
    try:
        vouched = identities.finish(kept, request.GET.dict())
    except (identities.NotVouched, CallFailed, NotFound) as error:
        return _failed(request, error)
    try:
        person = recognise_outside(actor=Actor.system("desk"), vouched=vouched)
    except NotFound:
        _record(request)
        text = _("The centre knows nobody who may sign in with this account. Ask your administrator.")
        return render(request, PAGE, {"text": text}, status=403)
    staff = queries.active_staff(person.pk)
    return through(request, staff, kept["next"], has_outside_factor=vouched.has_second_factor)


def _failed(request: HttpRequest, error: DomainError) -> HttpResponse:
    """Say that it did not work; what exactly stands in the log of the server, as a code."""
    log.warning("single sign-on failed: %s", error.code)
    _record(request)
    text = identities.NO_ANSWER if isinstance(error, CallFailed) else identities.NOT_VOUCHED
    return render(request, PAGE, {"text": str(text)}, status=422)


def _record(request: HttpRequest) -> None:
    record_access(Actor.system("desk"), "sign_in_failed", subject="staff", address=address_of(request))
