"""Change, end or add a figure from the promises: what it would mean, and into which draft the change goes."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from fuwutai.desk.access import StaffRequest, staff_action, staff_page
from fuwutai.desk.answers import done, refuse_in_form
from fuwutai.desk.drafts.choosing import DraftChoiceForm, manual_of, my_drafts
from fuwutai.desk.standards.forms import FigureForm
from fuwutai.desk.standards.plain_form import figure_form
from fuwutai.desk.standards.previewing import kept, preview
from fuwutai.desk.standards.views import EDIT, names_for, title_of, versions_of
from fuwutai.desk.standards.words import Names, shown
from fuwutai.domain.standards.choices import END, REVISE
from fuwutai.domain.standards.manuals import manuals
from fuwutai.domain.standards.queries import Rule
from fuwutai.kernel import clock
from fuwutai.kernel.errors import Conflict, Invalid


@staff_page(permission=EDIT, statements=12)
def promise_revise(request: StaffRequest, rule_id: int) -> HttpResponse:
    """Show the form; of a version that is no longer the last one, its versions."""
    rule = _rule(request, rule_id)
    if rule.valid_to is not None:
        return redirect("desk:promise", rule_id)
    names = names_for(request)
    return _page(request, rule, figure_form(rule.kind, rule, names), _choice(request, rule), names)


@staff_action(permission=EDIT, statements=40)
def promise_revised(request: StaffRequest, rule_id: int) -> HttpResponse:
    """Put the change of a promise into a draft, and show the draft."""
    rule = _rule(request, rule_id)
    names = names_for(request)
    form, choice = figure_form(rule.kind, rule, names, request.POST), _choice(request, rule, request.POST)
    if choice is None:
        form.full_clean()  # what was typed is shown again
        return _page(request, rule, form, choice, names, 409)
    status = 422
    if form.is_valid() & choice.is_valid():
        try:
            change: dict[str, Any] = {"action": REVISE, "rule_id": rule_id}
            draft = choice.put(request.actor, **change, value=form.value(), scope=form.scope())
        except (Invalid, Conflict) as error:
            refuse_in_form(form, error)
            status = error.http_status
        else:
            return _in_draft(request, draft)
    return _page(request, rule, form, choice, names, status)


@staff_action(permission=EDIT, statements=12)
def promise_preview(request: StaffRequest, rule_id: int) -> HttpResponse:
    """Say what the change would mean, as it is typed."""
    rule = _rule(request, rule_id)
    names = names_for(request)
    form = figure_form(rule.kind, rule, names, request.POST)
    form.is_valid()
    context = {"preview": preview(request, form, names), "preview_url": _preview_url(rule)}
    return render(request, "desk/standards/_preview.html", context)


@staff_page(permission=EDIT, statements=12)
def promise_end(request: StaffRequest, rule_id: int) -> HttpResponse:
    """Ask into which draft the end of a promise goes; of a version that has ended, show its versions."""
    rule = _rule(request, rule_id)
    if rule.valid_to is not None:
        return redirect("desk:promise", rule_id)
    return _end_page(request, rule, _choice(request, rule))


@staff_action(permission=EDIT, statements=40)
def promise_ended(request: StaffRequest, rule_id: int) -> HttpResponse:
    """Put the end of a promise into a draft, and show the draft."""
    rule = _rule(request, rule_id)
    choice = _choice(request, rule, request.POST)
    if choice is None:
        return _end_page(request, rule, choice, 409)
    status = 422
    if choice.is_valid():
        try:
            return _in_draft(request, choice.put(request.actor, action=END, rule_id=rule_id))
        except (Invalid, Conflict) as error:
            refuse_in_form(choice, error)
            status = error.http_status
    return _end_page(request, rule, choice, status)


@staff_page(permission=EDIT, statements=12)
def promise_new(request: StaffRequest) -> HttpResponse:
    """Ask of which manual a new figure is to be."""
    return _new_page(request, _any_choice(request))


@staff_action(permission=EDIT, statements=30)
def promise_begun(request: StaffRequest) -> HttpResponse:
    """Open the draft for a new figure, and show its form."""
    choice = _any_choice(request, request.POST)
    if not choice.is_valid():
        return _new_page(request, choice, 422)
    draft = choice.begin(request.actor)
    return done(request, reverse("desk:draft_rule_new", args=[draft]))


def _rule(request: StaffRequest, rule_id: int) -> Rule:
    return next(one for one in versions_of(request, rule_id) if one.id == rule_id)


def _choice(request: StaffRequest, rule: Rule, data: Any = None) -> DraftChoiceForm | None:
    """Return the choice of a draft, None where the figure cannot be changed here. Cost: 2 statements."""
    manual = manual_of(rule, manuals(request.actor))
    if manual is None:
        return None
    title = _("Change of “%(title)s”") % {"title": title_of(rule)}
    return DraftChoiceForm([manual], my_drafts(request.actor, manual.code), data, title)


def _any_choice(request: StaffRequest, data: Any = None) -> DraftChoiceForm:
    return DraftChoiceForm(manuals(request.actor), my_drafts(request.actor), data)


def _in_draft(request: StaffRequest, version_id: int) -> HttpResponse:
    text = _("The change stands in the draft. Send the draft for review once it is complete.")
    return done(request, f"{reverse('desk:manual_version', args=[version_id])}#changes", text)


def _preview_url(rule: Rule) -> str:
    return reverse("desk:promise_preview", args=[rule.id])


def _page(
    request: StaffRequest,
    rule: Rule,
    form: FigureForm,
    choice: DraftChoiceForm | None,
    names: Names,
    status: int = 200,
) -> HttpResponse:
    context = {
        "rule": rule,
        "row": shown(rule, names, clock.now()),
        "title": title_of(rule),
        "form": form,
        "choice": choice,
        "preview": preview(request, form, names),
        "preview_url": _preview_url(rule),
    }
    return render(request, "desk/standards/revise.html", context, status=status)


def _end_page(request: StaffRequest, rule: Rule, choice: DraftChoiceForm | None, status: int = 200) -> HttpResponse:
    names = names_for(request)
    context = {
        "rule": rule,
        "row": shown(rule, names, clock.now()),
        "title": title_of(rule),
        "choice": choice,
        "kept": kept(request, rule, names),
    }
    return render(request, "desk/standards/end.html", context, status=status)


def _new_page(request: StaffRequest, choice: DraftChoiceForm, status: int = 200) -> HttpResponse:
    return render(request, "desk/standards/new.html", {"choice": choice}, status=status)
