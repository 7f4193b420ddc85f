"""Who sends the request, in which language they read, and what they are told when it is refused."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib.auth import HASH_SESSION_KEY, SESSION_KEY, logout
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.crypto import constant_time_compare
from django.utils.http import urlencode

from fuwutai.desk.attempts import note_refused
from fuwutai.domain.accounts import doors, queries
from fuwutai.domain.accounts.commands import expire_session, note_session_use
from fuwutai.kernel import clock
from fuwutai.kernel.actors import Actor
from fuwutai.kernel.errors import DomainError, NotFound
from fuwutai.kernel.http import refusal, see_other

Next = Callable[[HttpRequest], HttpResponseBase]
LARGEST_ID = 2**63 - 1
"""The largest number that a column of ids holds."""

OUTSIDE_FACTOR = "outside_factor"
"""In the session of a browser: the provider of single sign-on asked for a second factor itself."""
TO_MEND = {
    doors.PASSWORD: ("desk:password",),
    doors.FACTOR: ("desk:second_factor", "desk:second_factor_begin", "desk:second_factor_confirm"),
}
"""What is open to whom something is missing, the page to which everything else leads first."""


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

    A browser left alone too long is signed out. Who must choose a password or set up a second factor first reaches
    nothing else. Cost: 3 statements, at the desk only. Source: S4-4.1-11.
    """

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        request.staff = request.actor = request.staff_session = None  # type: ignore[attr-defined]
        if request.path.startswith("/desk/") and SESSION_KEY in request.session:
            session = session_of(request)
            if session and doors.is_left_alone(session):
                expire_session(actor=Actor.system("desk"), staff_session_id=session.pk)
                logout(request)
                return _to_sign_in(request, ended="idle")
            if session:
                recognise(request, session)
                if elsewhere := _to_what_is_missing(request, session):
                    return elsewhere
            else:
                logout(request)
        if request.staff is None and _needs_somebody(request):  # type: ignore[attr-defined]
            return _to_sign_in(request)
        return self.get_response(request)


def session_of(request: HttpRequest) -> Any:
    """Return the open session of the person signed in with this browser, or None.

    A browser in which the password of before was right does not serve any more, be it that it signed in while the
    password was changed.
    """
    session = queries.open_session(request.session.session_key or "")
    if session is None or str(session.staff_id) != request.session.get(SESSION_KEY):
        return None
    proved = request.session.get(HASH_SESSION_KEY, "")
    return session if constant_time_compare(proved, session.staff.get_session_auth_hash()) else None


def recognise(request: HttpRequest, session: Any) -> None:
    """Put the person of a session on the request."""
    request.staff_session = session  # type: ignore[attr-defined]
    request.staff = session.staff  # type: ignore[attr-defined]
    request.actor = actor = queries.actor_of(session.staff)  # type: ignore[attr-defined]
    if session.seen_at < clock.now() - queries.noted_every() and not _asked_by_itself(request):
        note_session_use(actor=actor, staff_session_id=session.pk)


def _asked_by_itself(request: HttpRequest) -> bool:
    """Return whether a part of a page refreshes itself, which is no work of anybody."""
    trigger = request.headers.get("HX-Trigger")
    is_own = bool(trigger) and trigger == request.headers.get("HX-Target")
    return request.method == "GET" and (is_own or "X-Live" in request.headers)


def _to_what_is_missing(request: HttpRequest, session: Any) -> HttpResponseBase | None:
    """Lead to the page where what is missing is mended, from everywhere but that page and the way out."""
    missing = doors.is_missing(session, has_outside_factor=bool(request.session.get(OUTSIDE_FACTOR)))
    if not missing or request.path in map(reverse, (*TO_MEND[missing], "desk:sign_out")):
        return None
    address = reverse(TO_MEND[missing][0])
    if "HX-Request" in request.headers:
        return HttpResponse(status=403, headers={"HX-Redirect": address})
    return see_other(address)


def _needs_somebody(request: HttpRequest) -> bool:
    """Return whether a page of the desk asks for more although its session has ended meanwhile."""
    behind = request.path.startswith("/desk/") and not request.path.startswith(reverse("desk:sign_in"))
    by_part = "HX-Request" in request.headers or "X-Live" in request.headers
    return behind and (request.method == "POST" or by_part)


def _to_sign_in(request: HttpRequest, ended: str = "") -> HttpResponseBase:
    """Lead to the sign-in page and from there back to the page in view, never to the address of an action.

    htmx is told to leave: a redirect would put the sign-in page inside the fragment.
    """
    shown = request.headers.get("HX-Current-URL") or request.headers.get("Referer", "")
    is_page = request.method in ("GET", "HEAD") and "HX-Request" not in request.headers
    back = request.get_full_path() if is_page else "/desk/" + shown.partition("/desk/")[2]
    why = {"ended": ended} if ended else {}
    address = f"{reverse('desk:sign_in')}?{urlencode({'next': back, **why})}"
    if "HX-Request" in request.headers:
        return HttpResponse(status=401, headers={"HX-Redirect": address})
    if "X-Live" in request.headers:  # a part of a page that refreshes itself would put the sign-in page in its place
        return HttpResponse(status=401)
    return see_other(address)


class DomainErrorMiddleware:
    """Turn a refusal of the domain into the one page, toast or problem document, and write refused attempts down."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        answer = self.get_response(request)
        note_refused(request, answer)
        return answer

    def process_view(
        self, request: HttpRequest, view: Any, args: list[Any], kwargs: dict[str, Any]
    ) -> HttpResponseBase | None:
        """Answer for a number in the address that no row can have: nothing is found, and no database is asked."""
        if any(isinstance(value, int) and value > LARGEST_ID for value in kwargs.values()):
            return self.process_exception(request, NotFound())
        return None

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponseBase | None:
        """Answer a `DomainError`; anything else goes on to the 500 page."""
        if not isinstance(exception, DomainError):
            return None
        at_desk = request.path.startswith("/desk/") and getattr(request, "staff", None) is not None
        return refusal(request, exception, "desk/refusal.html" if at_desk else "portal/refusal.html")
