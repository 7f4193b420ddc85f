"""What a person has in hand in a team, and moving it to others."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import ngettext

from fuwutai.desk.access import StaffRequest, staff_action, staff_page
from fuwutai.desk.answers import done, refuse_in_form
from fuwutai.desk.dispatch.forms import MoveForm
from fuwutai.domain.accounts.queries import assignable_staff
from fuwutai.domain.cases.choices import PRIORITIES, STATUSES
from fuwutai.domain.dispatch import queries
from fuwutai.domain.dispatch.commands import move_cases
from fuwutai.kernel.errors import Conflict, Invalid, NotFound

MOVE = "cases.assign"


@staff_page(permission=MOVE, statements=12)
def in_hand(request: StaffRequest, team_id: int, staff_id: int) -> HttpResponse:
    """Show what a person has in hand in a team. Raises: NotFound."""
    return _page(request, team_id, staff_id)


@staff_action(permission=MOVE, statements=900)
def move(request: StaffRequest, team_id: int, staff_id: int) -> HttpResponse:
    """Give some of a person's cases to somebody else, or back to the queue. Raises: NotFound."""
    cases, people = _offered(request, team_id, staff_id)
    form = _form(cases, people, staff_id, data=request.POST)
    if form.is_valid():
        said = form.cleaned_data
        try:
            number = move_cases(
                actor=request.actor, team_id=team_id, from_staff_id=staff_id, case_ids=said["case_ids"],
                staff_id=said["staff_id"],
            )  # fmt: skip
        except (Invalid, Conflict) as error:
            refuse_in_form(form, error)
        else:
            text = ngettext("%(n)s case is moved.", "%(n)s cases are moved.", number) % {"n": number}
            return done(request, reverse("desk:dispatch_person", args=[team_id, staff_id]), text)
    return _page(request, team_id, staff_id, form)


def _offered(request: StaffRequest, team_id: int, staff_id: int) -> tuple[list[Any], dict[int, str]]:
    """Return what she has in hand, and who works in the team. Raises: NotFound, also for who works elsewhere."""
    cases = queries.in_hand_of(request.actor, team_id, staff_id)
    people = {one.pk: one.display_name for one in assignable_staff(request.actor, team_id)}
    if staff_id not in people:
        raise NotFound
    return cases, people


def _form(cases: list[Any], people: dict[int, str], staff_id: int, data: Any = None) -> MoveForm:
    return MoveForm(
        data,
        cases=[(one.pk, one.number) for one in cases],
        people=[(key, name) for key, name in people.items() if key != staff_id],
    )


def _page(request: StaffRequest, team_id: int, staff_id: int, refused: MoveForm | None = None) -> HttpResponse:
    cases, people = _offered(request, team_id, staff_id)
    chosen = {str(one) for one in refused.data.getlist("case_ids")} if refused else set()
    context = {
        "team": queries.team_in_sight(request.actor, team_id),
        "name": people[staff_id],
        "staff_id": staff_id,
        "rows": [{"case": one, "chosen": str(one.pk) in chosen} for one in cases],
        "priorities": PRIORITIES,
        "statuses": STATUSES,
        "form": refused or _form(cases, people, staff_id),
    }
    return render(request, "desk/dispatch/in_hand.html", context, status=422 if refused else 200)
