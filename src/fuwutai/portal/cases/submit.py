"""Sending in a new matter, without an account."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from fuwutai.domain.cases.choices import PORTAL
from fuwutai.domain.cases.commands import open_case
from fuwutai.domain.cases.speech.attachments import limits_for, said_limits
from fuwutai.kernel.actors import Actor
from fuwutai.kernel.errors import DomainError
from fuwutai.kernel.http import see_other
from fuwutai.portal import abuse
from fuwutai.portal.access import grant_case, portal_page
from fuwutai.portal.cases.doors import DOORS
from fuwutai.portal.cases.files import taken_in
from fuwutai.portal.cases.forms import SubmitForm


# 11 for a newcomer's case, 2 for the first session of a browser
@portal_page(statements=13, methods=("GET", "HEAD", "POST"))
def case_submit(request: HttpRequest) -> HttpResponse:
    """Take in a matter and show the number it got; sent twice, it gets one number."""
    if request.method != "POST":
        return _form(request, SubmitForm(initial={"type": request.GET.get("type", "")}))
    form = SubmitForm(request.POST, request.FILES)
    form.ask(request.POST)
    if not form.is_valid():
        return _form(request, form, 422)
    try:
        abuse.count(abuse.SUBMISSIONS, "submit", abuse.sender_of(request))
        # Nobody in particular: who this browser was a minute ago must not make a repeated sending a new one.
        once = open_case.once(form.cleaned_data["token"])
        stranger, said = Actor.customer(), form.matter()
        files = taken_in(stranger, form.cleaned_data["files"], {"channel": PORTAL, "type": said["type"]})
        case = once(actor=stranger, channel=PORTAL, fields=form.own_answers(), files=files, **said)
    except DomainError as problem:
        form.refuse(problem)
        return _form(request, form, problem.http_status)
    grant_case(request, case.pk)
    return see_other(reverse("portal:case", args=[case.number]) + "?sent=1")


def _form(request: HttpRequest, form: SubmitForm, status: int = 200) -> HttpResponse:
    chosen = next((door for door in DOORS if door.code == form["type"].value()), None)
    if chosen:
        form.fields["body"].help_text = str(chosen.tell)
        if not form.is_bound:
            form.ask({"type": chosen.code})
    facts = {"form": form, "doors": DOORS, "chosen": chosen, "files_lost": bool(request.FILES)}
    facts["file_limits"] = said_limits(limits_for({"channel": PORTAL}))
    return render(request, "portal/submit.html", facts, status=status)
