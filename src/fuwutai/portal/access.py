"""Who may open a page of the portal: anybody, and for a case whoever has proved to be its customer."""

from collections.abc import Callable
from functools import wraps
from typing import Any, cast

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.http import HttpRequest, HttpResponseBase
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from fuwutai.domain.accounts.choices import TEXT_SIZES
from fuwutai.domain.accounts.queries import actor_of, open_session
from fuwutai.kernel.access_log import record_access
from fuwutai.kernel.actors import Actor
from fuwutai.kernel.errors import Refused
from fuwutai.kernel.http import see_other

View = Callable[..., HttpResponseBase]
GRANTS = "portal_cases"
MOST_GRANTS = 50
A_YEAR_SECONDS = 365 * 86_400


class PortalRequest(HttpRequest):
    """A request from somebody outside."""

    actor: Actor


def portal_page(*, statements: int, methods: tuple[str, ...] = ("GET", "HEAD")) -> Callable[[View], View]:
    """Open a page to everybody; `request.actor` sees what the browser was granted. `statements`: budget."""

    def guard(view: View) -> View:
        allowed = require_http_methods(list(methods))(view)

        @never_cache
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if request.method in ("GET", "HEAD") and request.GET.get("text") in TEXT_SIZES:
                return _remember_text_size(request)
            cast(PortalRequest, request).actor = customer_of(request)
            return allowed(request, *args, **kwargs)

        guarded.permission, guarded.statements = "public", statements  # type: ignore[attr-defined]
        return cast(View, guarded)

    return guard


def customer_of(request: HttpRequest) -> Actor:
    """Return the outsider that this browser is, with the cases granted to it.

    It is no customer by itself: whoever types a phone number is not yet the person it belongs to.
    """
    return Actor.customer(None, frozenset(request.session.get(GRANTS, ())))


def grant_case(request: HttpRequest, case_id: int) -> None:
    """Let this browser see a case from now on; the newest grants are kept."""
    kept = [key for key in request.session.get(GRANTS, []) if key != case_id]
    request.session[GRANTS] = [*kept, case_id][-MOST_GRANTS:]


def note_entry(request: HttpRequest, case: Any) -> None:
    """Write down that somebody was let in to a case, or not; by name where this browser is signed in at the desk."""
    record_access(
        colleague_in(request) or Actor.customer(),
        "portal_entry" if case else "portal_entry_failed",
        subject="case",
        subject_id=case.pk if case else None,
        address=str(request.META.get("REMOTE_ADDR", "")),
        place="portal:track",
    )


def colleague_in(request: HttpRequest) -> Actor | None:
    """Return who of the centre is signed in with this browser, or None. Cost: 1 statement where somebody is."""
    if SESSION_KEY not in request.session:
        return None
    session = open_session(request.session.session_key or "")
    return actor_of(session.staff) if session else None


def refuse_colleagues(request: HttpRequest) -> None:
    """Let nobody of the centre speak for a customer from the browser of her desk. Raises: Refused."""
    if colleague_in(request) is not None:
        raise Refused(
            _("You are signed in at the desk in this browser, so this would not be the customer's word. Note it in the "
              "case at the desk, or use another browser."),
            code="colleague",
        )  # fmt: skip


def _remember_text_size(request: HttpRequest) -> HttpResponseBase:
    """Keep the chosen size of letters in a cookie and show the same page without it in the address."""
    query = request.GET.copy()
    size = query.pop("text")[-1]
    answer = see_other(f"{request.path}?{query.urlencode()}" if query else request.path)
    answer.set_cookie(
        settings.TEXT_SIZE_COOKIE_NAME,
        size,
        max_age=A_YEAR_SECONDS,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )
    return answer
