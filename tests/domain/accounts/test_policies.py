import pytest
from tests import given
from tests.domain.accounts.given_people import acting, somebody

from fuwutai.domain.accounts.commands import save_role
from fuwutai.domain.accounts.models import StaffSession
from fuwutai.domain.accounts.policies import may_edit_staff, may_end_session, may_set_up_centre
from fuwutai.kernel.actors import Actor

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("policy", [may_edit_staff, may_set_up_centre])
def test_only_administrators_and_the_platform_change_people_and_centre(policy):
    assert policy(given.administrator())
    assert policy(Actor.system("tests"))
    assert not policy(given.supervisor())
    assert not policy(given.agent())
    assert not policy(Actor.customer(1))


def test_a_session_is_ended_by_its_owner_or_an_administrator_only():
    session = StaffSession(staff_id=given.staff().pk)
    assert may_end_session(given.agent(), session)
    assert may_end_session(given.administrator(), session)
    assert not may_end_session(given.supervisor(), session)
    assert not may_end_session(given.agent_elsewhere(), session)


def test_who_edits_people_ends_no_session_of_somebody_above_her():
    given.centre()
    save_role(actor=Actor.system("tests"), code="hr", name="人事", permissions=["staff.edit"], reach="all")
    who = acting("hr")
    assert not may_end_session(who, StaffSession(staff_id=given.staff(given.HE).pk))
    assert not may_end_session(who, StaffSession(staff_id=given.staff().pk))
    assert may_end_session(who, StaffSession(staff_id=somebody("hr", username="second").pk))


@pytest.mark.parametrize("kind", ["customer", "token"])
def test_a_customer_or_token_that_shares_the_number_of_a_person_ends_no_session(kind):
    session = StaffSession(staff_id=given.staff().pk)
    assert not may_end_session(Actor(kind=kind, id=session.staff_id), session)
