"""What rules did, and why they did nothing."""

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from fuwutai.desk.access import StaffRequest, staff_page
from fuwutai.desk.automation import words
from fuwutai.domain.automation import queries
from fuwutai.domain.automation.choices import OUTCOMES
from fuwutai.kernel.errors import Invalid


class RunsForm(forms.Form):
    """Which runs are looked for."""

    rule = forms.TypedChoiceField(label=_("Rule"), coerce=int, required=False, empty_value=None)
    outcome = forms.ChoiceField(
        label=pgettext_lazy("automation run", "Outcome"), required=False,
        choices=lambda: [("", pgettext_lazy("case", "All")), *OUTCOMES.items()],
    )  # fmt: skip
    case = forms.CharField(label=_("Case number"), required=False, max_length=20)

    def __init__(self, request: StaffRequest) -> None:
        super().__init__(request.GET)
        rules = queries.rules_to_choose(request.actor)
        self.fields["rule"].choices = [("", pgettext_lazy("case", "All")), *rules]  # type: ignore[attr-defined]


@staff_page(permission="automation.view", statements=8)
def runs(request: StaffRequest) -> HttpResponse:
    """Show what rules did in the cases in sight, newest first."""
    form = RunsForm(request)
    said = form.cleaned_data if form.is_valid() else {}
    wanted = queries.RunFilter(
        rule_id=said.get("rule"), outcome=said.get("outcome", ""), number=said.get("case", "").strip()
    )
    try:
        found = queries.runs_page(request.actor, wanted, request.GET.get("after"))
    except Invalid:
        found = queries.runs_page(request.actor, wanted, None)
    kept = {name: request.GET[name] for name in ("rule", "outcome", "case") if request.GET.get(name)}
    context = {
        "form": form,
        "rows": [{"run": one, "why": words.why(one)} for one in found.rows],
        "next": urlencode(kept | {"after": found.next}) if found.next else "",
        "is_narrowed": bool(kept),
    }
    return render(request, "desk/automation/runs.html", context)
