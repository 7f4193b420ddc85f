"""Pages for what went wrong before a view was reached."""

from django.http import HttpRequest, HttpResponseBase
from django.utils.translation import gettext_lazy as _

from fuwutai.kernel.errors import DomainError, NotFound
from fuwutai.kernel.http import refusal


def csrf_failed(request: HttpRequest, reason: str = "") -> HttpResponseBase:
    """Tell the reader that the form is too old or came from elsewhere."""
    error = DomainError(
        _("This page was open too long, or cookies are switched off. Go back, reload the page and send again."),
        code="csrf",
    )
    error.http_status = 403
    return refusal(request, error, "portal/refusal.html")


def page_missing(request: HttpRequest, exception: Exception | None = None) -> HttpResponseBase:
    """Tell the reader that there is no such page."""
    at_desk = request.path.startswith("/desk/") and getattr(request, "staff", None) is not None
    return refusal(request, NotFound(), "desk/refusal.html" if at_desk else "portal/refusal.html")
