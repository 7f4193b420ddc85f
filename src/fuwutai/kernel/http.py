"""The one mapper from `DomainError` to an HTTP answer: toast, form error or problem+json."""

import msgspec
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.http.response import HttpResponseRedirectBase
from django.shortcuts import render

from fuwutai.kernel.errors import DomainError


def wants_json(request: HttpRequest) -> bool:
    """Return whether the caller is a program rather than a person."""
    return request.path.startswith("/api/") or "json" in request.headers.get("Accept", "")


def problem(error: DomainError) -> HttpResponse:
    """Return an RFC 9457 problem document."""
    body = {
        "type": f"urn:fuwutai:problem:{error.code}",
        "title": str(error.message),
        "status": error.http_status,
        "code": error.code,
        "fields": {name: str(text) for name, text in error.fields.items()},
    }
    return HttpResponse(msgspec.json.encode(body), status=error.http_status, content_type="application/problem+json")


def refusal(request: HttpRequest, error: DomainError, template: str) -> HttpResponseBase:
    """Return the answer to a refused request in the shape its caller can use."""
    if wants_json(request):
        answer: HttpResponseBase = problem(error)
    elif request.headers.get("HX-Request"):
        answer = render(
            request, "design/_toast.html", {"text": error.message, "kind": "error"}, status=error.http_status
        )
        answer["HX-Retarget"] = "#toasts"
        answer["HX-Reswap"] = "beforeend"
    else:
        answer = render(request, template, {"error": error}, status=error.http_status)
    if seconds := error.facts.get("retry_after_seconds"):
        answer["Retry-After"] = str(int(seconds))
    return answer


class SeeOther(HttpResponseRedirectBase):
    """A redirect that is always followed by GET."""

    status_code = 303


def see_other(url: str) -> HttpResponse:
    """Return the answer to a form that was accepted: look there, so that reloading sends nothing twice."""
    return SeeOther(url)
