"""All versions of a manual, and how a new one is begun."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from fuwutai.desk.access import StaffRequest, staff_action, staff_page
from fuwutai.desk.answers import done, refuse_in_form
from fuwutai.desk.drafts.choosing import DraftChoiceForm, DraftForm, my_drafts
from fuwutai.desk.drafts.words import counted, state_of, title_of
from fuwutai.domain.standards import manuals
from fuwutai.domain.standards.choices import APPROVED, EFFECTIVE, RETIRED
from fuwutai.domain.standards.commands import draft_version
from fuwutai.domain.standards.manuals import VersionView
from fuwutai.domain.standards.policies import may_draft, may_edit_rules
from fuwutai.kernel.errors import Invalid, NotFound

EDIT = "standards.edit"
APPROVE = "standards.approve"


@staff_page(permission=None, statements=10)
def manual_versions(request: StaffRequest, code: str) -> HttpResponse:
    """Show every version of a manual, the newest first, with what each changed. Raises: NotFound."""
    manual = manuals.manual(request.actor, code)
    found = manuals.versions(request.actor, code)
    counts = manuals.change_counts(request.actor, code)
    restored = {one.id: one.number for one in found}
    in_force = next((one for one in found if one.state == EFFECTIVE), None)
    coming = any(one.state == APPROVED for one in found)
    rows: list[dict[str, Any]] = [
        {
            "version": one,
            "title": title_of(one),
            "state": state_of(one),
            "changed": counted(*counts.get(one.id, (0, 0))),
            "restores": restored.get(one.restores or 0),
            "compare": _sides(one, in_force),
            "may_return_to": one.state == RETIRED and may_edit_rules(request.actor) and not coming,
        }
        for one in found
    ]
    context = {"manual": manual, "rows": rows, "coming": coming, "may_draft": may_draft(request.actor)}
    return render(request, "desk/drafts/versions.html", context)


@staff_page(permission=EDIT, statements=10)
def draft_new(request: StaffRequest, code: str) -> HttpResponse:
    """Show the form for a new version. Raises: NotFound."""
    return _new(request, code, DraftForm())


@staff_action(permission=EDIT, statements=20)
def draft_begun(request: StaffRequest, code: str) -> HttpResponse:
    """Begin a new version of a manual and show it."""
    form = DraftForm(request.POST)
    if form.is_valid():
        try:
            version = draft_version(actor=request.actor, manual_code=code, **form.cleaned_data)
        except Invalid as error:
            refuse_in_form(form, error)
        else:
            text = _("The draft is there. Change clauses and figures, then send it for review.")
            return done(request, reverse("desk:manual_version", args=[version.pk]), text)
    return _new(request, code, form, 422)


@staff_page(permission=EDIT, statements=12)
def clause_draft(request: StaffRequest, code: str) -> HttpResponse:
    """Ask into which draft the change of a clause goes. Raises: NotFound for a clause that is not in force."""
    return _clause_page(request, code, None)


@staff_action(permission=EDIT, statements=30)
def clause_drafted(request: StaffRequest, code: str) -> HttpResponse:
    """Open the draft for the change of a clause, and show the clause in it."""
    return _clause_page(request, code, request.POST)


def _sides(version: VersionView, in_force: VersionView | None) -> tuple[int, int] | None:
    """Return which two versions to compare, the earlier first: a version with the one in force."""
    if in_force is None or in_force.id == version.id:
        return None
    return (version.id, in_force.id) if version.state == RETIRED else (in_force.id, version.id)


def _new(request: StaffRequest, code: str, form: DraftForm, status: int = 200) -> HttpResponse:
    context = {"manual": manuals.manual(request.actor, code), "form": form}
    return render(request, "desk/drafts/new.html", context, status=status)


def _clause_page(request: StaffRequest, code: str, data: Any) -> HttpResponse:
    wording = next(iter(manuals.wordings(request.actor, codes=[code])), None)
    if wording is None:
        raise NotFound
    manual = manuals.manual(request.actor, wording.manual_code)
    title = _("Change of %(code)s") % {"code": code}
    choice = DraftChoiceForm([manual], my_drafts(request.actor, manual.code), data, title)
    if choice.is_bound and choice.is_valid():
        draft = choice.begin(request.actor)
        return done(request, reverse("desk:draft_clause", args=[draft, code]))
    context = {"manual": manual, "wording": wording, "choice": choice}
    return render(request, "desk/drafts/clause_draft.html", context, status=422 if choice.is_bound else 200)
