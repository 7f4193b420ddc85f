"""Reply, note, and what a customer said on the telephone."""

from collections.abc import Callable
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from fuwutai.desk.access import StaffRequest, staff_action, staff_page
from fuwutai.desk.answers import by_htmx, done, with_toast
from fuwutai.desk.case_files.sending import files_sent
from fuwutai.desk.cases.case import PAGE
from fuwutai.desk.cases.case_context import case_context, composer_context, what_may
from fuwutai.desk.cases.outcome import results_asked
from fuwutai.desk.cases.unsaid import moment_wanted
from fuwutai.desk.looks import look_at_case
from fuwutai.desk.phrases.using import note_use, refuse_open_variables
from fuwutai.domain.cases.choices import PHONE, STAY
from fuwutai.domain.cases.commands import add_note, hold_reply, write_as_customer
from fuwutai.domain.cases.policies import may_write_as_customer
from fuwutai.domain.cases.queries import visible_case, visible_cases
from fuwutai.domain.cases.speech.attachments import aside_of
from fuwutai.domain.cases.speech.drafts import Unsaid, unsaid_in
from fuwutai.domain.customers.queries import customer_names
from fuwutai.kernel.command import Command
from fuwutai.kernel.errors import Conflict, DomainError, Invalid, Refused

WORDS_PAGE = "desk/cases/customer_words.html"


@staff_action(permission="cases.reply", statements=40)
def case_reply(request: StaffRequest, case_id: int) -> HttpResponse:
    """Answer the customer: at once, after the seconds in which it can be taken back, or at a chosen moment."""

    def speak() -> Any:
        return once(request, hold_reply)(
            actor=request.actor,
            case_id=case_id,
            body=request.POST.get("body", ""),
            then=request.POST.get("then", STAY),
            resolution=request.POST.get("resolution", ""),
            cause=request.POST.get("cause", ""),
            send_at=moment_wanted(request.POST.get("send_at", ""), request.POST.get("send_at_own", "")),
            **files_sent(request, case_id),
        )

    return _say(request, case_id, "reply", speak, _("Sent to the customer."))


@staff_action(permission="cases.note", statements=40)
def case_note(request: StaffRequest, case_id: int) -> HttpResponse:
    """Leave a note that only colleagues read."""

    def speak() -> Any:
        return once(request, add_note)(
            actor=request.actor,
            case_id=case_id,
            body=request.POST.get("body", ""),
            ends_draft=True,
            **files_sent(request, case_id),
        )

    return _say(request, case_id, "note", speak, _("Note saved."))


@staff_page(permission="cases.open", statements=10)
def case_customer_words_page(request: StaffRequest, case_id: int) -> HttpResponse:
    """Show the form for what a customer said on the telephone. Raises: NotFound, Refused."""
    case = visible_case(request.actor, case_id)
    if not may_write_as_customer(request.actor, case):
        raise Refused
    return _words_page(request, case)


@staff_action(permission="cases.open", statements=40)
def case_customer_words_add(request: StaffRequest, case_id: int) -> HttpResponse:
    """Add what a customer said on the telephone; long after closing it begins a new case."""
    case = visible_case(request.actor, case_id)
    body = request.POST.get("body", "")
    try:
        message = once(request, write_as_customer)(
            actor=request.actor, case_id=case_id, body=body, channel=PHONE, **files_sent(request, case_id)
        )
    except (Invalid, Conflict) as error:
        return _words_page(request, case, body=body, error=error)
    if message.case_id == case_id:
        return done(request, _at(message), _("The customer's words are in the case."))
    if case.merged_into_id:
        said = _("Case %(old)s was merged, so the words stand in the case that goes on.") % {"old": case.number}
    else:
        said = _("Case %(old)s was closed long ago, so a new case goes on with it.") % {"old": case.number}
    if not visible_cases(request.actor).filter(pk=message.case_id).exists():
        return done(request, reverse("desk:home"), said)
    return done(request, _at(message), said)


def _say(request: StaffRequest, case_id: int, kind: str, speak: Callable[[], Any], said: str) -> HttpResponse:
    """Run one command of the composer and answer as it was asked; refused words stay in the composer."""
    try:
        refuse_open_variables(request)
        message = speak()
    except (Invalid, Conflict) as error:
        return _refused(request, case_id, kind, error)
    note_use(request, case_id)
    if (held := message if kind == "reply" else None) is not None:
        if held.message_id is None:
            return _held(request, held)
        message = held.message
    if not by_htmx(request):
        return done(request, _at(message), said)
    case = visible_case(request.actor, case_id)
    context = case_context(request, case, seen=message.pk - 1)
    return with_toast(render(request, "desk/cases/_said.html", context), said)


def _held(request: StaffRequest, held: Any) -> HttpResponse:
    """Answer where a reply waits at the end of the thread, from which it can still be taken back."""
    said = _("Kept until its moment comes.") if held.is_timed else _("Being sent. You can still take it back.")
    if not by_htmx(request):
        return done(request, f"{reverse('desk:case', args=[held.case_id])}#held-{held.pk}", said)
    context = case_context(request, visible_case(request.actor, held.case_id))
    return with_toast(render(request, "desk/cases/_said.html", context), said)


def _refused(request: StaffRequest, case_id: int, kind: str, error: DomainError) -> HttpResponse:
    case = visible_case(request.actor, case_id)
    written = {
        "aside": aside_of(request.actor, case_id),
        "files_lost": bool(request.FILES),
        "body": request.POST.get("body", ""),
        "kind": kind,
        "phrases": request.POST.get("phrases", ""),
        "then": request.POST.get("then", ""),
        "send_at": request.POST.get("send_at", ""),
        "send_at_own": request.POST.get("send_at_own", ""),
        "error": next(iter(error.fields.values()), error.message),
        "results": results_asked(case, error, request.POST),
    }
    if by_htmx(request):
        # 422 whatever the reason, since only that answer is put in place of the composer.
        may = what_may(request.actor, case)
        context = composer_context(request, case, may, unsaid_in(request.actor, case_id)) | {
            "case": case,
            "may": may,
            "customer": _name(request, case),
        }
        return render(request, "desk/cases/_composer.html", context | written, status=422)
    look_at_case(request.actor, case_id, f"desk:case_{kind}")
    return render(request, PAGE, case_context(request, case) | written, status=error.http_status)


def _words_page(
    request: StaffRequest, case: Any, *, body: str = "", error: DomainError | None = None
) -> HttpResponse:
    context = composer_context(request, case, what_may(request.actor, case), Unsaid())
    problem = next(iter(error.fields.values()), error.message) if error else ""
    context |= {"case": case, "customer": _name(request, case), "body": body, "error": problem}
    if error:
        context |= {"aside": aside_of(request.actor, case.pk), "files_lost": bool(request.FILES)}
    return render(request, WORDS_PAGE, context, status=error.http_status if error else 200)


def _name(request: StaffRequest, case: Any) -> str:
    return customer_names(request.actor, {case.customer_id}).get(case.customer_id, _("Customer"))


def once(request: StaffRequest, command: "Command[..., Any]") -> "Command[..., Any]":
    """Return the command bound to the key of the form, so that a form sent twice speaks once."""
    key = request.GET.get("once", "")
    return command.once(key) if key else command


def _at(message: Any) -> str:
    return f"{reverse('desk:case', args=[message.case_id])}#message-{message.pk}"
