"""A superior watches over a case: the dialog that begins it, and the card in which both sides go on."""

from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fuwutai.desk.access import StaffRequest, staff_action, staff_page
from fuwutai.desk.answers import refuse_in_form
from fuwutai.desk.case_course.forms import DemandForm, ReportForm
from fuwutai.desk.cases import cards
from fuwutai.desk.cases.case_context import composer_mode, what_may
from fuwutai.desk.cases.changed import asked, changed
from fuwutai.desk.cases.offers import Offer, register
from fuwutai.domain.cases.choices import CLOSED
from fuwutai.domain.cases.commands import end_supervision, report_supervision, return_supervision, supervise_case
from fuwutai.domain.cases.course import report_due_at, supervisions_of
from fuwutai.domain.cases.policies import may_report, may_supervise
from fuwutai.domain.cases.queries import visible_case
from fuwutai.kernel import clock
from fuwutai.kernel.actors import Actor
from fuwutai.kernel.errors import Conflict, Invalid, Refused


def may_begin(actor: Actor, case: Any) -> bool:
    """Return whether somebody is offered to supervise a case."""
    return may_supervise(actor, case) and not case.supervised and case.status != CLOSED


def _context(request: StaffRequest, case: Any) -> dict[str, Any]:
    actor, now = request.actor, clock.now()
    rows: list[Any] = supervisions_of(actor, case.pk)
    running = next((one for one in rows if one.ended_at is None), None)
    leads = running is not None and may_supervise(actor, case)
    return {
        "running": running,
        "is_late": running is not None and running.reported_at is None and running.due_at <= now,
        "former": [one for one in rows if one.ended_at is not None],
        "report_form": ReportForm() if running and not running.reported_at and may_report(actor, case) else None,
        "return_form": _demand(case, prefix="again") if leads else None,
        "may_end": leads,
    }


CARD = cards.register(
    cards.Card(
        name="supervision", place=10, icon="eye", title=gettext_lazy("Supervision"),
        url_name="desk:case_supervision", template="desk/case_course/_supervision.html", context=_context,
        stands_open=lambda case: case.supervised, allowed=lambda _actor, case: case.supervised,
    )
)  # fmt: skip
register(
    Offer(
        name="supervise", place=60, icon="eye", label=gettext_lazy("Supervise"), url_name="desk:case_supervise",
        allowed=may_begin,
    )
)  # fmt: skip


@staff_page(permission="cases.supervise", statements=10)
def case_supervise_page(request: StaffRequest, case_id: int) -> HttpResponse:
    """Show the form of a supervision. Raises: NotFound, Refused."""
    case = visible_case(request.actor, case_id)
    if not may_begin(request.actor, case):
        raise Refused
    return asked(request, case, _begin(request, case, _demand(case)))


@staff_action(permission="cases.supervise", statements=40)
def case_supervise(request: StaffRequest, case_id: int) -> HttpResponse:
    """Begin to supervise the case. Raises: NotFound, Refused."""
    case = visible_case(request.actor, case_id)
    form = _demand(case, request.POST)
    if form.is_valid():
        try:
            supervise_case(actor=request.actor, case_id=case_id, **form.cleaned_data)
        except (Invalid, Conflict) as problem:
            refuse_in_form(form, problem)
        else:
            return changed(request, case_id, _("The case is supervised. Who works on it hears of it now."))
    return asked(request, case, _begin(request, case, form), status=422)


@staff_page(permission="cases.view", statements=10)
def case_supervision(request: StaffRequest, case_id: int) -> HttpResponse:
    """Show what is asked for and what was reported. Raises: NotFound."""
    return cards.show_card(request, case_id, CARD)


@staff_action(permission="cases.reply", statements=30)
def case_report(request: StaffRequest, case_id: int) -> HttpResponse:
    """Report to the superior. Raises: NotFound, Refused."""
    form = ReportForm(request.POST)
    if form.is_valid():
        try:
            report_supervision(actor=request.actor, case_id=case_id, **form.cleaned_data)
        except (Invalid, Conflict) as problem:
            refuse_in_form(form, problem)
        else:
            return cards.card_changed(request, case_id, CARD, _("Reported. Your superior hears of it now."))
    return cards.card_refused(request, case_id, CARD, {"report_form": form})


@staff_action(permission="cases.supervise", statements=30)
def case_return(request: StaffRequest, case_id: int) -> HttpResponse:
    """Ask for another report by a new date. Raises: NotFound, Refused."""
    case = visible_case(request.actor, case_id)
    form = _demand(case, request.POST, prefix="again")
    if form.is_valid():
        try:
            return_supervision(actor=request.actor, case_id=case_id, **form.cleaned_data)
        except (Invalid, Conflict) as problem:
            refuse_in_form(form, problem)
        else:
            return cards.card_changed(request, case_id, CARD, _("Sent back. Who works on the case hears of it now."))
    return cards.card_refused(request, case_id, CARD, {"return_form": form})


@staff_action(permission="cases.supervise", statements=40)
def case_end_supervision(request: StaffRequest, case_id: int) -> HttpResponse:
    """End the supervision: the report is enough. Raises: NotFound, Refused, Conflict."""
    end_supervision(actor=request.actor, case_id=case_id)
    return changed(request, case_id, _("The supervision is over."))


def _demand(case: Any, data: Any = None, **more: Any) -> DemandForm:
    return DemandForm(data, due_at=report_due_at(case), now=clock.now(), **more)


def _begin(request: StaffRequest, case: Any, form: DemandForm) -> dict[str, Any]:
    return {
        "title": _("Supervise the case"),
        "hint": _("Who works on the case is told at once and reports to you; at the deadline you both hear of it."),
        "form": form,
        "shown": [],
        "url": reverse("desk:case_supervise", args=[case.pk]),
        "submit": _("Supervise"),
        "submit_icon": "eye",
        "mode": composer_mode(case, what_may(request.actor, case)),
    }
