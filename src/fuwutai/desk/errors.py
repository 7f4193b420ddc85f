"""Pages for what went wrong before a view was reached, or inside it."""

import logging

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.template.loader import render_to_string
from django.utils.translation import gettext_lazy as _

from fuwutai.desk.attempts import NO_ATTEMPT
from fuwutai.kernel.errors import DomainError, NotFound
from fuwutai.kernel.http import problem, refusal, wants_json

log = logging.getLogger(__name__)

BARE = "服务出现故障，请稍后重试。 Something went wrong on our side. Please try again in a moment."


def csrf_failed(request: HttpRequest, reason: str = "") -> HttpResponseBase:
    """Tell the reader that the form is too old or came from elsewhere."""
    error = DomainError(
        _(
            "This page was open too long, or cookies are switched off."
            " Go back, reload the page and send again."
        ),
        code="csrf",
    )
    error.http_status = 403
    answer = refusal(request, error, _template(request))
    setattr(answer, NO_ATTEMPT, True)
    return answer


def page_missing(request: HttpRequest, exception: Exception | None = None) -> HttpResponseBase:
    """Tell the reader that there is no such page."""
    return refusal(request, NotFound(), _template(request))


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponseBase:
    """Tell the reader that what the browser sent could not be read, or was too much at once."""
    error = DomainError(
        _("What your browser sent could not be read, or it was too much at once. Go back, shorten it and send again."),
        code="bad_request",
    )
    return refusal(request, error, _template(request))


def server_failed(request: HttpRequest) -> HttpResponseBase:
    """Say that we failed, asking nothing of database, session or language: they may be what failed."""
    if wants_json(request):
        error = DomainError(BARE, code="internal")
        error.http_status = 500
        return problem(error)
    try:
        text = render_to_string("desk/failed.html")
    except Exception:
        log.exception("the page that says so failed as well")
        return HttpResponse(BARE, status=500, content_type="text/plain; charset=utf-8")
    return HttpResponse(text, status=500)


def _template(request: HttpRequest) -> str:
    at_desk = request.path.startswith("/desk/") and getattr(request, "staff", None) is not None
    return "desk/refusal.html" if at_desk else "portal/refusal.html"
