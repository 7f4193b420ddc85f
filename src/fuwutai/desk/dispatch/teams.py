"""How one team shares out its work, and which skills its cases need."""

from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from fuwutai.desk.access import StaffRequest, staff_action, staff_page
from fuwutai.desk.answers import done, refuse_in_form
from fuwutai.desk.dispatch.forms import MethodForm, WantedForm
from fuwutai.domain.accounts.choices import LEVELS
from fuwutai.domain.cases.choices import CATEGORIES, TYPES
from fuwutai.domain.dispatch import queries
from fuwutai.domain.dispatch.commands import drop_wanted_skill, set_method, want_skill
from fuwutai.domain.dispatch.policies import may_edit_sharing
from fuwutai.domain.dispatch.settings import sharing_of
from fuwutai.kernel.errors import Invalid

VIEW, EDIT = "overview.view", "dispatch.edit"


@staff_page(permission=VIEW, statements=12)
def team(request: StaffRequest, team_id: int) -> HttpResponse:
    """Show how a team shares out its work, with the forms to change it. Raises: NotFound."""
    return _page(request, team_id)


@staff_action(permission=EDIT, statements=30)
def team_change(request: StaffRequest, team_id: int) -> HttpResponse:
    """Say how a team shares out its work. Raises: NotFound, Refused."""
    queries.team_in_sight(request.actor, team_id)
    form = MethodForm(request.POST)
    if form.is_valid():
        try:
            set_method(actor=request.actor, team_id=team_id, **form.cleaned_data)
        except Invalid as error:
            refuse_in_form(form, error)
        else:
            said = _("Saved. What waits is shared out in this way from now on.")
            return done(request, reverse("desk:dispatch_team", args=[team_id]), said)
    return _page(request, team_id, form=form)


@staff_action(permission=EDIT, statements=30)
def skill_want(request: StaffRequest, team_id: int) -> HttpResponse:
    """Let cases of a type and category need a skill. Raises: NotFound, Refused."""
    queries.team_in_sight(request.actor, team_id)
    form = WantedForm(request.POST, skills=queries.skills_to_want())
    if form.is_valid():
        try:
            want_skill(actor=request.actor, team_id=team_id, **form.cleaned_data)
        except Invalid as error:
            refuse_in_form(form, error)
        else:
            said = _("Saved. These cases go only to people who have the skill.")
            return done(request, reverse("desk:dispatch_team", args=[team_id]), said)
    return _page(request, team_id, wanted_form=form)


@staff_action(permission=EDIT, statements=30)
def skill_drop(request: StaffRequest, team_id: int) -> HttpResponse:
    """Let cases need a skill no longer. Raises: NotFound, Refused, Conflict."""
    said = request.POST.get("wanted_id", "")
    wanted_id = int(said) if said.isdecimal() and len(said) < 19 else 0
    drop_wanted_skill(actor=request.actor, team_id=team_id, wanted_id=wanted_id)
    said = _("These cases need the skill no longer.")
    return done(request, reverse("desk:dispatch_team", args=[team_id]), said)


def _page(request: StaffRequest, team_id: int, **refused: forms.Form) -> HttpResponse:
    found = queries.team_in_sight(request.actor, team_id)
    sharing = sharing_of(team_id)
    now = {name: getattr(sharing, name) for name in MethodForm.base_fields}
    may_edit = may_edit_sharing(request.actor)
    context: dict[str, Any] = {
        "team": found,
        "may_edit": may_edit,
        "form": MethodForm(initial=now | {"first_tiers": list(sharing.first_tiers)}),
        "wanted_form": WantedForm(skills=queries.skills_to_want()) if may_edit else None,
        "rows": [_row(one) for one in queries.wanted_rows(request.actor, team_id)],
    }
    return render(request, "desk/dispatch/team.html", context | refused, status=422 if refused else 200)


def _row(one: Any) -> dict[str, Any]:
    return {
        "id": one.pk,
        "type": TYPES.get(one.type, one.type),
        "category": CATEGORIES.get(one.category, one.category),
        "skill": one.skill.name,
        "level": LEVELS.get(one.level, one.level),
    }
