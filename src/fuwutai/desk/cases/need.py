"""The need behind a case in our own words: the dialog, and how the page of the case says it."""

from typing import Any

from django import forms
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fuwutai.desk.access import StaffRequest, staff_action, staff_page
from fuwutai.desk.answers import refuse_in_form
from fuwutai.desk.cases.case_context import composer_mode, what_may
from fuwutai.desk.cases.changed import asked, changed
from fuwutai.desk.cases.offers import Offer, register
from fuwutai.desk.cases.outcome import need_fields
from fuwutai.domain.cases.commands import restate_need
from fuwutai.domain.cases.policies import may_restate_need
from fuwutai.domain.cases.queries import visible_case
from fuwutai.domain.customers.queries import customer_card
from fuwutai.kernel.errors import Conflict, Invalid, Refused
from fuwutai.kernel.masking import mask_text

register(
    Offer(
        name="need", place=10, icon="edit", label=gettext_lazy("Restate the need"), url_name="desk:case_need",
        allowed=may_restate_need, key="u",
    )
)  # fmt: skip


@staff_page(permission="cases.classify", statements=10)
def case_need_page(request: StaffRequest, case_id: int) -> HttpResponse:
    """Show the need as it was restated, to write it anew. Raises: NotFound, Refused."""
    case: Any = visible_case(request.actor, case_id)
    if not may_restate_need(request.actor, case):
        raise Refused
    card = customer_card(request.actor, case.customer_id)
    masked = mask_text(case.restated or "")
    whole = masked == (case.restated or "") or bool(card and card.revealed)
    shown = (case.restated or "") if whole else ""
    hint = "" if whole else _("There are words with personal numbers already. Reveal the customer to see them.")
    form = _form(shown, confirmed=case.need_confirmed_at is not None)
    return asked(request, case, _dialog(request, case, form, hint))


@staff_action(permission="cases.classify", statements=50)
def case_need(request: StaffRequest, case_id: int) -> HttpResponse:
    """Put the need into our own words."""
    form = _form("", confirmed=False, data=request.POST)
    if form.is_valid():
        said = form.cleaned_data
        try:
            restate_need(
                actor=request.actor, case_id=case_id, words=said["need"], confirmed=said["need_confirmed"]
            )
        except (Invalid, Conflict) as error:
            if "words" in error.fields:
                error.fields["need"] = error.fields.pop("words")
            refuse_in_form(form, error)
        else:
            return changed(request, case_id, _("The need is restated."))
    case = visible_case(request.actor, case_id)
    return asked(request, case, _dialog(request, case, form, ""), status=422)


def _form(words: str, *, confirmed: bool, data: Any = None) -> forms.Form:
    form = forms.Form(data)
    form.fields = need_fields(words, confirmed=confirmed)
    return form


def _dialog(request: StaffRequest, case: Any, form: forms.Form, hint: str) -> dict[str, Any]:
    return {
        "title": _("Restate the need"),
        "hint": hint or _("Say it as you understood it and read it to the customer. Colleagues see it above the case."),
        "form": form,
        "shown": [],
        "url": reverse("desk:case_need", args=[case.pk]),
        "submit": _("Save"),
        "submit_icon": "check",
        "mode": composer_mode(case, what_may(request.actor, case)),
    }
