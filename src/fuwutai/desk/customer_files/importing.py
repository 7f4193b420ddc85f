"""Customers from a file: a look at what it would do, the import, its report, and the rows that were refused."""

import secrets
from dataclasses import replace
from functools import partial
from itertools import chain
from typing import Any

from django import forms
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fuwutai.desk.access import StaffRequest, staff_action, staff_page
from fuwutai.desk.answers import by_htmx, done, refuse_in_form, with_toast
from fuwutai.desk.customer_files import sending, words
from fuwutai.desk.imports import words as import_words
from fuwutai.desk.imports.forms import MOST_BYTES, TOO_LARGE
from fuwutai.desk.imports.start import Sent
from fuwutai.domain.imports.choices import CUSTOMERS, FAILED, RUNNING, STOPPED, WAITING
from fuwutai.domain.imports.commands import export_rejects, resume_run, start_run, stop_run
from fuwutai.domain.imports.people import preview_customers
from fuwutai.domain.imports.queries import is_stuck, refusal_reasons, refusals_as_csv, run_page, visible_run
from fuwutai.kernel.errors import Conflict, Invalid, Text
from fuwutai.kernel.spreadsheets import BYTE_ORDER_MARK

IMPORT = "customers.import"
MOST_SHOWN = 50
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
        run = start_once.once(request.POST.get("token", "") or secrets.token_urlsafe(16))(
            actor=request.actor, file=sent, file_name=sent.name, kind=CUSTOMERS, in_background=True
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
    template = "_run.html" if by_htmx(request) else "run.html"
    return render(request, f"desk/customer_files/{template}", _context(request, run_id))


@staff_action(permission=IMPORT, statements=20)
def customer_import_stop(request: StaffRequest, run_id: int) -> HttpResponse:
    """Stop an import after the rows it is at. Raises: NotFound, Conflict."""
    visible_run(request.actor, run_id, CUSTOMERS)
    stop_run(actor=request.actor, run_id=run_id)
    return _changed(request, run_id, _("The import is stopped. What came in stays."))


@staff_action(permission=IMPORT, statements=20)
def customer_import_resume(request: StaffRequest, run_id: int) -> HttpResponse:
    """Let an import go on where it stands. Raises: NotFound, Conflict."""
    visible_run(request.actor, run_id, CUSTOMERS)
    resume_run(actor=request.actor, run_id=run_id)
    return _changed(request, run_id, _("The import goes on where it stood."))


@staff_action(permission=IMPORT, statements=20)
def customer_import_rejects(request: StaffRequest, run_id: int) -> HttpResponseBase:
    """Hand out all refused rows as a table, after writing down who took them. Raises: NotFound."""
    run = visible_run(request.actor, run_id, CUSTOMERS)
    export_rejects(actor=request.actor, run_id=run_id)
    lines = chain([BYTE_ORDER_MARK], refusals_as_csv(request.actor, run_id, CUSTOMERS))
    return sending.csv_file(lines, f"rejects-{run.pk}.csv")


def _changed(request: StaffRequest, run_id: int, said: Text) -> HttpResponse:
    if not by_htmx(request):
        return done(request, reverse("desk:customer_import_run", args=[run_id]), said)
    return with_toast(render(request, "desk/customer_files/_run.html", _context(request, run_id)), said)


def _preview(request: StaffRequest, sent: Sent) -> dict[str, Any]:
    """Return what a file would do. Raises: Invalid."""
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
    cursor = request.GET.get("after")
    found = run_page(request.actor, cursor, CUSTOMERS)
    url = reverse("desk:customer_import")
    context = {
        "room": "files",
        "view": "import",
        "form": form,
        "step": step,
        "too_large": TOO_LARGE,
        "fields": words.CUSTOMER_FIELDS.items(),
        "rows": [{"run": run, "state": import_words.state(run)} for run in found.rows],
        "first_url": url if cursor else "",
        "next_url": f"{url}?after={found.next}" if found.next else "",
    }
    template = "_preview.html" if by_htmx(request) else "import.html"
    return render(request, f"desk/customer_files/{template}", context, status=status)


def _context(request: StaffRequest, run_id: int) -> dict[str, Any]:
    """Return what an import shows. Cost: 1 statement, 1 more while it goes on, 2 more where rows were refused."""
    run = visible_run(request.actor, run_id, CUSTOMERS)
    reasons = refusal_reasons(request.actor, run_id, MOST_SHOWN, CUSTOMERS) if run.rejected else []
    goes_on = run.state in (WAITING, RUNNING)
    return {
        "room": "files",
        "run": run,
        "state": import_words.state(run),
        "goes_on": goes_on,
        "stuck": goes_on and is_stuck(run),
        "may_resume": run.state in (STOPPED, FAILED),
        "waits": run.state == WAITING,
        "failure": import_words.failure(run) if run.state == FAILED else "",
        "figures": words.figures(run),
        "rejects": [{"row": row, "why": words.why(problems)} for row, problems in reasons],
        "not_shown": run.rejected - len(reasons),
    }
