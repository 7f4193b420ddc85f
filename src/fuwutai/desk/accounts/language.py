"""Choosing the language: a cookie of the browser, and for staff a preference that follows the person."""

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.views.decorators.http import require_POST
from django.views.i18n import set_language

from fuwutai.desk.access import open_to_strangers
from fuwutai.desk.middleware import session_of
from fuwutai.domain.accounts.commands import change_preferences
from fuwutai.domain.accounts.queries import actor_of

YEAR_SECONDS = 365 * 24 * 3600


@open_to_strangers
@require_POST
def choose_language(request: HttpRequest) -> HttpResponseBase:
    """Answer in the chosen language from now on, and go back where the reader was."""
    answer = set_language(request)
    chosen = request.POST.get("language", "")
    if chosen in dict(settings.LANGUAGES):
        remember_language(answer, chosen)
        if SESSION_KEY in request.session and (session := session_of(request)):
            change_preferences(actor=actor_of(session.staff), language=chosen)
    if answer.status_code == 302:
        answer.status_code = 303
    return answer


def remember_language(answer: HttpResponse | HttpResponseBase, language: str) -> None:
    """Set the cookie that every page reads; an empty language leaves the browser as it is."""
    if language:
        answer.set_cookie(
            settings.LANGUAGE_COOKIE_NAME, language, max_age=YEAR_SECONDS, samesite="Lax",
            secure=settings.SESSION_COOKIE_SECURE, httponly=True,
        )  # fmt: skip
