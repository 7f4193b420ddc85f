"""What people do with a version: comment, send for review, withdraw it, send back, approve, undo that, discard."""

from collections.abc import Callable
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from fuwutai.desk.access import StaffRequest, staff_action, staff_page
from fuwutai.desk.answers import done, refuse_in_form
from fuwutai.desk.drafts.forms import ApprovalForm, CommentForm, WordsForm
from fuwutai.desk.drafts.listing import APPROVE, EDIT
from fuwutai.desk.drafts.version import back_to, refuse_on_page, version_page
from fuwutai.desk.drafts.words import approved_before, title_of
from fuwutai.domain.standards import commands, manuals
from fuwutai.domain.standards.choices import EFFECTIVE, RETIRED
from fuwutai.domain.standards.compare import compare
from fuwutai.kernel.errors import Conflict, Invalid, NotFound, Refused

Refusals = (Invalid, Conflict, Refused)


@staff_action(permission=EDIT, statements=40)
def manual_version_comment(request: StaffRequest, version_id: int) -> HttpResponse:
    """Say something of a version, or of one of its clauses."""
    codes = [one.code for one in manuals.own_wordings(request.actor, version_id)]
    form = CommentForm(codes, request.POST)
    return _act(request, version_id, "comment_form", form, commands.comment_version, "", "comments", "clause_code")


@staff_action(permission=EDIT, statements=40)
def manual_version_submit(request: StaffRequest, version_id: int) -> HttpResponse:
    """Send a draft for review."""
    form = WordsForm(request.POST, name="submit")
    text = _("The version waits for its review. A colleague approves it or sends it back.")
    return _act(request, version_id, "submit_form", form, commands.submit_version, text)


@staff_action(permission=EDIT, statements=40)
def manual_version_return(request: StaffRequest, version_id: int) -> HttpResponse:
    """Send a version back to be changed."""
    form = WordsForm(request.POST, name="return", needed=_("Say what is to be changed."))
    text = _("The version is a draft again; its author reads what you wrote.")
    return _act(request, version_id, "return_form", form, commands.return_version, text)


@staff_action(permission=EDIT, statements=40)
def manual_version_recall(request: StaffRequest, version_id: int) -> HttpResponse:
    """Withdraw from review what one wrote or sent oneself."""
    form = WordsForm(request.POST, name="recall")
    text = _("The version is a draft again. Change it, and send it for review when it is ready.")
    return _act(request, version_id, "recall_form", form, commands.recall_version, text)


@staff_action(permission=APPROVE, statements=400)
def manual_version_approve(request: StaffRequest, version_id: int) -> HttpResponse:
    """Approve a version, to be in force at once or from a moment."""
    form = ApprovalForm(request.POST)
    if not form.is_valid():
        return version_page(request, version_id, 422, approval_form=form)
    try:
        version = commands.approve_version(
            actor=request.actor,
            version_id=version_id,
            effective_from=form.effective_from(),
            text=form.cleaned_data["text"],
        )
    except Refusals as error:
        return refuse_on_page(request, version_id, "approval_form", form, error)
    if form.effective_from() is None:
        text = _("Version %(n)d is in force. Announce it, so that everybody concerned reads it.")
    else:
        text = _("Version %(n)d is approved and takes effect by itself. Announce it in time.")
    return done(request, back_to(version_id), text % {"n": version.number})


@staff_action(permission=APPROVE, statements=400)
def manual_version_withdraw(request: StaffRequest, version_id: int) -> HttpResponse:
    """Take the approval of a version back that is not yet in force."""
    form = WordsForm(request.POST, name="withdraw", needed=_("Say why the approval is taken back."))
    text = _("The approval is taken back; the version is a draft again.")
    return _act(request, version_id, "withdraw_form", form, commands.withdraw_approval, text)


@staff_action(permission=EDIT, statements=40)
def manual_version_discard(request: StaffRequest, version_id: int) -> HttpResponse:
    """Give a version up."""
    form = WordsForm(request.POST, name="discard")
    text = _("The version is discarded. It can still be read here.")
    return _act(request, version_id, "discard_form", form, commands.discard_version, text)


@staff_page(permission=APPROVE, statements=12)
def manual_version_roll_back(request: StaffRequest, version_id: int) -> HttpResponse:
    """Show what going back to a version would change, and ask for the reason."""
    return _roll_back_page(request, version_id, WordsForm(name="back", label=_("Why the manual goes back")))


@staff_action(permission=APPROVE, statements=400)
def manual_version_rolled_back(request: StaffRequest, version_id: int) -> HttpResponse:
    """Bring the content of an earlier version back, in force at once."""
    needed, label = _("Say why the manual goes back; everybody can read it."), _("Why the manual goes back")
    form = WordsForm(request.POST, name="back", needed=needed, label=label)
    if not form.is_valid():
        return _roll_back_page(request, version_id, form, 422)
    try:
        made = commands.roll_back(actor=request.actor, version_id=version_id, reason=form.cleaned_data["text"])
    except Refusals as error:
        refuse_in_form(form, error)
        return _roll_back_page(request, version_id, form, error.http_status)
    text = _("The manual is back. Version %(n)d is in force; announce it, so that everybody concerned reads it.")
    return done(request, reverse("desk:manual_version", args=[made.pk]), text % {"n": made.number})


def _act(
    request: StaffRequest,
    version_id: int,
    name: str,
    form: Any,
    command: Callable[..., Any],
    text: str,
    part: str = "",
    *more: str,
) -> HttpResponse:
    """Carry out a step that takes words, and show the version; a refusal stands in its form."""
    if not form.is_valid():
        return version_page(request, version_id, 422, **{name: form})
    given = {one: form.cleaned_data[one] for one in ("text", *more)}
    try:
        command(actor=request.actor, version_id=version_id, **given)
    except Refusals as error:
        return refuse_on_page(request, version_id, name, form, error)
    return done(request, back_to(version_id, part), text)


def _roll_back_page(request: StaffRequest, version_id: int, form: WordsForm, status: int = 200) -> HttpResponse:
    """Raises: NotFound for a version that was not followed."""
    version = manuals.version(request.actor, version_id)
    if version.state != RETIRED:
        raise NotFound(_("Only a version that was in force and has been followed can be brought back."))
    versions = manuals.versions(request.actor, version.manual_code)
    now = next(one for one in versions if one.state == EFFECTIVE)
    context = {
        "version": version,
        "title": title_of(version),
        "in_force": now,
        "in_force_title": title_of(now),
        "origin": approved_before(version, versions),
        "comparison": compare(request.actor, now.id, version.id),
        "form": form,
    }
    return render(request, "desk/drafts/roll_back.html", context, status=status)
