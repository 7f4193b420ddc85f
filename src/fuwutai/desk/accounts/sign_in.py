"""Sign in and out."""

from typing import Any, cast

from django.contrib.auth import authenticate, login, logout
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from fuwutai.desk.access import StaffRequest, open_to_strangers, staff_action
from fuwutai.desk.accounts.forms import SignInForm
from fuwutai.desk.accounts.language import remember_language
from fuwutai.desk.answers import done, safe_next
from fuwutai.domain.accounts import queries
from fuwutai.domain.accounts.commands import end_session, start_session
from fuwutai.kernel import rate_limit
from fuwutai.kernel.access_log import record_access
from fuwutai.kernel.actors import Actor
from fuwutai.kernel.errors import TooMany
from fuwutai.kernel.http import see_other

PAGE = "desk/accounts/sign_in.html"
# Each also calls itself by the names after it.
BROWSERS = {
    "MicroMessenger/": "WeChat",
    "Edg/": "Edge",
    "OPR/": "Opera",
    "Firefox/": "Firefox",
    "Chrome/": "Chrome",
    "Safari/": "Safari",
}
SYSTEMS = {
    "Android": "Android",
    "iPhone": "iPhone",
    "iPad": "iPad",
    "Mac OS X": "macOS",
    "Windows": "Windows",
    "Linux": "Linux",
}
ATTEMPTS = "30/minute"
"""Attempts from one address, of whatever name; the lock of axes counts each name by itself."""


@open_to_strangers
@never_cache
@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
def sign_in(request: HttpRequest) -> HttpResponseBase:
    """Ask who somebody is and let them in."""
    if getattr(request, "staff", None) is not None:
        return redirect(safe_next(request))
    if not queries.staff_exists():
        return redirect(reverse("setup"))
    if request.method != "POST":
        return render(request, PAGE, {"form": SignInForm(), "next": safe_next(request)})
    return _attempt(request)


@staff_action(permission=None, statements=12)
def sign_out(request: StaffRequest) -> HttpResponse:
    """End this browser's session."""
    end_session(actor=request.actor, staff_session_id=cast(Any, request).staff_session.pk)
    logout(request)
    return done(request, reverse("desk:sign_in"), _("You have signed out."))


def enter(request: HttpRequest, staff: Any) -> None:
    """Open a session for a person who has proved who they are."""
    login(request, staff, backend="django.contrib.auth.backends.ModelBackend")
    if not request.session.session_key:
        request.session.save()
    start_session(
        actor=queries.actor_of(staff),
        session_key=request.session.session_key or "",
        browser=browser_named(request.headers.get("User-Agent", "")),
        address=_address(request),
    )


def browser_named(user_agent: str) -> str:
    """Return a browser and its system as people know them; the full text would name the person's device."""
    browser = next((name for mark, name in BROWSERS.items() if mark in user_agent), "")
    system = next((name for mark, name in SYSTEMS.items() if mark in user_agent), "")
    return " · ".join(part for part in (browser, system) if part)


def _attempt(request: HttpRequest) -> HttpResponseBase:
    form = SignInForm(request.POST)
    try:
        rate_limit.spend(ATTEMPTS, "sign_in", _address(request))
    except TooMany as error:
        form.add_error(None, str(error.message))
        answer = _again(request, form, 429)
        answer["Retry-After"] = str(error.facts["retry_after_seconds"])
        return answer
    if not form.is_valid():
        return _again(request, form, 422)
    staff = authenticate(request, **form.cleaned_data)
    if staff is None:
        name = form.cleaned_data["username"]
        record_access(
            Actor.system("desk"), "sign_in_failed", subject="staff",
            subject_id=queries.staff_id_named(name), address=_address(request),
        )  # fmt: skip
        form.add_error(None, _("User name or password is wrong. Check both and try again."))
        return _again(request, form, 422)
    enter(request, staff)
    answer = see_other(safe_next(request))
    remember_language(answer, cast(Any, staff).language)
    return answer


def _again(request: HttpRequest, form: SignInForm, status: int) -> HttpResponse:
    return render(request, PAGE, {"form": form, "next": safe_next(request)}, status=status)


def _address(request: HttpRequest) -> str:
    return str(request.META.get("REMOTE_ADDR", ""))
