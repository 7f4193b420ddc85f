"""Customers as a file: masked unless there is a reason, written down before it leaves, made while it is sent."""

import tempfile
from collections.abc import Iterator
from itertools import chain
from typing import Any

import xlsxwriter
from django import forms
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext_lazy

from fuwutai.desk.access import StaffRequest, staff_action, staff_page
from fuwutai.desk.answers import refuse_in_form
from fuwutai.desk.customer_files import sending
from fuwutai.domain.customers.commands import export_customers
from fuwutai.domain.customers.files import EXPORTED, export_count, exported
from fuwutai.domain.customers.policies import may_import_customers, may_reveal_contacts
from fuwutai.kernel.errors import Invalid
from fuwutai.kernel.spreadsheets import AS_TEXT, BYTE_ORDER_MARK, csv_line, harmless

EXPORT = "customers.export"
ROWS_A_SHEET = 1_000_000
"""A sheet of a workbook holds hardly more; the rest goes on to the next one."""


class ExportForm(forms.Form):
    """As what the customers are taken out, and whether in full."""

    form = forms.ChoiceField(
        label=gettext_lazy("File"), choices=[("csv", "CSV"), ("xlsx", "XLSX")], initial="csv", widget=forms.RadioSelect
    )
    full = forms.BooleanField(label=gettext_lazy("In full, without masks"), required=False)
    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        required=False,
        max_length=200,
        help_text=gettext_lazy("Needed for full data, for example “Yearly audit 2026”. It is kept with your name."),
    )


@staff_page(permission=EXPORT, statements=12)
def customer_files(request: StaffRequest) -> HttpResponse:
    """Show how many customers would be taken out, and in which form."""
    return _page(request, ExportForm())


@staff_action(permission=EXPORT, statements=20)
def customers_export(request: StaffRequest) -> HttpResponseBase:
    """Hand out the customers in sight as a file, after writing down who takes how many, and why. Raises: Refused."""
    form = ExportForm(request.POST)
    if not form.is_valid():
        return _page(request, form, 422)
    full = form.cleaned_data["full"]
    try:
        export_customers(actor=request.actor, full=full, reason=form.cleaned_data["reason"])
    except Invalid as error:
        refuse_in_form(form, error)
        return _page(request, form, 422)
    rows = exported(request.actor, full=full)
    if form.cleaned_data["form"] == "xlsx":
        return sending.workbook_file(_workbook(rows), "customers.xlsx")
    return sending.csv_file(chain([BYTE_ORDER_MARK, csv_line(EXPORTED)], map(csv_line, rows)), "customers.csv")


def _workbook(rows: Iterator[list[str]]) -> Iterator[bytes]:
    """Yield the pieces of a workbook; what it is made of lies in a directory of our own until then."""
    with tempfile.TemporaryDirectory() as place, tempfile.TemporaryFile(dir=place) as file:
        options = AS_TEXT | {"in_memory": False, "constant_memory": True, "tmpdir": place}
        with xlsxwriter.Workbook(file, options) as book:
            sheet, line = None, 0
            for row in chain([list(EXPORTED)], rows):
                if sheet is None or line > ROWS_A_SHEET:
                    sheet, line = book.add_worksheet(), 0
                    if row != list(EXPORTED):
                        line = _written(sheet, line, list(EXPORTED))
                line = _written(sheet, line, row)
        file.seek(0)
        while piece := file.read(1 << 16):
            yield piece


def _written(sheet: Any, line: int, row: list[str]) -> int:
    for column, cell in enumerate(row):
        sheet.write_string(line, column, harmless(cell))
    return line + 1


def _page(request: StaffRequest, form: ExportForm, status: int = 200) -> HttpResponse:
    context = {
        "room": "files",
        "view": "export",
        "form": form,
        "count": export_count(request.actor),
        "columns": EXPORTED,
        "may_reveal": may_reveal_contacts(request.actor),
        "may_import": may_import_customers(request.actor),
    }
    return render(request, "desk/customer_files/export.html", context, status=status)
