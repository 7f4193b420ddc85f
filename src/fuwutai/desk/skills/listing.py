"""The list of skills, a new one, and one skill with the people who have it."""

from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from fuwutai.desk.access import StaffRequest, staff_action, staff_page
from fuwutai.desk.answers import done, refuse_in_form
from fuwutai.desk.skills.forms import NewSkillForm, SkillForm
from fuwutai.domain.accounts import skills as queries
from fuwutai.domain.accounts.choices import LEVELS
from fuwutai.domain.accounts.commands import save_skill
from fuwutai.domain.accounts.policies import may_edit_organisation
from fuwutai.kernel.errors import Invalid, Refused

VIEW, EDIT = "staff.view", "staff.edit"


@staff_page(permission=VIEW, statements=10)
def skills(request: StaffRequest) -> HttpResponse:
    """List the skills with how many have each, and whose is running out."""
    may_edit = may_edit_organisation(request.actor)
    context = {"room": "skills", "rows": queries.skill_rows(request.actor), "may_edit": may_edit}
    return render(request, "desk/skills/skills.html", context)


@staff_page(permission=EDIT, statements=10)
def skill_new(request: StaffRequest) -> HttpResponse:
    """Show the form. Raises: Refused."""
    return _new(request, NewSkillForm())


@staff_action(permission=EDIT, statements=25)
def skill_add(request: StaffRequest) -> HttpResponse:
    """Add the skill. Raises: Refused."""
    form = NewSkillForm(request.POST)
    if form.is_valid():
        said = form.cleaned_data
        if any(one.code == said["code"] for one in queries.skill_rows(request.actor)):
            form.add_error("code", _("This code is taken. Choose another one."))
            return _new(request, form, 422)
        try:
            made: Any = save_skill(actor=request.actor, code=said["code"], name=said["name"])
        except Invalid as error:
            refuse_in_form(form, error)
        else:
            text = _("The skill is added. Now rate people in it: open a person and choose “Skills”.")
            return done(request, reverse("desk:skill", args=[made.pk]), text)
    return _new(request, form, 422)


@staff_page(permission=VIEW, statements=12)
def skill(request: StaffRequest, skill_id: int) -> HttpResponse:
    """Show a skill with the people who have it. Raises: NotFound."""
    found: Any = queries.skill(request.actor, skill_id)
    now = {"name": found.name, "is_retired": found.retired_at is not None}
    return _page(request, found, SkillForm(initial=now))


@staff_action(permission=EDIT, statements=25)
def skill_change(request: StaffRequest, skill_id: int) -> HttpResponse:
    """Give the skill another name, or retire it. Raises: NotFound, Refused."""
    found: Any = queries.skill(request.actor, skill_id)
    form = SkillForm(request.POST)
    if form.is_valid():
        try:
            save_skill(actor=request.actor, code=found.code, **form.cleaned_data)
        except Invalid as error:
            refuse_in_form(form, error)
        else:
            return done(request, reverse("desk:skills"), _("The skill is saved."))
    return _page(request, found, form, 422)


def _new(request: StaffRequest, form: forms.Form, status: int = 200) -> HttpResponse:
    if not may_edit_organisation(request.actor):
        raise Refused
    return render(request, "desk/skills/new.html", {"room": "skills", "form": form}, status=status)


def _page(request: StaffRequest, found: Any, form: forms.Form, status: int = 200) -> HttpResponse:
    context = {
        "room": "skills",
        "skill": found,
        "rows": [
            {"held": one, "level": LEVELS.get(one.level, one.level)} for one in queries.holders(request.actor, found.pk)
        ],
        "form": form if may_edit_organisation(request.actor) else None,
    }
    return render(request, "desk/skills/skill.html", context, status=status)
