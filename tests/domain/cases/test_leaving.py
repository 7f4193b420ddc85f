"""What becomes of the cases of somebody who leaves."""

import pytest
from tests import given
from tests.rows import nothing_changes

from fuwutai.domain.accounts.commands import deactivate_staff, reactivate_staff
from fuwutai.domain.accounts.events import StaffDeactivated
from fuwutai.domain.accounts.models import Membership
from fuwutai.domain.cases.models import Case
from fuwutai.domain.cases.queries import visible_case
from fuwutai.domain.cases.reactions.life import give_back
from fuwutai.kernel import clock
from fuwutai.kernel.actors import Actor
from fuwutai.kernel.errors import Invalid
from fuwutai.kernel.reactions import Recorded
from fuwutai.kernel.worker import drain

pytestmark = pytest.mark.django_db


def hands() -> dict[str, int | None]:
    return dict(Case.objects.values_list("status", "assignee_id"))


def test_open_cases_go_back_to_the_queue_of_the_team_and_closed_ones_stay():
    lin = given.staff().pk
    given.an_open_case(), given.a_waiting_case(), given.a_closed_case()
    drain()
    assert set(hands().values()) == {lin}
    deactivate_staff(actor=given.administrator(), staff_id=lin)
    drain()
    assert hands() == {"open": None, "waiting_customer": None, "closed": lin}
    assert {case.team.code for case in Case.objects.all()} == {"broadband"}


def test_cases_of_others_stay_in_their_hands():
    other = given.a_case(team_code="mobile")
    Case.objects.filter(pk=other.pk).update(assignee_id=given.staff(given.ZHAO).pk)
    deactivate_staff(actor=given.administrator(), staff_id=given.staff().pk)
    drain()
    assert visible_case(given.supervisor(), other.pk).assignee_id == given.staff(given.ZHAO).pk


def test_a_successor_takes_over_what_lies_in_a_team_of_hers():
    lin, zhao = given.staff(given.LIN).pk, given.staff(given.ZHAO).pk
    near, far = given.a_case(phone="13800000001"), given.a_case(phone="13800000002", team_code="mobile")
    Membership.objects.create(staff_id=lin, team=given.team("mobile"))
    Case.objects.update(assignee_id=lin)
    deactivate_staff(actor=given.administrator(), staff_id=lin, successor_id=zhao)
    drain()
    assert dict(Case.objects.values_list("pk", "assignee_id")) == {near.pk: None, far.pk: zhao}


@pytest.mark.parametrize("who", [given.LIN, given.HE, given.ZHAO])
def test_who_cannot_take_over_is_refused_and_nothing_changes(who):
    lin, admin, successor = given.staff().pk, given.administrator(), given.staff(who).pk
    with nothing_changes(), pytest.raises(Invalid):
        deactivate_staff(actor=admin, staff_id=lin, successor_id=successor)


def test_who_was_let_back_in_keeps_the_cases():
    given.an_open_case()
    lin, he = given.staff().pk, given.administrator()
    deactivate_staff(actor=he, staff_id=lin)
    reactivate_staff(actor=he, staff_id=lin)
    left = Recorded(event=StaffDeactivated(staff_id=lin), at=clock.now(), actor=Actor.system("tests"), entry_id=1)
    with nothing_changes():
        give_back(left)
