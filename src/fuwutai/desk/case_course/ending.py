"""After the end of a case: sent back to be done again, put into the archive, brought back from there."""

from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from fuwutai.design.moments import day_moment
from fuwutai.desk.access import StaffRequest, staff_action, staff_page
from fuwutai.desk.answers import refuse_in_form
from fuwutai.desk.case_course.forms import RedoForm
from fuwutai.desk.cases import cards
from fuwutai.desk.cases.case_context import composer_mode, what_may
from fuwutai.desk.cases.changed import asked, changed
from fuwutai.desk.cases.offers import Offer, register
from fuwutai.domain.cases.choices import CLOSED
from fuwutai.domain.cases.commands import archive_case, redo_case, restore_case
from fuwutai.domain.cases.policies import may_archive, may_redo, may_restore
from fuwutai.domain.cases.queries import visible_case
from fuwutai.domain.cases.records import filing_of
from fuwutai.kernel import clock
from fuwutai.kernel.errors import Conflict, Invalid, Refused

FILE_CLASSES = {
    "service": pgettext_lazy("file class", "Service records"),
    "complaint": pgettext_lazy("file class", "Complaints"),
}
"""What the shipped rules call their classes; a centre names more, and those stand as they are written."""


def _context(_request: StaffRequest, case: Any) -> dict[str, Any]:
    filing = filing_of(case)
    return {"filing": filing, "file_class": FILE_CLASSES.get(filing.file_class, filing.file_class)}


def _summary(case: Any) -> str:
    if case.archived_at is None:
        return ""
    return _("In the archive since %(when)s") % {"when": day_moment(case.archived_at, clock.now())}


CARD = cards.register(
    cards.Card(
        name="record", place=80, icon="archive", title=pgettext_lazy("case", "Record"), url_name="desk:case_record",
        template="desk/case_course/_record.html", context=_context, summary=_summary,
        stands_open=lambda case: case.archived_at is not None, allowed=lambda _actor, case: case.status == CLOSED,
    )
)  # fmt: skip
register(
    Offer(
        name="redo", place=70, icon="undo", label=gettext_lazy("Send back to be done again"),
        url_name="desk:case_redo", allowed=may_redo, in_status=True,
    )
)  # fmt: skip
register(
    Offer(
        name="archive", place=80, icon="archive", label=gettext_lazy("Put into the archive"),
        url_name="desk:case_archive", allowed=may_archive, in_status=True, is_press=True,
    )
)  # fmt: skip
register(
    Offer(
        name="restore", place=81, icon="archive", label=gettext_lazy("Bring back from the archive"),
        url_name="desk:case_restore", allowed=may_restore, in_status=True, is_press=True,
    )
)  # fmt: skip


@staff_page(permission="cases.view", statements=8)
def case_record(request: StaffRequest, case_id: int) -> HttpResponse:
    """Show how the record of the case is kept. Raises: NotFound."""
    return cards.show_card(request, case_id, CARD)


@staff_page(permission="cases.redo", statements=10)
def case_redo_page(request: StaffRequest, case_id: int) -> HttpResponse:
    """Show the form that sends a case back. Raises: NotFound, Refused."""
    case = visible_case(request.actor, case_id)
    if not may_redo(request.actor, case):
        raise Refused
    return asked(request, case, _redo(request, case, RedoForm()))


@staff_action(permission="cases.redo", statements=40)
def case_redo(request: StaffRequest, case_id: int) -> HttpResponse:
    """Send the case back to be done again. Raises: NotFound, Refused."""
    form = RedoForm(request.POST)
    if form.is_valid():
        try:
            redo_case(actor=request.actor, case_id=case_id, **form.cleaned_data)
        except (Invalid, Conflict) as problem:
            refuse_in_form(form, problem)
        else:
            return changed(request, case_id, _("Sent back. Who resolved it has it again, and its clocks run."))
    case = visible_case(request.actor, case_id)
    return asked(request, case, _redo(request, case, form), status=422)


@staff_action(permission="cases.archive", statements=40)
def case_archive(request: StaffRequest, case_id: int) -> HttpResponse:
    """Put the case into the archive. Raises: NotFound, Refused, Conflict."""
    archive_case(actor=request.actor, case_id=case_id)
    return changed(request, case_id, _("The case is in the archive. Its number still finds it."))


@staff_action(permission="cases.archive", statements=40)
def case_restore(request: StaffRequest, case_id: int) -> HttpResponse:
    """Bring the case back from the archive. Raises: NotFound, Refused."""
    restore_case(actor=request.actor, case_id=case_id)
    said = _("The case is back. If nobody takes it up again, it returns to the archive in the night.")
    return changed(request, case_id, said)


def _redo(request: StaffRequest, case: Any, form: RedoForm) -> dict[str, Any]:
    return {
        "title": _("Send back to be done again"),
        "hint": _("The case goes back to whoever resolved it. This is counted apart from what customers reopen."),
        "form": form,
        "shown": [],
        "url": reverse("desk:case_redo", args=[case.pk]),
        "submit": _("Send back"),
        "submit_icon": "undo",
        "mode": composer_mode(case, what_may(request.actor, case)),
    }
