"""Customers as a file: masked unless there is a reason, written down before it leaves, made while it is sent."""

from itertools import chain

from django import forms
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fuwutai.desk.access import StaffRequest, staff_action, staff_page
from fuwutai.desk.answers import refuse_in_form
from fuwutai.desk.downloads import form_of, table
from fuwutai.domain.customers.commands import export_customers
from fuwutai.domain.customers.files import EXPORTED, export_count, exported
from fuwutai.domain.customers.policies import may_import_customers, may_reveal_contacts
from fuwutai.kernel.errors import Invalid

EXPORT = "customers.export"


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
    return table(chain([EXPORTED], rows), form_of(form.cleaned_data["form"]), "customers", title=_("Customers"))


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
