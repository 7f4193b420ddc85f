"""Addresses of the API; each declares who may open it and what it may cost, like the pages of the desk."""

from collections.abc import Iterator
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.urls import URLPattern, path
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe

from fuwutai.api.access import DECLARED, View
from fuwutai.api.openapi import openapi_text
from fuwutai.api.root import api
from fuwutai.kernel.errors import DomainError
from fuwutai.kernel.http import problem

app_name = "api"


@require_safe
def openapi(request: HttpRequest) -> HttpResponse:
    """Return the description of the API, OpenAPI 3.1; it holds nothing of the centre."""
    return HttpResponse(openapi_text(), content_type="application/json")


openapi.permission, openapi.statements = "public", 2  # type: ignore[attr-defined]


def _operations() -> Iterator[URLPattern]:
    for pattern in api.urls[0]:
        if isinstance(pattern, URLPattern) and pattern.name in DECLARED:
            yield path(str(pattern.pattern), _door(pattern.callback, DECLARED[pattern.name]), name=pattern.name)


def _door(answer: View, declared: View) -> View:
    """Return an operation with what it declares; a token in a header is no cookie, so no form can forge it."""

    @csrf_exempt
    @never_cache
    @wraps(declared)
    def view(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        found: HttpResponseBase = answer(request, *args, **kwargs)
        for name, said in getattr(request, "answer_headers", {}).items():
            if name != "ETag" or found.status_code < 300:
                found[name] = said
        if found.status_code != 405:
            return found
        error = DomainError(_("This address does not take this method."), code="method_not_allowed")
        error.http_status = 405
        refused = problem(error)
        refused["Allow"] = found["Allow"]
        return refused

    return view


urlpatterns = [path("openapi.json", openapi, name="openapi"), *_operations()]
