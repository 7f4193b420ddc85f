"""One page for every form of a customer's file: what is asked, the button, and the way back."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import render

from fuwutai.desk.access import StaffRequest
from fuwutai.desk.answers import done, refuse_in_form
from fuwutai.kernel.errors import Conflict, Invalid, Text


def form_page(
    request: StaffRequest,
    form: forms.Form,
    *,
    title: Text,
    submit: Text,
    back: str,
    about: Text = "",
    hint: Text = "",
    removal: dict[str, Any] | None = None,
) -> HttpResponse:
    """Show a form; refused ones with 422. `about`: whom it is about, `removal`: a second button (url, label)."""
    context = {
        "form": form, "title": title, "submit": submit, "back": back, "about": about, "hint": hint, "removal": removal,
    }  # fmt: skip
    return render(request, "desk/customers/form.html", context, status=422 if form.errors else 200)


def written(
    request: StaffRequest,
    form: forms.Form,
    write: Callable[[dict[str, Any]], Any],
    show: Callable[[forms.Form], HttpResponse],
    *,
    onward: str | Callable[[Any], str],
    said: Text,
) -> HttpResponse:
    """Carry out what a form asks for and go on; a refusal shows the form again with all that was typed."""
    if form.is_valid():
        try:
            made = write(form.cleaned_data)
        except (Invalid, Conflict) as error:
            refuse_in_form(form, error)
        else:
            return done(request, onward if isinstance(onward, str) else onward(made), said)
    return show(form)
