"""One version: what it is about, what it changes, what was said of it, and the next step."""

from datetime import timedelta
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from fuwutai.desk.access import StaffRequest, staff_action, staff_page
from fuwutai.desk.answers import done, refuse_in_form
from fuwutai.desk.drafts.forms import ApprovalForm, CommentForm, DescriptionForm, WordsForm
from fuwutai.desk.drafts.listing import EDIT
from fuwutai.desk.drafts.steps import steps_for
from fuwutai.desk.drafts.words import approved_before, proposal_row, remark_rows, state_of, title_of, wording_row
from fuwutai.desk.standards.views import names_for
from fuwutai.domain.standards import manuals
from fuwutai.domain.standards.choices import BASIS, DRAFT, TOPICS
from fuwutai.domain.standards.commands import describe_version
from fuwutai.domain.standards.compare import changes_of
from fuwutai.domain.standards.manuals import VersionView, Wording
from fuwutai.domain.standards.policies import may_draft
from fuwutai.kernel.errors import Conflict, DomainError, Invalid

FIRST = 1
"""The version that is the manual as it came: it changes nothing, it is all of it."""


@staff_page(permission=None, statements=12)
def manual_version(request: StaffRequest, version_id: int) -> HttpResponse:
    """Show a version with its changes and the next step. Raises: NotFound, for a draft also where one may not draft."""
    return version_page(request, version_id)


@staff_page(permission=None, statements=12)
def manual_version_changes(request: StaffRequest, version_id: int) -> HttpResponse:
    """Show what a version changes, before and after side by side."""
    version = manuals.version(request.actor, version_id)
    comparison = None if version.number == FIRST else changes_of(request.actor, version_id)
    context = {"version": version, "title": title_of(version), "comparison": comparison}
    return render(request, "desk/drafts/changes.html", context)


@staff_page(permission=EDIT, statements=10)
def manual_version_describe(request: StaffRequest, version_id: int) -> HttpResponse:
    """Show what a draft is about, to change it; any other version is only shown."""
    version = manuals.version(request.actor, version_id)
    if version.state != DRAFT:
        return version_page(request, version_id)
    return _describe_page(request, version, DescriptionForm(version))


@staff_action(permission=EDIT, statements=20)
def manual_version_described(request: StaffRequest, version_id: int) -> HttpResponse:
    """Save what a draft is about."""
    version = manuals.version(request.actor, version_id)
    form = DescriptionForm(version, request.POST)
    status = 422
    if form.is_valid():
        try:
            describe_version(actor=request.actor, version_id=version_id, **form.described())
        except (Invalid, Conflict) as error:
            refuse_in_form(form, error)
            status = error.http_status
        else:
            return done(request, reverse("desk:manual_version", args=[version_id]), _("Saved."))
    return _describe_page(request, version, form, status)


def version_page(request: StaffRequest, version_id: int, status: int = 200, **forms: Any) -> HttpResponse:
    """Return the page of a version; a form that is handed in was refused and keeps what was typed."""
    actor = request.actor
    version = manuals.version(actor, version_id)
    is_first = version.number == FIRST
    wordings = [] if is_first else manuals.own_wordings(actor, version_id)
    proposals = [] if is_first else manuals.proposals(actor, version_id)
    before = _before(request, version, wordings)
    names = names_for(request) if proposals else None
    codes = [one.code for one in wordings]
    steps = steps_for(actor, version, len(wordings) + len(proposals))
    context = {
        "version": version,
        "title": title_of(version),
        "state": state_of(version),
        "is_first": is_first,
        "origin": approved_before(version, manuals.versions(actor, version.manual_code)) if version.restores else None,
        "basis": [(BASIS[code], text) for code, text in version.basis.items() if code in BASIS],
        "topics": [TOPICS[code] for code in version.topics if code in TOPICS],
        "wordings": [wording_row(one, before.get(one.code)) for one in wordings],
        "proposals": [proposal_row(one, names, codes) for one in proposals] if names else [],
        "remarks": remark_rows(manuals.remarks(actor, version_id)),
        "steps": steps,
        "may_change": version.state == DRAFT and may_draft(actor),
        "may_comment": may_draft(actor),
        "comment_form": CommentForm(codes),
        "submit_form": WordsForm(name="submit"),
        "approval_form": ApprovalForm(),
        "return_form": WordsForm(name="return"),
        "recall_form": WordsForm(name="recall"),
        "withdraw_form": WordsForm(name="withdraw"),
        "discard_form": WordsForm(name="discard"),
        "refused": next(iter(forms), ""),
    }
    return render(request, "desk/drafts/version.html", context | forms, status=status)


def back_to(version_id: int, part: str = "") -> str:
    """Return the address of a version, at one of its parts."""
    return reverse("desk:manual_version", args=[version_id]) + (f"#{part}" if part else "")


def refuse_on_page(request: StaffRequest, version_id: int, name: str, form: Any, error: DomainError) -> HttpResponse:
    """Return the page of a version with a refusal in the form that met it."""
    refuse_in_form(form, error)
    return version_page(request, version_id, error.http_status, **{name: form})


def _before(request: StaffRequest, version: VersionView, wordings: list[Wording]) -> dict[str, Wording]:
    """Return what the clauses that a version changes said before it. Cost: 1 statement, none without any."""
    if not wordings:
        return {}
    moment = version.effective_from - timedelta(microseconds=1) if version.effective_from else None
    said = manuals.wordings(request.actor, codes=[one.code for one in wordings], at=moment)
    return {one.code: one for one in said}


def _describe_page(
    request: StaffRequest, version: VersionView, form: DescriptionForm, status: int = 200
) -> HttpResponse:
    context = {"version": version, "title": title_of(version), "form": form}
    return render(request, "desk/drafts/describe.html", context, status=status)
