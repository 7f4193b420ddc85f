"""How the desk answers: 303 after a form, a fragment for htmx, a toast, a form with its errors."""

import json

from django.contrib import messages
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme

from fuwutai.kernel.errors import DomainError, Text
from fuwutai.kernel.http import see_other


def by_htmx(request: HttpRequest) -> bool:
    """Return whether a fragment is wanted instead of a page."""
    return request.headers.get("HX-Request") == "true"


def safe_next(request: HttpRequest, otherwise: str = "") -> str:
    """Return where the form wants to go on, if to a page of ours, else `otherwise` or my work."""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    is_ours = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure())
    if "/" in wanted and is_ours:  # a word alone would be taken for the name of a page
        return wanted
    return otherwise or reverse("desk:home")


def done(request: HttpRequest, url: str, text: Text = "") -> HttpResponse:
    """Return the 303 after a plain form; the next page announces the text."""
    if text:
        messages.success(request, str(text))
    return see_other(url)


def with_toast(answer: HttpResponse, text: Text, level: str = "success") -> HttpResponse:
    """Return a fragment that also announces a text."""
    answer["HX-Trigger"] = json.dumps({"toast": {"text": str(text), "level": level}})
    return answer


def refuse_in_form(form: BaseForm, error: DomainError) -> None:
    """Put a refusal of the domain where the reader mends it: at its fields, else at the head of the form."""
    for name, text in error.fields.items():
        form.add_error(name if name in form.fields else None, str(text))
    if not error.fields:
        form.add_error(None, str(error.message))
