"""Files for what somebody is writing: sent ahead one by one, shown with name and size, taken away again."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from fuwutai.desk.access import StaffRequest, staff_action, staff_page
from fuwutai.desk.answers import by_htmx
from fuwutai.desk.case_files.sending import taken_in
from fuwutai.desk.cases.changed import changed
from fuwutai.domain.cases.commands import attach_file, drop_file
from fuwutai.domain.cases.commands.attachments import FIELD, refusal
from fuwutai.domain.cases.queries import visible_case
from fuwutai.domain.cases.speech.attachments import aside_of

LIST = "desk/case_files/_aside.html"


@staff_page(permission="cases.view", statements=10)
def case_files_aside(request: StaffRequest, case_id: int) -> HttpResponse:
    """Return the lines of what the reader has put aside in a case. Raises: NotFound."""
    case = visible_case(request.actor, case_id)
    return _lines(request, case, aside_of(request.actor, case_id))


@staff_action(permission="cases.view", statements=60)
def case_files_add(request: StaffRequest, case_id: int) -> HttpResponse:
    """Put aside the files that were sent, and return their lines. Raises: NotFound, Refused, Invalid, TooMany."""
    case = visible_case(request.actor, case_id)
    kept = taken_in(request, case_id)
    if not kept:
        raise refusal(_("Choose a file first."))
    added = [attach_file(actor=request.actor, case_id=case_id, kept=one) for one in kept]
    if FIELD in request.GET or by_htmx(request):
        return _lines(request, case, added)
    return changed(request, case_id, _("The file is put aside. Send it with your next message."))


@staff_action(permission="cases.view", statements=40)
def case_file_drop(request: StaffRequest, case_id: int, attachment_id: int) -> HttpResponse:
    """Take away a file that was put aside. Raises: NotFound, Conflict once it is sent."""
    drop_file(actor=request.actor, case_id=case_id, attachment_id=attachment_id)
    if FIELD in request.GET or by_htmx(request):
        return HttpResponse(status=204)
    return changed(request, case_id, _("The file is taken away."))


def _lines(request: StaffRequest, case: Any, rows: list[Any]) -> HttpResponse:
    return render(request, LIST, {"case": case, "aside": rows})
