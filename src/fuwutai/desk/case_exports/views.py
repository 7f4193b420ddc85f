"""All cases of a list as a file: masked unless there is a reason, written down first, made while it is sent."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fuwutai.desk.access import StaffRequest, staff_action, staff_page
from fuwutai.desk.answers import done, refuse_in_form
from fuwutai.desk.case_exports.runs import EXPORT, JSON_LINES
from fuwutai.desk.case_exports.writing import columns, lines, objects
from fuwutai.desk.cases.narrowing import KEYS, narrowing_of
from fuwutai.desk.cases.navigation import queue_labels
from fuwutai.desk.downloads import form_of, json_lines, table
from fuwutai.domain.cases.commands.exporting import export_cases
from fuwutai.domain.cases.lists.query import in_words, names_in, understood
from fuwutai.domain.cases.lists.views import cases_in
from fuwutai.domain.cases.queries import narrowed, queue
from fuwutai.domain.customers.policies import may_reveal_contacts
from fuwutai.domain.exports.commands import start_export
from fuwutai.domain.sla.exports import exported
from fuwutai.kernel import clock
from fuwutai.kernel.actors import Actor
from fuwutai.kernel.errors import Invalid

LONG = 20_000
"""From so many cases on a file is better made in the background: sending it would take minutes."""


class ExportForm(forms.Form):
    """As what the cases are taken out, and whether in full."""

    form = forms.ChoiceField(
        label=gettext_lazy("File"),
        choices=[("csv", "CSV"), ("xlsx", "XLSX"), (JSON_LINES, gettext_lazy("JSON lines, for programs"))],
        initial="csv",
        widget=forms.RadioSelect,
    )
    full = forms.BooleanField(label=gettext_lazy("In full, without masks"), required=False)
    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        required=False,
        max_length=200,
        help_text=gettext_lazy("Needed for full data, for example “Yearly audit 2026”. It is kept with your name."),
    )


@dataclass(frozen=True, slots=True)
class Chosen:
    """The cases of a list: as a query, in words, and what names the list in an address."""

    cases: Any
    words: str
    about: Mapping[str, str]


@staff_page(permission=EXPORT, statements=12)
def cases_export(request: StaffRequest) -> HttpResponse:
    """Show how many cases a list holds, and as what they can be taken out. Raises: Invalid, NotFound."""
    return _page(request, _chosen(request.actor, request.GET), ExportForm())


@staff_action(permission=EXPORT, statements=20)
def cases_exported(request: StaffRequest) -> HttpResponseBase:
    """Hand out the cases of a list, after writing down who takes how many, and why.

    Raises: Invalid, NotFound, Refused.
    """
    chosen = _chosen(request.actor, request.POST)
    form = ExportForm(request.POST)
    if not form.is_valid():
        return _page(request, chosen, form, 422)
    about: dict[str, Any] = {"cases": chosen.cases, "what": chosen.words, "full": form.cleaned_data["full"]}
    about["reason"] = form.cleaned_data["reason"]
    try:
        if "in_background" in request.POST:
            run = start_export(actor=request.actor, **about)
            said = _("The file is being made. You will be told when it is ready.")
            return done(request, reverse("desk:export_run", args=[run.pk]), said)
        export_cases(actor=request.actor, **about)
    except Invalid as error:
        refuse_in_form(form, error)
        return _page(request, chosen, form, 422)
    name, found = f"cases-{timezone.localtime(clock.now()):%Y%m%d-%H%M}", exported(chosen.cases, full=about["full"])
    if form.cleaned_data["form"] == JSON_LINES:
        return json_lines(objects(found), name)
    return table(lines(found), form_of(form.cleaned_data["form"]), name, title=_("Cases"))


def _chosen(actor: Actor, said: QueryDict) -> Chosen:
    """Return the list that was named. Raises: Invalid for a query that is not understood, NotFound for no queue."""
    if name := said.get("queue"):
        asked = {key: said[key] for key in KEYS if key in said}
        only, narrower = narrowing_of(actor, asked)
        words = [queue_labels(actor).get(name, name), *map(str, narrower)]
        return Chosen(narrowed(queue(actor, name), only), " · ".join(words), {"queue": name, **asked})
    query = understood(actor, said.get("q", "").strip())
    return Chosen(cases_in(actor, query), in_words(query, names_in(actor, [query])), {"q": query.text})


def _page(request: StaffRequest, chosen: Chosen, form: ExportForm, status: int = 200) -> HttpResponse:
    count = chosen.cases.order_by().count()
    context = {
        "words": chosen.words,
        "about": list(chosen.about.items()),
        "count": count,
        "is_long": count >= LONG,
        "form": form,
        "may_reveal": may_reveal_contacts(request.actor),
        "columns": columns(),
    }
    return render(request, "desk/case_exports/export.html", context, status=status)
