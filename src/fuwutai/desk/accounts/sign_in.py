"""Sign in and out: name and password, then the code of a second factor where there is one."""

from collections.abc import Callable
from typing import Any, cast

from axes.handlers.proxy import AxesProxyHandler
from django.contrib.auth import authenticate, logout
from django.contrib.auth.signals import user_login_failed
from django.forms import Form
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from fuwutai.desk.access import StaffRequest, open_to_strangers, staff_action
from fuwutai.desk.accounts.browsers import address_of, browser_named
from fuwutai.desk.accounts.door import Halfway, enter, halfway, through
from fuwutai.desk.accounts.forms import CodeForm, SignInForm
from fuwutai.desk.accounts.language import remember_language
from fuwutai.desk.accounts.lockout import locked_out
from fuwutai.desk.answers import done, safe_next
from fuwutai.domain.accounts import queries
from fuwutai.domain.accounts.commands import accept_second_factor, end_session
from fuwutai.domain.accounts.directories import directory_names
from fuwutai.domain.accounts.doors import idle_minutes
from fuwutai.domain.accounts.identities import offered_providers
from fuwutai.kernel import rate_limit
from fuwutai.kernel.access_log import record_access
from fuwutai.kernel.actors import Actor
from fuwutai.kernel.errors import Conflict, Invalid, TooMany
from fuwutai.kernel.http import see_other
from fuwutai.kernel.outgoing import CallFailed

__all__ = ["browser_named", "enter", "sign_in", "sign_in_code", "sign_out"]

PAGE, CODE_PAGE = "desk/accounts/sign_in.html", "desk/accounts/sign_in_code.html"
ATTEMPTS = "30/minute"
"""Attempts from one address, of whatever name; the lock of axes counts each name by itself."""


@open_to_strangers
@never_cache
@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
def sign_in(request: HttpRequest) -> HttpResponseBase:
    """Ask who somebody is and let them in, or on to the second step."""
    if getattr(request, "staff", None) is not None:
        return redirect(safe_next(request))
    if not queries.staff_exists():
        return redirect(reverse("setup"))
    if request.method != "POST":
        return _page(request, SignInForm())
    form = SignInForm(request.POST)
    return _too_many(request, form, _page) or _attempt(request, form)


@open_to_strangers
@never_cache
@sensitive_post_parameters("code")
@require_http_methods(["GET", "HEAD", "POST"])
def sign_in_code(request: HttpRequest) -> HttpResponseBase:
    """Ask who gave the right password for the code of the telephone, or a recovery code; wrong ones count alike."""
    someone = halfway(request) if getattr(request, "staff", None) is None else None
    if someone is None:
        return redirect("desk:sign_in")
    if request.method != "POST":
        return _code_page(request, CodeForm())
    form = CodeForm(request.POST)
    if refused := _too_many(request, form, _code_page):
        return refused
    if not AxesProxyHandler.is_allowed(request, {"username": someone.staff.username}):
        return locked_out(request)
    if not form.is_valid():
        return _code_page(request, form, 422)
    return _second_step(request, form, someone)


@staff_action(permission=None, statements=12)
def sign_out(request: StaffRequest) -> HttpResponse:
    """End this browser's session."""
    end_session(actor=request.actor, staff_session_id=cast(Any, request).staff_session.pk)
    logout(request)
    return done(request, reverse("desk:sign_in"), _("You have signed out."))


def _too_many(
    request: HttpRequest, form: Form, again: Callable[[HttpRequest, Any, int], HttpResponse]
) -> HttpResponse | None:
    """Return the page that says to wait, when one address tries too often."""
    try:
        rate_limit.spend(ATTEMPTS, "sign_in", address_of(request))
    except TooMany as error:
        form.add_error(None, str(error.message))
        answer = again(request, form, 429)
        answer["Retry-After"] = str(error.facts["retry_after_seconds"])
        return answer
    return None


def _attempt(request: HttpRequest, form: SignInForm) -> HttpResponseBase:
    if not form.is_valid():
        return _page(request, form, 422)
    try:
        staff = authenticate(request, **form.cleaned_data)
    except CallFailed:
        record_access(Actor.system("desk"), "sign_in_unanswered", **_typed(request, form))
        form.add_error(None, _("The directory of your organisation did not answer. Try again in a few minutes."))
        return _page(request, form, 422)
    if staff is None:
        record_access(Actor.system("desk"), "sign_in_failed", **_typed(request, form))
        form.add_error(None, _("User name or password is wrong. Check both and try again."))
        return _page(request, form, 422)
    return through(request, staff, safe_next(request))


def _typed(request: HttpRequest, form: SignInForm) -> dict[str, Any]:
    """Return whose name was typed, if anybody's, and from where."""
    found = queries.staff_id_named(form.cleaned_data["username"])
    return {"subject": "staff", "subject_id": found, "address": address_of(request)}


def _second_step(request: HttpRequest, form: CodeForm, someone: Halfway) -> HttpResponseBase:
    staff = someone.staff
    try:
        accept_second_factor(actor=queries.actor_of(staff), code=form.cleaned_data["code"])
    except Conflict:  # an administrator has just taken it away: the password alone opens from now on
        return redirect("desk:sign_in")
    except Invalid as error:
        record_access(
            Actor.system("desk"), "second_factor_failed", subject="staff", subject_id=staff.pk,
            address=address_of(request),
        )  # fmt: skip
        user_login_failed.send(
            sender=__name__, credentials={"username": staff.username}, request=request
        )  # what five of these do is what five wrong passwords do
        form.add_error(None, str(error.message))
        return _code_page(request, form, 422)
    enter(request, staff)
    answer = see_other(someone.onward)
    remember_language(answer, staff.language)
    return answer


def _page(request: HttpRequest, form: Form, status: int = 200) -> HttpResponse:
    context = {
        "form": form,
        "next": safe_next(request),
        "providers": offered_providers(),
        "directories": directory_names(),
        "idle_minutes": idle_minutes() if request.GET.get("ended") == "idle" else None,
    }
    return render(request, PAGE, context, status=status)


def _code_page(request: HttpRequest, form: Form, status: int = 200) -> HttpResponse:
    return render(request, CODE_PAGE, {"form": form}, status=status)
