"""The dialog in which one asks others beside a case, and the link that is shown once."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fuwutai.desk.access import StaffRequest, staff_action, staff_page
from fuwutai.desk.answers import by_htmx, refuse_in_form
from fuwutai.desk.cases.case_context import composer_mode, what_may
from fuwutai.desk.cases.changed import asked, changed
from fuwutai.desk.cases.offers import Offer, register
from fuwutai.desk.side_talks.card import SIDE, link_address, may_also_wait
from fuwutai.desk.side_talks.forms import OpenForm
from fuwutai.domain.cases.commands import open_side_talk
from fuwutai.domain.cases.queries import visible_case
from fuwutai.domain.cases.speech.side_talks import may_talk_beside, teams_to_ask
from fuwutai.kernel.errors import Conflict, Invalid, Refused

register(
    Offer(
        name="side_talk", place=35, icon="people", label=gettext_lazy("Ask others (the customer sees nothing)"),
        url_name="desk:case_side_talk_new", allowed=may_talk_beside, key="o",
    )
)  # fmt: skip


@staff_page(permission=SIDE, statements=10)
def case_side_talk_page(request: StaffRequest, case_id: int) -> HttpResponse:
    """Show the form that asks others. Raises: NotFound, Refused."""
    case = visible_case(request.actor, case_id)
    if not may_talk_beside(request.actor, case):
        raise Refused
    return asked(request, case, _dialog(request, case, _form(request, case)))


@staff_action(permission=SIDE, statements=45)
def case_side_talk_open(request: StaffRequest, case_id: int) -> HttpResponse:
    """Ask others; the link for somebody outside stands in this answer alone. Raises: NotFound, Refused."""
    case = visible_case(request.actor, case_id)
    form = _form(request, case, request.POST)
    if form.is_valid():
        try:
            made = open_side_talk(actor=request.actor, case_id=case_id, **form.cleaned_data)
        except (Invalid, Conflict) as problem:
            refuse_in_form(form, problem)
        else:
            if not made.secret:
                return changed(request, case_id, _("Asked. The team hears of it now; the customer sees nothing."))
            template = "desk/side_talks/_made.html" if by_htmx(request) else "desk/side_talks/made.html"
            return render(request, template, {"case": case, "talk": made.talk, "address": link_address(request, made)})
    return asked(request, case, _dialog(request, case, form), status=422)


def _form(request: StaffRequest, case: Any, data: Any = None) -> OpenForm:
    return OpenForm(data, teams=teams_to_ask(case), may_wait=may_also_wait(request.actor, case))


def _dialog(request: StaffRequest, case: Any, form: OpenForm) -> dict[str, Any]:
    return {
        "title": _("Ask others beside the case"),
        "hint": _("Another team, or somebody outside, answers you here. The customer sees nothing of it."),
        "form": form,
        "shown": [],
        "url": reverse("desk:case_side_talk_new", args=[case.pk]),
        "submit": _("Ask"),
        "submit_icon": "send",
        "mode": composer_mode(case, what_may(request.actor, case)),
    }
