"""Words before they are said: drafts that keep themselves, replies that can be taken back, colleagues to be named."""

from typing import Any

from django.http import HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from fuwutai.desk.access import StaffRequest, staff_action, staff_page
from fuwutai.desk.answers import by_htmx, done, with_toast
from fuwutai.desk.cases.case_context import case_context
from fuwutai.domain.cases.choices import REPLY, STAY
from fuwutai.domain.cases.commands import (
    discard_draft,
    save_draft,
    send_held_reply,
    take_draft_over,
    withdraw_reply,
)
from fuwutai.domain.cases.queries import visible_case
from fuwutai.domain.cases.speech.mentions import colleagues_to_name
from fuwutai.kernel.errors import Conflict, Invalid, Text

LONGEST_NAME = 40


@staff_action(permission="cases.note", statements=24)
def case_draft(request: StaffRequest, case_id: int) -> HttpResponse:
    """Keep what stands in the composer: for its script, which asks all the time, as JSON, else by its button."""
    by_script = request.headers.get("X-Draft") == "1"
    said = request.POST
    try:
        draft = save_draft(
            actor=request.actor,
            case_id=case_id,
            kind=said.get("kind", REPLY),
            body=said.get("body", ""),
            then=said.get("then", STAY),
            shared="shared" in said,
            was=said.get("draft_was", ""),
            base=said.get("draft_base", ""),
        )
    except (Invalid, Conflict) as refused:
        if by_script:
            return JsonResponse({"said": str(refused.message)}, status=refused.http_status)
        raise
    if not by_script:
        return done(request, _composer(case_id), _("The draft is kept.") if draft else _("There is no draft any more."))
    if draft is None:
        return JsonResponse({"base": "", "kind": "", "said": ""})
    facts = {"when": f"{timezone.localtime(draft.saved_at):%H:%M}"}
    words = _("Draft kept %(when)s; colleagues see it") if draft.shared else _("Draft kept %(when)s, not sent yet")
    return JsonResponse({"base": draft.saved_at.isoformat(), "kind": draft.kind, "said": words % facts})


@staff_action(permission="cases.note", statements=40)
def case_draft_discard(request: StaffRequest, case_id: int) -> HttpResponse:
    """Throw away what was begun to be written."""
    discard_draft(actor=request.actor, case_id=case_id, kind=request.POST.get("kind", REPLY))
    return _anew(request, case_id, _("The draft is gone."))


@staff_action(permission="cases.note", statements=40)
def case_draft_take(request: StaffRequest, draft_id: int) -> HttpResponse:
    """Go on with a draft that a colleague shared."""
    draft = take_draft_over(actor=request.actor, draft_id=draft_id)
    return _anew(request, draft.case_id, _("The draft is yours now."))


@staff_action(permission="cases.reply", statements=40)
def held_reply_withdraw(request: StaffRequest, held_id: int) -> HttpResponse:
    """Take a reply back before it is sent; its words stand in its writer's composer again."""
    held = withdraw_reply(actor=request.actor, held_id=held_id)
    if held.staff_id == request.actor.id:
        return _anew(request, held.case_id, _("Not sent. Your words are in the composer again."))
    return _anew(request, held.case_id, _("Not sent. The words are a draft of their writer again."))


@staff_action(permission="cases.reply", statements=50)
def held_reply_send(request: StaffRequest, held_id: int) -> HttpResponse:
    """Send a reply of one's own before its moment has come."""
    held = send_held_reply(actor=request.actor, held_id=held_id)
    return _anew(request, held.case_id, _("Sent to the customer."))


@staff_page(permission="cases.note", statements=12)
def case_mentions(request: StaffRequest, case_id: int) -> HttpResponse:
    """Return the colleagues whom a note can name, for what was begun to be written behind an @. Raises: NotFound."""
    begun = request.GET.get("q", "")[:LONGEST_NAME].strip()
    people = colleagues_to_name(request.actor, case_id, begun)
    return render(request, "desk/cases/_mentions.html", {"people": people, "begun": begun})


def _composer(case_id: int) -> str:
    return f"{reverse('desk:case', args=[case_id])}#case-composer"


def _anew(request: StaffRequest, case_id: int, said: Text) -> HttpResponse:
    """Return the case with its composer as it is now, which a change elsewhere on the page leaves alone."""
    if not by_htmx(request):
        return done(request, _composer(case_id), said)
    context: dict[str, Any] = case_context(request, visible_case(request.actor, case_id))
    return with_toast(render(request, "desk/cases/_said.html", context), said)
