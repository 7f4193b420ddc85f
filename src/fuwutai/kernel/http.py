"""The one mapper from `DomainError` to an HTTP answer: toast, form error or problem+json; and files as answers."""

from collections.abc import Iterable
from typing import TypeVar

import msgspec
from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.http.response import HttpResponseRedirectBase
from django.shortcuts import render
from django.utils.http import content_disposition_header

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


Answer = TypeVar("Answer", bound=HttpResponseBase)


def handed_out(answer: Answer, name: str) -> Answer:
    """Return an answer that a browser keeps as a file and neither opens nor guesses."""
    return _closed(answer, content_disposition_header(as_attachment=True, filename=name) or "attachment")


def file_answer(pieces: Iterable[bytes], name: str, content_type: str, size: int) -> StreamingHttpResponse:
    """Return an answer that carries a file whose content is made while it is sent."""
    answer = handed_out(StreamingHttpResponse(pieces, content_type=content_type), name)
    answer["Content-Length"] = str(size)
    return answer


def look_answer(content: bytes, content_type: str) -> HttpResponse:
    """Return an answer that carries a picture of ours or plain words, to be shown and nothing more."""
    return _closed(HttpResponse(content, content_type=content_type), "inline")


def _closed(answer: Answer, disposition: str) -> Answer:
    answer["Content-Disposition"] = disposition
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return answer


class SeeOther(HttpResponseRedirectBase):
    """A redirect that is always followed by GET."""

    status_code = 303


def see_other(url: str) -> HttpResponse:
    """Return the answer to a form that was accepted: look there, so that reloading sends nothing twice."""
    return SeeOther(url)
