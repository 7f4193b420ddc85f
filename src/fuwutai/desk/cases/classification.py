"""Correcting what a case is and how much it presses, by the facts that some rule asks for."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from fuwutai.desk.access import StaffRequest, staff_action, staff_page
from fuwutai.desk.answers import refuse_in_form
from fuwutai.desk.cases.case_context import composer_mode, what_may
from fuwutai.desk.cases.changed import asked, changed
from fuwutai.desk.cases.terms import category_field
from fuwutai.desk.standards.facts import FACTS, fields
from fuwutai.domain.cases.choices import NATURE_TERM, PRIORITIES, REGION_TERM
from fuwutai.domain.cases.commands import reclassify_case
from fuwutai.domain.cases.policies import may_classify
from fuwutai.domain.cases.priorities import priority_by_table
from fuwutai.domain.cases.queries import visible_case
from fuwutai.domain.cases.vocabularies import offered
from fuwutai.domain.standards.queries import scope_keys_in_use
from fuwutai.domain.standards.registry import CASE_FACTS
from fuwutai.kernel.errors import Conflict, Invalid, Refused

ALWAYS = ("type", "priority", "category")
WHERE_RULES_ASK = ("urgency", "impact", "nature", "complexity", "service_class", "line")
"""Asked for only where a rule in force is limited by them, or where something was said already; the region wherever the
centre has regions."""
MUST_BE_SAID = ("type",)
WAS = "was-"
"""Each field is sent with what the form had shown, so that only what was touched is corrected."""


@staff_page(permission="cases.classify", statements=10)
def case_classify_page(request: StaffRequest, case_id: int) -> HttpResponse:
    """Show the form with the facts as they are. Raises: NotFound, Refused."""
    case = visible_case(request.actor, case_id)
    if not may_classify(request.actor, case):
        raise Refused
    shown = _facts(case)
    return asked(request, case, _context(request, case, _form(case, initial=shown), shown))


@staff_action(permission="cases.classify", statements=40)
def case_classify(request: StaffRequest, case_id: int) -> HttpResponse:
    """Correct the facts that were changed in the form."""
    case = visible_case(request.actor, case_id)
    form = _form(case, request.POST)
    shown = {name: request.POST.get(WAS + name, "") for name in form.fields}
    if form.is_valid():
        said = {name: value for name, value in form.cleaned_data.items() if value != shown[name]}
        try:
            reclassify_case(actor=request.actor, case_id=case_id, **said)
        except (Invalid, Conflict) as error:
            refuse_in_form(form, error)
        else:
            return changed(request, case_id, _("The case is corrected.") if said else _("Nothing was changed."))
    return asked(request, case, _context(request, case, form, shown), status=422)


def _facts(case: Any) -> dict[str, str]:
    """Return the facts that are asked for, as they are. Cost: as `scope_keys_in_use`."""
    used = scope_keys_in_use()
    names = [*ALWAYS, *(name for name in WHERE_RULES_ASK if name in used or getattr(case, name))]
    if case.region or offered(REGION_TERM):
        names.append(REGION_TERM)
    return {name: getattr(case, name) for name in names} | ({} if case.priority_by_hand else {"priority": ""})


def _form(case: Any, data: Mapping[str, str] | None = None, initial: Mapping[str, str] | None = None) -> forms.Form:
    here = _facts(case)
    form = forms.Form(data, initial=initial)
    form.fields = fields({name: FACTS[name] for name in here}, _("Not said"), kept=here)
    form.fields["category"] = category_field(case.category)
    for name in {NATURE_TERM, REGION_TERM} & form.fields.keys():
        terms = offered(name, getattr(case, name))
        form.fields[name].choices = [("", _("Not said")), *terms.items()]  # type: ignore[attr-defined]
    by_table = PRIORITIES[priority_by_table({name: getattr(case, name) for name in CASE_FACTS})]
    said = _("By the table: %(priority)s") % {"priority": by_table}
    form.fields["priority"].choices = [("", said), *PRIORITIES.items()]  # type: ignore[attr-defined]
    for name in MUST_BE_SAID:
        field = form.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.required, field.choices = True, [one for one in field.choices if one[0]]
    form.fields["type"].widget.attrs["autofocus"] = True
    form.fields["category"].help_text = _("Type a part of its name; leave it empty if nothing fits.")
    return form


def _context(request: StaffRequest, case: Any, form: forms.Form, shown: Mapping[str, str]) -> dict[str, Any]:
    return {
        "title": _("Correct the case"),
        "hint": _(
            "Priority and deadlines follow at once: another clause may decide from now on. Time already used counts."
        ),
        "form": form,
        "shown": [(WAS + name, value) for name, value in shown.items()],
        "url": reverse("desk:case_classify", args=[case.pk]),
        "submit": _("Save the correction"),
        "submit_icon": "check",
        "mode": composer_mode(case, what_may(request.actor, case)),
    }
