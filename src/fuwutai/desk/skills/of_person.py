"""A person's skills and capacity: rated and set by who may change her."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from fuwutai.desk.access import StaffRequest, staff_action, staff_page
from fuwutai.desk.answers import done, refuse_in_form
from fuwutai.desk.skills.forms import CapacityForm, RatingForm
from fuwutai.domain.accounts import skills as queries
from fuwutai.domain.accounts.choices import LEVELS
from fuwutai.domain.accounts.commands import rate_skill, set_capacity
from fuwutai.domain.accounts.directory import person_to_change
from fuwutai.domain.accounts.presence import capacities
from fuwutai.kernel.errors import Conflict, Invalid

EDIT = "staff.edit"


@staff_page(permission=EDIT, statements=12)
def page(request: StaffRequest, staff_id: int) -> HttpResponse:
    """Show a person's skills and capacity with the forms. Raises: NotFound, Refused."""
    return _page(request, staff_id)


@staff_action(permission=EDIT, statements=25)
def rate(request: StaffRequest, staff_id: int) -> HttpResponse:
    """Rate the person in a skill. Raises: NotFound, Refused."""
    person_to_change(request.actor, staff_id, enters=False)
    form = RatingForm(request.POST, offered=_offered(request))
    if form.is_valid():
        try:
            rate_skill(actor=request.actor, staff_id=staff_id, **form.cleaned_data)
        except (Invalid, Conflict) as error:
            refuse_in_form(form, error)
        else:
            return done(request, reverse("desk:person_skills", args=[staff_id]), _("The rating is saved."))
    return _page(request, staff_id, rating_form=form)


@staff_action(permission=EDIT, statements=60)
def limit(request: StaffRequest, staff_id: int) -> HttpResponse:
    """Say how much the person has at a time. Raises: NotFound, Refused."""
    person_to_change(request.actor, staff_id, enters=False)
    form = CapacityForm(request.POST)
    if form.is_valid():
        for channel, most in form.cleaned_data.items():
            set_capacity(actor=request.actor, staff_id=staff_id, channel=channel, most=most)
        return done(request, reverse("desk:person_skills", args=[staff_id]), _("The capacity is saved."))
    return _page(request, staff_id, capacity_form=form)


def _offered(request: StaffRequest) -> list[tuple[int, str]]:
    return [(one.id, one.name) for one in queries.skill_rows(request.actor) if not one.is_retired]


def _page(request: StaffRequest, staff_id: int, **refused: Any) -> HttpResponse:
    found: Any = person_to_change(request.actor, staff_id, enters=False)
    held = queries.skills_of(request.actor, staff_id)
    context = {
        "room": "people",
        "person": found,
        "rows": [{"held": one, "level": LEVELS.get(one.level, one.level)} for one in held],
        "rating_form": RatingForm(offered=_offered(request)),
        "capacity_form": CapacityForm(now=capacities([staff_id]).get(staff_id)),
    }
    return render(request, "desk/skills/of_person.html", context | refused, status=422 if refused else 200)
