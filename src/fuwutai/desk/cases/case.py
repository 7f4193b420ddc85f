"""The case page, its live part, and the words exactly as they came."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from fuwutai.desk.access import StaffRequest, staff_page
from fuwutai.desk.answers import with_toast
from fuwutai.desk.cases.case_context import case_context
from fuwutai.desk.looks import has_looked, look_at_case
from fuwutai.domain.cases.speech.conversation import message_of
from fuwutai.domain.cases.speech.drafts import case_with_unsaid

PAGE = "desk/cases/case.html"


@staff_page(permission="cases.view", statements=10)
def case(request: StaffRequest, case_id: int) -> HttpResponse:
    """Show a case. Raises: NotFound."""
    found, unsaid = case_with_unsaid(request.actor, case_id)
    look_at_case(request.actor, case_id, "desk:case")
    return render(request, PAGE, case_context(request, found, unsaid=unsaid))


@staff_page(permission="cases.view", statements=10)
def case_live(request: StaffRequest, case_id: int) -> HttpResponse:
    """Return the parts of a case page that change by themselves; what is being typed is none of them.

    With `card` in the address the customer comes along: so numbers disappear when the time is over.
    """
    seen, mode = _seen(request), request.GET.get("mode", "")
    found, unsaid = case_with_unsaid(request.actor, case_id)
    if not has_looked(request.actor, case_id, request.GET.get("look", "")):
        look_at_case(request.actor, case_id, "desk:case_live")
    context = case_context(request, found, seen=seen, unsaid=unsaid)
    context |= {"composer_changed": mode != context["mode"], "with_card": "card" in request.GET}
    answer = render(request, "desk/cases/_live.html", context)
    if any(item.is_new and item.side == "customer" for item in context["conversation"]):
        with_toast(answer, _("%(who)s has written") % {"who": context["customer"]}, "info")
    return answer


@staff_page(permission="cases.view", statements=8)
def case_message_original(request: StaffRequest, case_id: int, message_id: int) -> HttpResponse:
    """Return the words of one message as a file: byte for byte, personal numbers masked until they are revealed.

    Raises: NotFound.
    """
    message = message_of(request.actor, case_id, message_id)
    look_at_case(request.actor, case_id, "desk:case_message_original", original=True)
    answer = HttpResponse(message.body.encode(), content_type="text/plain; charset=utf-8")
    answer["Content-Disposition"] = f'inline; filename="{case_id}-{message_id}.txt"'
    answer["X-Content-Type-Options"] = "nosniff"
    return answer


def _seen(request: StaffRequest) -> int | None:
    given: Any = request.GET.get("seen", "")
    return int(given) if given.isascii() and given.isdigit() and len(given) < 19 else None
