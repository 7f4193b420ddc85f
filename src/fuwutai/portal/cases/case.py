"""One matter as its customer sees it: how far it is, what was said, and a place to answer."""

from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse

from fuwutai.domain.cases.choices import CLOSED, PORTAL
from fuwutai.domain.cases.commands import confirm_case, urge_case, write_as_customer
from fuwutai.domain.cases.queries import case_by_number, visible_case
from fuwutai.domain.cases.speech.attachments import facts_for_limits
from fuwutai.kernel.actors import Actor
from fuwutai.kernel.errors import Conflict, DomainError, NotFound, Refused
from fuwutai.kernel.http import see_other
from fuwutai.portal import abuse
from fuwutai.portal.access import PortalRequest, customer_of, grant_case, portal_page, refuse_colleagues
from fuwutai.portal.cases.files import taken_in
from fuwutai.portal.cases.forms import TrackForm, WriteForm
from fuwutai.portal.cases.pages import case_answer, progress_facts, track_answer


@portal_page(statements=8)
def case_page(request: PortalRequest, number: str) -> HttpResponse:
    """Show a case to a browser that has proved to be its customer's; ask any other for the proof."""
    case = case_by_number(request.actor, number)
    return case_answer(request, case) if case else _ask_for_proof(number)


@portal_page(statements=8)
def case_progress(request: PortalRequest, number: str) -> HttpResponse:
    """Return the part of the page that changes, for a page that stays open. Raises: NotFound."""
    case = case_by_number(request.actor, number)
    if case is None:
        raise NotFound
    return render(request, "portal/_progress.html", progress_facts(request, case))


# 13 for an answer that ends a wait, 2 to find out whose browser it is
@portal_page(statements=15, methods=("GET", "POST"))
def case_write(request: PortalRequest, number: str) -> HttpResponse:
    """Add the customer's words; those of a browser forgotten meanwhile wait until it has proved itself."""
    if request.method != "POST":
        return see_other(reverse("portal:case", args=[number]))
    form = WriteForm(request.POST, request.FILES)
    case = case_by_number(request.actor, number)
    if case is None:
        proof = TrackForm(initial={"number": number, "words": form["body"].value()})
        return track_answer(request, proof, 403)
    if not form.is_valid():
        return case_answer(request, case, form, status=422)
    try:
        refuse_colleagues(request)
        abuse.count(abuse.MESSAGES, "write", abuse.sender_of(request))
        files = taken_in(_customer(case), form.cleaned_data["files"], facts_for_limits(case))
        message = write_as_customer.once(form.cleaned_data["token"])(
            actor=_customer(case), case_id=case.pk, body=form.cleaned_data["body"], channel=PORTAL, files=files
        )
    except DomainError as problem:
        form.refuse(problem)
        return case_answer(request, case, form, status=problem.http_status)
    if _goes_on_from(message.case, case):
        grant_case(request, message.case_id)
    shown = message.case if message.case_id in customer_of(request).granted("case") else case
    return see_other(reverse("portal:case", args=[shown.number]) + "?sent=1")


@portal_page(statements=12, methods=("GET", "POST"))
def case_confirm(request: PortalRequest, number: str) -> HttpResponse:
    """Close the case because its customer says that it is solved; pressed twice, it stays so."""
    if request.method != "POST":
        return see_other(reverse("portal:case", args=[number]))
    case = case_by_number(request.actor, number)
    if case is None:
        return _ask_for_proof(number)
    try:
        refuse_colleagues(request)
        confirm_case(actor=_customer(case), case_id=case.pk)
    except Refused as problem:
        return case_answer(request, case, problem=str(problem.message), status=problem.http_status)
    except Conflict as problem:
        case = visible_case(request.actor, case.pk)
        if case.status != CLOSED:
            return case_answer(request, case, problem=str(problem.message), status=problem.http_status)
    return see_other(reverse("portal:case", args=[case.number]))


@portal_page(statements=13, methods=("GET", "POST"))
def case_urge(request: PortalRequest, number: str) -> HttpResponse:
    """Note that the customer asks us to hurry; pressed too early, the page says when it counts again."""
    if request.method != "POST":
        return see_other(reverse("portal:case", args=[number]))
    case = case_by_number(request.actor, number)
    if case is None:
        return _ask_for_proof(number)
    try:
        refuse_colleagues(request)
        abuse.count(abuse.MESSAGES, "urge", abuse.sender_of(request))
        urge_case(actor=_customer(case), case_id=case.pk, channel=PORTAL)
    except Conflict:  # too early, or over meanwhile: the page says how things stand
        return see_other(reverse("portal:case", args=[case.number]))
    except DomainError as problem:
        return case_answer(request, case, problem=str(problem.message), status=problem.http_status)
    return see_other(reverse("portal:case", args=[case.number]) + "#urging")


def _goes_on_from(later: Any, case: Any) -> bool:
    """Return whether a case was opened for words that came too late for another one.

    One that had been merged goes on in a case with a story of its own: who sees the first has not proved to be who told
    the other, so that one is shown to its own number and contact only.
    """
    at = later
    while at is not None and at.pk != case.pk:
        at = at.follows
    return at is not None and later.pk != case.pk


def _customer(case: Any) -> Actor:
    """Return the customer of a case that this browser was granted."""
    return Actor.customer(case.customer_id, frozenset({case.pk}))


def _ask_for_proof(number: str) -> HttpResponse:
    return see_other(f"{reverse('portal:track')}?{urlencode({'number': number})}")
