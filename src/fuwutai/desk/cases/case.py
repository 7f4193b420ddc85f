"""The case page, its live part, and the words exactly as they came."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from fuwutai.desk.access import StaffRequest, staff_page
from fuwutai.desk.answers import with_toast
from fuwutai.desk.cases.case_context import case_context
from fuwutai.domain.cases.queries import message_of, visible_case

PAGE = "desk/cases/case.html"


@staff_page(permission="cases.view", statements=10)
def case(request: StaffRequest, case_id: int) -> HttpResponse:
    """Show a case. Raises: NotFound."""
    found = visible_case(request.actor, case_id)
    return render(request, PAGE, case_context(request, found))


@staff_page(permission="cases.view", statements=10)
def case_live(request: StaffRequest, case_id: int) -> HttpResponse:
    """Return the parts of a case page that change by themselves; what is being typed is none of them."""
    seen, mode = _seen(request), request.GET.get("mode", "")
    context = case_context(request, visible_case(request.actor, case_id), seen=seen)
    context["composer_changed"] = mode != context["mode"]
    answer = render(request, "desk/cases/_live.html", context)
    if any(item.is_new and item.side == "customer" for item in context["conversation"]):
        with_toast(answer, _("%(who)s has written") % {"who": context["customer"]}, "info")
    return answer


@staff_page(permission="cases.view", statements=8)
def case_message_original(request: StaffRequest, case_id: int, message_id: int) -> HttpResponse:
    """Return the words of one message byte for byte as they are stored. Raises: NotFound."""
    message = message_of(request.actor, case_id, message_id)
    answer = HttpResponse(message.body.encode(), content_type="text/plain; charset=utf-8")
    answer["Content-Disposition"] = f'inline; filename="{case_id}-{message_id}.txt"'
    answer["X-Content-Type-Options"] = "nosniff"
    return answer


def _seen(request: StaffRequest) -> int | None:
    given: Any = request.GET.get("seen", "")
    return int(given) if given.isascii() and given.isdigit() and len(given) < 19 else None
