"""Customers from a file: a look at what it would do, the import, its report, and the rows that were refused."""

import secrets
from dataclasses import replace
from functools import partial
from typing import Any

from django import forms
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fuwutai.desk.access import StaffRequest, staff_action, staff_page
from fuwutai.desk.answers import by_htmx, done, refuse_in_form
from fuwutai.desk.customer_files import words
from fuwutai.desk.imports.forms import MOST_BYTES, TOO_LARGE
from fuwutai.desk.imports.room import MOST_SHOWN, ImportRoom
from fuwutai.desk.imports.start import Sent
from fuwutai.domain.imports.choices import CUSTOMERS
from fuwutai.domain.imports.commands import start_run
from fuwutai.domain.imports.pages import read_file
from fuwutai.domain.imports.people import preview_customers
from fuwutai.domain.imports.queries import visible_run
from fuwutai.domain.imports.source import IN_A_REQUEST
from fuwutai.kernel.errors import Conflict, Invalid
from fuwutai.kernel.turns import reading_alone

IMPORT = "customers.import"
ROOM = ImportRoom(
    kind=CUSTOMERS, address="desk:customer_import_run", acts="desk:customer_import",
    listed_at="desk:customer_import", page="desk/customer_files/run.html",
    figures=words.figures, why=words.why, more={"room": "files"},
)  # fmt: skip
start_once = replace(start_run, replay=partial(visible_run, kind=CUSTOMERS))


class FileForm(forms.Form):
    """The file."""

    file = forms.FileField(
        label=gettext_lazy("File"),
        max_length=255,
        allow_empty_file=True,
        help_text=gettext_lazy("CSV or XLSX, in UTF-8 or GBK, also packed as .gz. At most 5 MB."),
        error_messages={"required": gettext_lazy("Choose the file with the customers.")},
        widget=forms.FileInput(
            attrs={"accept": ".csv,.tsv,.txt,.jsonl,.xlsx,.xls,.gz", "data-most-bytes": MOST_BYTES,
                   "data-too-large": "file-too-large"}
        ),
    )  # fmt: skip

    def clean_file(self) -> Any:
        """Return the file. Raises: ValidationError when it is too large."""
        file = self.cleaned_data["file"]
        if (file.size or 0) > MOST_BYTES:
            raise forms.ValidationError(TOO_LARGE)
        return file


@staff_page(permission=IMPORT, statements=12)
def customer_import(request: StaffRequest) -> HttpResponse:
    """Show the form for the file, what the columns are called, and the imports so far."""
    return _page(request, FileForm())


@staff_action(permission=IMPORT, statements=30)
def customer_import_file(request: StaffRequest) -> HttpResponse:
    """Show what the file would do; where it was looked at and `start` says so, start the import and lead to it."""
    form = FileForm(request.POST, request.FILES)
    if not form.is_valid():
        return _page(request, form, status=422)
    file = form.cleaned_data["file"]
    sent = Sent(file.read(), file.name or "")
    try:
        if not (request.POST.get("start") and request.POST.get("sha256") == sent.digest):
            return _page(request, form, _preview(request, sent))
        with reading_alone():
            read = read_file(sent, IN_A_REQUEST)
        run = start_once.once(request.POST.get("token", "") or secrets.token_urlsafe(16))(
            actor=request.actor, file=read, file_name=sent.name, kind=CUSTOMERS, in_background=True
        )
    except (Invalid, Conflict) as error:
        refuse_in_form(form, error)
        return _page(request, form, status=422)
    url = reverse("desk:customer_import_run", args=[run.pk])
    answer = done(request, url, _("The import has started."))
    return HttpResponse(headers={"HX-Redirect": url}) if by_htmx(request) else answer


@staff_page(permission=IMPORT, statements=12)
def customer_import_run(request: StaffRequest, run_id: int) -> HttpResponse:
    """Show one import; asked by htmx, only what changes while it runs. Raises: NotFound."""
    return ROOM.shown(request, run_id)


@staff_action(permission=IMPORT, statements=20)
def customer_import_stop(request: StaffRequest, run_id: int) -> HttpResponse:
    """Stop an import after the rows it is at. Raises: NotFound, Conflict."""
    return ROOM.stopped(request, run_id)


@staff_action(permission=IMPORT, statements=20)
def customer_import_resume(request: StaffRequest, run_id: int) -> HttpResponse:
    """Let an import go on where it stands. Raises: NotFound, Conflict."""
    return ROOM.resumed(request, run_id)


@staff_action(permission=IMPORT, statements=20)
def customer_import_rejects(request: StaffRequest, run_id: int) -> HttpResponseBase:
    """Hand out all refused rows as a table, after writing down who took them. Raises: NotFound."""
    return ROOM.rejects(request, run_id)


def _preview(request: StaffRequest, sent: Sent) -> dict[str, Any]:
    """Return what a file would do. Raises: Invalid."""
    with reading_alone():
        found = preview_customers(request.actor, sent)
    return {
        "found": found,
        "file_name": sent.name,
        "sha256": sent.digest,
        "token": request.POST.get("token") or secrets.token_urlsafe(16),
        "columns": words.columns(found.columns),
        "reasons": [(row, words.why(problems)) for row, problems in found.reasons[:MOST_SHOWN]],
        "not_shown": max(0, len(found.reasons) - MOST_SHOWN),
    }


def _page(request: StaffRequest, form: FileForm, step: dict[str, Any] | None = None, status: int = 200) -> HttpResponse:
    context = {
        **ROOM.more,
        **ROOM.listed(request),
        "view": "import",
        "form": form,
        "step": step,
        "too_large": TOO_LARGE,
        "fields": words.CUSTOMER_FIELDS.items(),
    }
    template = "_preview.html" if by_htmx(request) else "import.html"
    return render(request, f"desk/customer_files/{template}", context, status=status)
