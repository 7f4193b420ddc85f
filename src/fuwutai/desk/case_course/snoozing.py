"""Snoozing a case and waking it."""

from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fuwutai.design.moments import day_moment
from fuwutai.desk.access import StaffRequest, staff_action, staff_page
from fuwutai.desk.answers import refuse_in_form
from fuwutai.desk.case_course.forms import SnoozeForm
from fuwutai.desk.cases.case_context import composer_mode, what_may
from fuwutai.desk.cases.changed import asked, changed
from fuwutai.desk.cases.offers import Offer, register
from fuwutai.domain.cases.commands import snooze_case, wake_case
from fuwutai.domain.cases.policies import may_snooze
from fuwutai.domain.cases.queries import visible_case
from fuwutai.domain.cases.snoozing import presets
from fuwutai.kernel import clock
from fuwutai.kernel.errors import Conflict, Invalid, Refused

register(
    Offer(
        name="snooze", place=30, icon="clock", label=gettext_lazy("Snooze"), url_name="desk:case_snooze",
        allowed=may_snooze, key="h",
    )
)  # fmt: skip
register(
    Offer(
        name="wake", place=31, icon="sun", label=gettext_lazy("Wake"), url_name="desk:case_wake", is_press=True,
        allowed=lambda actor, case: case.snoozed_until is not None and may_snooze(actor, case),
    )
)  # fmt: skip


@staff_page(permission="cases.wait", statements=10)
def case_snooze_page(request: StaffRequest, case_id: int) -> HttpResponse:
    """Show until when a case may be snoozed. Raises: NotFound, Refused."""
    case = visible_case(request.actor, case_id)
    if not may_snooze(request.actor, case):
        raise Refused
    return asked(request, case, _context(request, case, _form(case)))


@staff_action(permission="cases.wait", statements=40)
def case_snooze(request: StaffRequest, case_id: int) -> HttpResponse:
    """Snooze the case, and name the deadline that comes before it is back. Raises: NotFound, Refused."""
    case: Any = visible_case(request.actor, case_id)
    form = _form(case, request.POST)
    if form.is_valid():
        until = form.cleaned_data["until"]
        try:
            snooze_case(actor=request.actor, case_id=case_id, until=until)
        except (Invalid, Conflict) as problem:
            refuse_in_form(form, problem)
        else:
            return changed(request, case_id, _said(case, until))
    return asked(request, case, _context(request, case, form), status=422)


@staff_action(permission="cases.wait", statements=40)
def case_wake(request: StaffRequest, case_id: int) -> HttpResponse:
    """Bring the snoozed case back. Raises: NotFound."""
    wake_case(actor=request.actor, case_id=case_id)
    return changed(request, case_id, _("The case is back in the queues."))


def _form(case: Any, data: Any = None) -> SnoozeForm:
    now = clock.now()
    return SnoozeForm(data, offered=presets(now), due_at=case.promised_at, now=now)


def _said(case: Any, until: Any) -> str:
    now = clock.now()
    facts = {"until": day_moment(until, now)}
    if case.promised_at is not None and case.promised_at < until:
        facts["due"] = day_moment(case.promised_at, now)
        return _("Snoozed until %(until)s. Mind the deadline before it: %(due)s.") % facts
    return _("Snoozed until %(until)s.") % facts


def _context(request: StaffRequest, case: Any, form: SnoozeForm) -> dict[str, Any]:
    hint = _(
        "The case leaves your work and the queues until then, or until the customer writes or somebody is given it."
        " Its clocks run on."
    )
    return {
        "title": _("Snooze the case"),
        "hint": hint,
        "form": form,
        "shown": [],
        "url": reverse("desk:case_snooze", args=[case.pk]),
        "submit": _("Snooze"),
        "submit_icon": "clock",
        "mode": composer_mode(case, what_may(request.actor, case)),
    }
