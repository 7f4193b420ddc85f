"""Keeping macros: the list, the form with the editor of steps, and retiring one."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from fuwutai.desk.access import StaffRequest, staff_action, staff_page
from fuwutai.desk.answers import done
from fuwutai.desk.macros.words import listed
from fuwutai.desk.steps.forms import only_edited, read_steps, steps_context
from fuwutai.domain.cases.actions.macros import (
    macro_in_care,
    macros_in_care,
    may_change_macro,
    may_share_with_all,
    teams_to_share_with,
)
from fuwutai.domain.cases.commands.macros import LONGEST_NAME, LONGEST_NOTE, retire_macro, save_macro
from fuwutai.kernel.errors import Conflict, DomainError, Invalid, Refused, Text

ALONE, ALL = "me", "all"
VIEW = "cases.view"


class MacroForm(forms.Form):
    """A macro without its steps, which have an editor of their own."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=LONGEST_NAME)
    note = forms.CharField(
        label=gettext_lazy("What it is for"), max_length=LONGEST_NOTE, required=False,
        help_text=gettext_lazy("Colleagues read this when they choose."),
    )  # fmt: skip
    audience = forms.ChoiceField(label=pgettext_lazy("macro", "Who has it"))

    def __init__(self, request: StaffRequest, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        teams = teams_to_share_with(request.actor).items()
        choices = [(ALONE, _("Only me")), *((str(pk), _("Team %(team)s") % {"team": name}) for pk, name in teams)]
        if may_share_with_all(request.actor):
            choices.append((ALL, _("Everybody")))
        self.fields["audience"].choices = choices  # type: ignore[attr-defined]

    def said(self) -> dict[str, Any]:
        """Return what `save_macro` takes beside the steps."""
        said = dict(self.cleaned_data)
        audience = said.pop("audience")
        return {**said, "team_id": int(audience) if audience.isdecimal() else None, "for_all": audience == ALL}


@staff_page(permission=VIEW, statements=12)
def macros(request: StaffRequest) -> HttpResponse:
    """List the macros that a person has or looks after, the most used first."""
    rows = listed(request.actor, macros_in_care(request.actor))
    return render(request, "desk/macros/macros.html", {"rows": rows})


@staff_page(permission=VIEW, statements=12)
def macro_new(request: StaffRequest) -> HttpResponse:
    """Show the form of a new macro."""
    return _page(request, MacroForm(request, initial={"audience": ALONE}), None, [])


@staff_action(permission=VIEW, statements=30)
def macro_new_save(request: StaffRequest) -> HttpResponse:
    """Save a new macro."""
    return _save(request, None)


@staff_page(permission=VIEW, statements=12)
def macro_edit(request: StaffRequest, macro_id: int) -> HttpResponse:
    """Show the form of a macro. Raises: NotFound, Refused."""
    macro = _changeable(request, macro_id)
    audience = ALONE if macro.owner_id else str(macro.team_id) if macro.team_id else ALL
    given = {"name": macro.name, "note": macro.note, "audience": audience}
    return _page(request, MacroForm(request, initial=given), macro, macro.steps)


@staff_action(permission=VIEW, statements=30)
def macro_edit_save(request: StaffRequest, macro_id: int) -> HttpResponse:
    """Save a macro. Raises: NotFound, Refused."""
    return _save(request, _changeable(request, macro_id))


@staff_action(permission=VIEW, statements=12)
def macro_retire(request: StaffRequest, macro_id: int) -> HttpResponse:
    """Retire a macro. Raises: NotFound, Refused."""
    retire_macro(actor=request.actor, macro_id=macro_id)
    return done(request, reverse("desk:macros"), _("The macro is gone. What it did stays done."))


def _changeable(request: StaffRequest, macro_id: int) -> Any:
    macro = macro_in_care(request.actor, macro_id)
    if not may_change_macro(request.actor, macro):
        raise Refused
    return macro


def _save(request: StaffRequest, macro: Any) -> HttpResponse:
    steps = read_steps(request.POST)
    if only_edited(request.POST):
        return _page(request, MacroForm(request, initial=request.POST.dict()), macro, steps)
    form, errors = MacroForm(request, request.POST), dict[str, Text]()
    if form.is_valid():
        try:
            saved = save_macro(actor=request.actor, macro_id=macro.pk if macro else None, steps=steps, **form.said())
        except (Invalid, Conflict) as problem:
            errors = dict(problem.fields)
            _into_form(form, problem)
        else:
            return done(request, reverse("desk:macros"), _("The macro “%(name)s” is saved.") % {"name": saved.name})
    return _page(request, form, macro, steps, errors, status=422)


def _into_form(form: MacroForm, problem: DomainError) -> None:
    """Put what is wrong beside its field, that of the steps is shown by their editor."""
    for name, text in problem.fields.items():
        if not name.startswith("steps"):
            form.add_error({"team_id": "audience"}.get(name, name), str(text))
    if not problem.fields or all(name.startswith("steps.") for name in problem.fields):
        form.add_error(None, str(problem.message))


def _page(
    request: StaffRequest,
    form: MacroForm,
    macro: Any,
    steps: Sequence[Mapping[str, str]],
    errors: Mapping[str, Text] | None = None,
    status: int = 200,
) -> HttpResponse:
    context = {
        "form": form,
        "macro": macro,
        "url": reverse("desk:macro_edit", args=[macro.pk]) if macro else reverse("desk:macro_new"),
        "steps_editor": steps_context(request.actor, steps, errors),
    }
    return render(request, "desk/macros/form.html", context, status=status)
