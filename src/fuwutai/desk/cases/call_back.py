"""What came of calling the customer back about the result."""

import secrets
from typing import Any

from django import forms
from django.http import HttpResponse
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fuwutai.desk.access import StaffRequest, staff_action, staff_page
from fuwutai.desk.answers import refuse_in_form
from fuwutai.desk.cases.case_context import composer_mode, what_may
from fuwutai.desk.cases.changed import asked, changed
from fuwutai.desk.cases.conversation import once
from fuwutai.desk.cases.outcome import rating_fields
from fuwutai.domain.cases.choices import CALL_BACK_OUTCOMES, NOT_SETTLED
from fuwutai.domain.cases.commands import note_call_back
from fuwutai.domain.cases.policies import may_call_back
from fuwutai.domain.cases.queries import visible_case
from fuwutai.kernel.errors import Conflict, Invalid, Refused


class FirstInFocus(forms.RadioSelect):
    """Radio buttons of which the first has the focus when the form appears."""

    def create_option(self, *given: Any, **more: Any) -> dict[str, Any]:
        """Return one button."""
        option = super().create_option(*given, **more)
        option["attrs"] |= {"autofocus": True} if option["index"] == "0" else {}
        return option


class CallBackForm(forms.Form):
    """What the customer said of the result."""

    outcome = forms.ChoiceField(
        label=gettext_lazy("What came of it"), choices=list(CALL_BACK_OUTCOMES.items()), widget=FirstInFocus
    )
    body = forms.CharField(
        label=gettext_lazy("In the customer's words"),
        help_text=gettext_lazy("Colleagues read this, the customer does not."),
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 4, "maxlength": 20_000}),
    )

    def __init__(self, data: Any = None, *, may_rate: bool) -> None:
        super().__init__(data)
        if may_rate:
            self.fields |= {name: field for name, field in rating_fields().items() if name != "words"}


@staff_page(permission="cases.call_back", statements=10)
def case_call_back_page(request: StaffRequest, case_id: int) -> HttpResponse:
    """Show the form of a call-back. Raises: NotFound, Refused."""
    case = visible_case(request.actor, case_id)
    if not may_call_back(request.actor, case):
        raise Refused
    return asked(request, case, _context(request, case, _form(request)))


@staff_action(permission="cases.call_back", statements=40)
def case_call_back(request: StaffRequest, case_id: int) -> HttpResponse:
    """Note the call-back; a customer who is not content brings the case back to work."""
    case = visible_case(request.actor, case_id)
    form = _form(request, request.POST)
    if form.is_valid():
        try:
            once(request, note_call_back)(actor=request.actor, case_id=case_id, **form.cleaned_data)
        except (Invalid, Conflict) as error:
            if "outcome" in error.fields and form.cleaned_data["outcome"] in CALL_BACK_OUTCOMES:
                error.fields["rating"] = error.fields.pop("outcome")
            refuse_in_form(form, error)
        else:
            reopened = form.cleaned_data["outcome"] == NOT_SETTLED
            said = _("Noted. The case is open again.") if reopened else _("The call-back is noted.")
            return changed(request, case_id, said)
    return asked(request, case, _context(request, case, form), status=422)


def _form(request: StaffRequest, data: Any = None) -> CallBackForm:
    """Return the form, the same for a request that is sent twice, whatever the first one changed."""
    return CallBackForm(data, may_rate=request.actor.may("cases.rate"))


def _context(request: StaffRequest, case: Any, form: CallBackForm) -> dict[str, Any]:
    address = reverse("desk:case_call_back", args=[case.pk])
    return {
        "title": _("Note a call-back"),
        "hint": _("If the customer is not content, the case is taken up again."),
        "form": form,
        "shown": [],
        "url": f"{address}?{urlencode({'once': secrets.token_urlsafe(12)})}",
        "submit": _("Note the call-back"),
        "submit_icon": "phone",
        "mode": composer_mode(case, what_may(request.actor, case)),
    }
