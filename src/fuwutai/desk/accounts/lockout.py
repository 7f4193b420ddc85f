"""What a person is told who failed to sign in too often, and what is kept of the attempts."""

import hmac
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from fuwutai.desk.accounts.forms import SignInForm
from fuwutai.desk.answers import safe_next
from fuwutai.kernel import keyring


def locked_out(
    request: HttpRequest, response: HttpResponse | None = None, credentials: dict[str, Any] | None = None
) -> HttpResponse:
    """Return the sign-in page that says how long the door stays shut; the same for a name nobody has."""
    form = SignInForm(request.POST)
    if "username" not in request.POST:  # the second step asks for a code only
        form.errors.clear()
    minutes = round(settings.AXES_COOLOFF_TIME * 60)
    form.add_error(
        None,
        _("Too many failed attempts. Wait %(minutes)s minutes, then try again, or ask your administrator.")
        % {"minutes": minutes},
    )
    answer = render(
        request, "desk/accounts/sign_in.html", {"form": form, "next": safe_next(request)}, status=429
    )
    answer["Retry-After"] = str(minutes * 60)
    return answer


def name_digest(request: HttpRequest, credentials: dict[str, Any] | None = None) -> str:
    """Return what is stored of a typed user name: people type their password into the wrong field."""
    typed = str((credentials or {}).get("username") or request.POST.get("username") or "").strip().lower()
    return hmac.digest(keyring.ring().audit_key, typed.encode("utf-8", "surrogatepass"), "sha256").hex()
