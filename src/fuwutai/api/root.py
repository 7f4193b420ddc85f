"""The one root of the API and the one mapper of its errors."""

from typing import Any

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponseBase
from django.utils.translation import gettext_lazy as _
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, ValidationError

from fuwutai.api.access import BearerToken, Unauthenticated
from fuwutai.api.bulk import router as bulk
from fuwutai.api.cases.acting import router as verbs
from fuwutai.api.cases.routes import router as cases
from fuwutai.api.files import router as files
from fuwutai.api.macros import router as macros
from fuwutai.api.saved_views import router as saved_views
from fuwutai.api.search import router as found
from fuwutai.api.side_talks import router as side_talks
from fuwutai.kernel.errors import DomainError, Invalid
from fuwutai.kernel.http import refusal


class TooLarge(DomainError):
    """More was sent than is read at once."""

    code = "too_large"
    http_status = 413

    def __init__(self) -> None:
        super().__init__(_("This is too much at once, and none of it was read. Send it in smaller parts."))


api = NinjaAPI(
    title="Fuwutai",
    version="1",
    description=(
        "What the desk does, for programs. A token acts as a person, as far as its scopes reach, and sees exactly what "
        "that person sees. Moments are RFC 3339 in UTC; codes stand where the desk shows words; errors are "
        "application/problem+json."
    ),
    urls_namespace="api",
    openapi_url=None,
    docs_url=None,
    auth=BearerToken(),
)
api.add_router("/cases", cases)
api.add_router("/cases", verbs)
api.add_router("", found)
api.add_router("", bulk)
api.add_router("", files)
api.add_router("", macros)
api.add_router("", saved_views)
api.add_router("", side_talks)


@api.exception_handler(DomainError)
def refused(request: HttpRequest, error: Any) -> HttpResponseBase:
    """Return the problem document of a refusal."""
    answer = refusal(request, error, "")
    if error.http_status == 401:
        answer["WWW-Authenticate"] = "Bearer"
    return answer


@api.exception_handler(AuthenticationError)
def unknown(request: HttpRequest, _error: Any) -> HttpResponseBase:
    """Return the problem document for a request without a token."""
    return refused(request, Unauthenticated())


@api.exception_handler(RequestDataTooBig)
def too_large(request: HttpRequest, _error: Any) -> HttpResponseBase:
    """Return the problem document for a body of which nothing was read."""
    return refused(request, TooLarge())


@api.exception_handler(ValidationError)
def unreadable(request: HttpRequest, error: Any) -> HttpResponseBase:
    """Return the problem document for input that does not fit its schema."""
    wrong = {".".join(str(part) for part in one["loc"][1:]) or one["loc"][0]: one["msg"] for one in error.errors}
    return refused(request, Invalid(_("Some answers are missing or wrong."), fields=wrong))
