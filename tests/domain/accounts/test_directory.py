"""Who works where: what whom is shown, who may be changed, and what may be given."""

import pytest
from tests import given
from tests.domain.accounts.given_people import acting, organisation, somebody, unit

from fuwutai.domain.accounts import directory
from fuwutai.domain.accounts.commands import create_token, save_role
from fuwutai.domain.accounts.directory import NOWHERE, Sought, sought_staff
from fuwutai.domain.accounts.models import Staff
from fuwutai.domain.accounts.rules import PERMISSIONS
from fuwutai.kernel.actors import Actor
from fuwutai.kernel.errors import Invalid, NotFound, Refused

pytestmark = pytest.mark.django_db


def branch_lead() -> Actor:
    """Return somebody who edits the people of the branch East, with the rights of a supervisor."""
    organisation()
    allowed = PERMISSIONS["supervisor"] | {"staff.edit"}
    save_role(actor=Actor.system("tests"), code="branch_lead", name="分公司主管", permissions=allowed, reach="unit")
    return acting("branch_lead", of="east")


def test_who_may_not_see_staff_is_shown_nobody():
    lin = given.staff(given.LIN)
    for actor in (given.agent(), Actor.customer()):
        assert not directory.listed_staff(actor).exists() and not directory.listed_teams(actor).exists()
        assert directory.people_page(actor, Sought(), None).rows == []
        assert (directory.people_in_teams(actor), directory.people_in_units(actor)) == ({}, {})
        assert directory.open_doors(actor, lin.pk).sessions == 0
        with pytest.raises(NotFound):
            directory.listed_person(actor, lin.pk)


def test_who_may_sees_everybody_also_beyond_her_own_unit():
    lead = branch_lead()
    west = somebody("agent", of="west")
    assert directory.listed_person(lead, west.pk) == west
    assert directory.listed_teams(lead).count() == len(given.TEAMS)


def test_a_unit_takes_those_below_it_along_and_nowhere_is_a_unit_too():
    organisation()
    east, below = somebody("agent", of="east"), somebody("agent", of="east-1")
    found = sought_staff(given.supervisor(), Sought(unit_id=unit("east").pk))
    assert set(found) == {east, below}
    assert set(sought_staff(given.supervisor(), Sought(unit_id=NOWHERE))) == set(Staff.objects.filter(unit=None))


def test_a_person_in_several_teams_is_found_once():
    found = sought_staff(given.supervisor(), Sought(words="chen", team_id=given.team("mobile").pk))
    assert list(found) == [given.staff(given.CHEN)]


def test_a_cursor_of_another_list_is_refused():
    with pytest.raises(Invalid):
        directory.people_page(given.supervisor(), Sought(), "forged")


def test_programs_count_as_long_as_their_tokens_open_something(time_machine):
    lin, he = given.staff(given.LIN), given.administrator()
    time_machine.move_to("2026-11-21T02:00:00Z", tick=False)
    for days in (None, 1):
        create_token(actor=he, staff_id=lin.pk, scopes=("cases:read",), expires_days=days)
    assert directory.open_doors(he, lin.pk).tokens == 2
    time_machine.move_to("2026-11-23T02:00:00Z", tick=False)
    assert directory.open_doors(he, lin.pk).tokens == 1


def test_who_edits_her_unit_changes_those_in_it_who_may_no_more_than_she():
    lead = branch_lead()
    inside, outside, above = (somebody(role, of=of) for role, of in (
        ("agent", "east-1"), ("agent", "west"), ("service_manager", "east")
    ))  # fmt: skip
    assert [directory.may_change(lead, one) for one in (inside, outside, above)] == [True, False, False]
    assert directory.person_to_change(lead, inside.pk) == inside
    with pytest.raises(NotFound):
        directory.person_to_change(lead, outside.pk)
    with pytest.raises(Refused) as refused:
        directory.person_to_change(lead, above.pk)
    assert refused.value.code == "above"


def test_one_gives_what_one_has():
    lead = branch_lead()
    assert {one.code for one in directory.units_to_give(lead)} == {"east", "east-1"}
    assert {one.code for one in directory.units_to_give(given.administrator())} == {"head", "east", "east-1", "west"}
    assert directory.units_to_give(given.supervisor()) == []
    assert "branch_lead" in {one.code for one in directory.roles_to_give(lead)}
    assert "administrator" not in {one.code for one in directory.roles_to_give(lead)}


def test_teams_and_units_are_changed_by_who_edits_the_whole_organisation():
    lead = branch_lead()
    with pytest.raises(Refused):
        directory.team_to_change(lead, given.team().pk)
    with pytest.raises(Refused):
        directory.unit_to_change(lead, unit("east").pk)
    with pytest.raises(NotFound):
        directory.team_to_change(given.administrator(), 0)
    east = directory.unit_to_change(given.administrator(), unit("east").pk)
    assert {one.code for one in directory.places_for(east)} == {"head", "west"}
