"""Who sends the request, in which language they read, and what they are told when it is refused."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.contrib.auth import SESSION_KEY, logout
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.http import urlencode

from fuwutai.domain.accounts import queries
from fuwutai.domain.accounts.commands import note_session_use
from fuwutai.kernel import clock
from fuwutai.kernel.errors import DomainError
from fuwutai.kernel.http import refusal, see_other

Next = Callable[[HttpRequest], HttpResponseBase]

SEEN_ANEW_AFTER = timedelta(minutes=5)
"""How exact the list of sessions says when a browser was last used; each time is a write."""


class ReaderLanguageMiddleware:
    """Answer in the language the reader chose by cookie, else the centre's, and in the centre's time zone.

    The browser's list of languages is a guess we skip.
    """

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if request.path == "/healthz":  # that the process lives must not depend on the database
            return self.get_response(request)
        chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
        if chosen not in dict(settings.LANGUAGES):
            centre = queries.centre()
            chosen = centre.language if centre else settings.LANGUAGE_CODE
        with translation.override(chosen), timezone.override(queries.centre_zone()):
            request.LANGUAGE_CODE = translation.get_language()
            response = self.get_response(request)
        response.headers.setdefault("Content-Language", chosen)
        return response


class StaffMiddleware:
    """Put `staff` and `actor` on requests to the desk whose session is still open.

    Cost: 3 statements, at the desk only.
    """

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        request.staff = request.actor = request.staff_session = None  # type: ignore[attr-defined]
        if request.path.startswith("/desk/") and SESSION_KEY in request.session:
            if session := session_of(request):
                recognise(request, session)
            else:
                logout(request)
        if request.staff is None and _needs_somebody(request):  # type: ignore[attr-defined]
            return _to_sign_in(request)
        return self.get_response(request)


def session_of(request: HttpRequest) -> Any:
    """Return the open session of the person signed in with this browser, or None."""
    session = queries.open_session(request.session.session_key or "")
    return session if session and str(session.staff_id) == request.session.get(SESSION_KEY) else None


def recognise(request: HttpRequest, session: Any) -> None:
    """Put the person of a session on the request."""
    request.staff_session = session  # type: ignore[attr-defined]
    request.staff = session.staff  # type: ignore[attr-defined]
    request.actor = actor = queries.actor_of(session.staff)  # type: ignore[attr-defined]
    if session.seen_at < clock.now() - SEEN_ANEW_AFTER:
        note_session_use(actor=actor, staff_session_id=session.pk)


def _needs_somebody(request: HttpRequest) -> bool:
    """Return whether a page of the desk asks for more although its session has ended meanwhile."""
    behind = request.path.startswith("/desk/") and request.path != reverse("desk:sign_in")
    return behind and (request.method == "POST" or "HX-Request" in request.headers)


def _to_sign_in(request: HttpRequest) -> HttpResponseBase:
    """Lead to the sign-in page and from there back to the page in view, never to the address of an action.

    htmx is told to leave: a redirect would put the sign-in page inside the fragment.
    """
    shown = request.headers.get("HX-Current-URL") or request.headers.get("Referer", "")
    back = "/desk/" + shown.partition("/desk/")[2]
    address = f"{reverse('desk:sign_in')}?{urlencode({'next': back})}"
    if "HX-Request" in request.headers:
        return HttpResponse(status=401, headers={"HX-Redirect": address})
    return see_other(address)


class DomainErrorMiddleware:
    """Turn a refusal of the domain into the one page, toast or problem document."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponseBase | None:
        """Answer a `DomainError`; anything else goes on to the 500 page."""
        if not isinstance(exception, DomainError):
            return None
        at_desk = request.path.startswith("/desk/") and getattr(request, "staff", None) is not None
        return refusal(request, exception, "desk/refusal.html" if at_desk else "portal/refusal.html")
