"""What changes a case besides words: take, assign, resolve, confirm, close, reopen, reveal."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from fuwutai.desk.access import StaffRequest, View, staff_action
from fuwutai.desk.answers import by_htmx, done, with_toast
from fuwutai.desk.cases.case import PAGE
from fuwutai.desk.cases.case_context import case_context
from fuwutai.domain.cases.commands import (
    assign_case,
    close_case,
    confirm_case,
    reopen_case,
    resolve_case,
    take_case,
)
from fuwutai.domain.cases.queries import visible_case, visible_cases
from fuwutai.domain.customers.commands import reveal_contacts
from fuwutai.kernel.errors import Invalid


@staff_action(permission="cases.take", statements=40)
def case_take(request: StaffRequest, case_id: int) -> HttpResponse:
    """Take the case oneself."""
    return _changed(request, take_case(actor=request.actor, case_id=case_id), _("The case is yours."))


@staff_action(permission="cases.assign", statements=40)
def case_assign(request: StaffRequest, case_id: int) -> HttpResponse:
    """Give the case to a team, or to a person of a team: the field `to` says "3" or "3-17"."""
    team, _dash, person = request.POST.get("to", "").partition("-")
    if not (team.isdecimal() and (person.isdecimal() or not person)):
        raise Invalid(_("Choose a team or a person."), fields={"to": _("Choose a team or a person.")})
    case = assign_case(
        actor=request.actor, case_id=case_id, team_id=int(team), staff_id=int(person) if person else None
    )
    return _changed(request, case, _("The case is assigned."))


@staff_action(permission="cases.resolve", statements=40)
def case_resolve(request: StaffRequest, case_id: int) -> HttpResponse:
    """Mark the matter as settled."""
    return _changed(request, resolve_case(actor=request.actor, case_id=case_id), _("Marked as resolved."))


@staff_action(permission="cases.confirm", statements=40)
def case_confirm(request: StaffRequest, case_id: int) -> HttpResponse:
    """Note that the customer agreed."""
    return _changed(request, confirm_case(actor=request.actor, case_id=case_id), _("Confirmed and closed."))


@staff_action(permission="cases.close", statements=40)
def case_close(request: StaffRequest, case_id: int) -> HttpResponse:
    """Close a resolved case without the customer's word."""
    return _changed(request, close_case(actor=request.actor, case_id=case_id), _("Closed."))


@staff_action(permission="cases.reopen", statements=40)
def case_reopen(request: StaffRequest, case_id: int) -> HttpResponse:
    """Take the matter up again."""
    return _changed(request, reopen_case(actor=request.actor, case_id=case_id), _("The case is open again."))


@staff_action(permission="customers.reveal", statements=20)
def case_reveal(request: StaffRequest, case_id: int) -> HttpResponse:
    """Show the customer's full numbers in this one answer, after the reason was written down."""
    case = visible_case(request.actor, case_id)
    reason = request.POST.get("reason", "")
    wrong: dict[str, Any] = {"reason": reason, "reason_error": ""}
    try:
        reveal_contacts(actor=request.actor, customer_id=case.customer_id, reason=reason)
    except Invalid as error:
        wrong["reason_error"] = error.message
    context = case_context(request, case, revealed=not wrong["reason_error"]) | wrong
    template = "desk/cases/_customer.html" if by_htmx(request) else PAGE
    return render(request, template, context, status=422 if wrong["reason_error"] else 200)


def _changed(request: StaffRequest, case: Any, said: str) -> HttpResponse:
    """Answer with the case as it is now; who gave it out of sight goes back to the own work."""
    seen = visible_cases(request.actor).filter(pk=case.pk).exists()
    if not seen:
        answer = done(request, reverse("desk:home"), said)
        if by_htmx(request):
            answer = HttpResponse(headers={"HX-Redirect": reverse("desk:home")})
        return answer
    if not by_htmx(request):
        return done(request, reverse("desk:case", args=[case.pk]), said)
    context = case_context(request, visible_case(request.actor, case.pk))
    context["composer_changed"] = request.POST.get("mode") != context["mode"]
    return with_toast(render(request, "desk/cases/_live.html", context), said)


ACTIONS: dict[str, View] = {
    "take": case_take,
    "assign": case_assign,
    "resolve": case_resolve,
    "confirm": case_confirm,
    "close": case_close,
    "reopen": case_reopen,
    "reveal": case_reveal,
}
