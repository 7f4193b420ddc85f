"""What changes a case besides words: take, assign, wait, reopen, reveal."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from fuwutai.desk.access import StaffRequest, View, staff_action
from fuwutai.desk.answers import by_htmx, done, with_toast
from fuwutai.desk.cases.case import PAGE
from fuwutai.desk.cases.case_context import case_context
from fuwutai.desk.cases.changed import changed
from fuwutai.desk.looks import look_at_case
from fuwutai.domain.cases.commands import (
    assign_case,
    await_third_party,
    end_wait,
    reopen_case,
    take_case,
)
from fuwutai.domain.cases.queries import visible_case
from fuwutai.domain.customers.commands import end_reveal, reveal_contacts
from fuwutai.kernel.errors import Invalid

CARD = "desk/cases/_customer.html"


@staff_action(permission="cases.take", statements=40)
def case_take(request: StaffRequest, case_id: int) -> HttpResponse:
    """Take the case oneself."""
    take_case(actor=request.actor, case_id=case_id)
    return changed(request, case_id, _("The case is yours."))


@staff_action(permission="cases.assign", statements=40)
def case_assign(request: StaffRequest, case_id: int) -> HttpResponse:
    """Give the case to a team, or to a person of a team: the field `to` says "3" or "3-17"."""
    team, _dash, person = request.POST.get("to", "").partition("-")
    if not (team.isdecimal() and (person.isdecimal() or not person)):
        raise Invalid(_("Choose a team or a person."), fields={"to": _("Choose a team or a person.")})
    assign_case(actor=request.actor, case_id=case_id, team_id=int(team), staff_id=int(person) if person else None)
    return changed(request, case_id, _("The case is assigned."))


@staff_action(permission="cases.wait", statements=40)
def case_third_party(request: StaffRequest, case_id: int) -> HttpResponse:
    """Let the case wait for a third party."""
    await_third_party(actor=request.actor, case_id=case_id)
    return changed(request, case_id, _("The case waits for a third party."))


@staff_action(permission="cases.wait", statements=40)
def case_end_wait(request: StaffRequest, case_id: int) -> HttpResponse:
    """Take up a case that waits."""
    end_wait(actor=request.actor, case_id=case_id)
    return changed(request, case_id, _("The wait is over."))


@staff_action(permission="cases.reopen", statements=40)
def case_reopen(request: StaffRequest, case_id: int) -> HttpResponse:
    """Take the matter up again."""
    reopen_case(actor=request.actor, case_id=case_id)
    return changed(request, case_id, _("The case is open again."))


@staff_action(permission="customers.reveal", statements=24)
def case_reveal(request: StaffRequest, case_id: int) -> HttpResponse:
    """Show the customer's full numbers, and those in what was said, until the time is over."""
    case = visible_case(request.actor, case_id)
    reason = request.POST.get("reason", "")
    try:
        reveal_contacts(
            actor=request.actor, customer_id=case.customer_id, reason=reason, place="desk:case_reveal"
        )
    except Invalid as error:
        if not by_htmx(request):
            look_at_case(request.actor, case_id, "desk:case_reveal")
        context = case_context(request, case) | {"reason": reason, "reason_error": error.message}
        template = CARD if by_htmx(request) else PAGE
        return render(request, template, context, status=422)
    return _unmasked(request, case, _("Shown. Your name, the time and the reason are kept."))


@staff_action(permission="customers.reveal", statements=24)
def case_end_reveal(request: StaffRequest, case_id: int) -> HttpResponse:
    """Mask the customer's numbers again before the time is over."""
    case = visible_case(request.actor, case_id)
    end_reveal(actor=request.actor, customer_id=case.customer_id)
    return _unmasked(request, case, _("The numbers are masked again."))


def _unmasked(request: StaffRequest, case: Any, said: str) -> HttpResponse:
    """Return what looks different with or without masks: the customer, the words and the subject."""
    if not by_htmx(request):
        return done(request, reverse("desk:case", args=[case.pk]), said)
    return with_toast(render(request, "desk/cases/_unmasked.html", case_context(request, case)), said)


ACTIONS: dict[str, View] = {
    "take": case_take,
    "assign": case_assign,
    "third-party": case_third_party,
    "end-wait": case_end_wait,
    "reopen": case_reopen,
    "reveal": case_reveal,
    "end-reveal": case_end_reveal,
}
