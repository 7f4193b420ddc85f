from fuwutai.domain.accounts.choices import PERMISSIONS_IN_WORDS, REACHES, ROLES
from fuwutai.domain.accounts.rules import PERMISSIONS, REACH, all_permissions


def test_each_role_may_all_that_the_one_below_may():
    assert PERMISSIONS["agent"] < PERMISSIONS["supervisor"] < PERMISSIONS["administrator"]


def test_every_role_has_rights_and_a_reach():
    assert ROLES.keys() == PERMISSIONS.keys() == REACH.keys()


def test_an_agent_sees_the_own_teams_and_leads_nobody():
    assert REACH["agent"] == "team"
    assert not PERMISSIONS["agent"] & {"cases.assign", "cases.close", "staff.edit", "standards.edit", "calendars.edit"}


def test_all_permissions_are_those_of_the_administrator():
    assert set(all_permissions()) == PERMISSIONS["administrator"]
    assert all_permissions() == sorted(all_permissions())


def test_every_permission_stands_in_plain_words_exactly_once():
    said = [code for group in PERMISSIONS_IN_WORDS.values() for code in group]
    assert sorted(said) == all_permissions()
    words = [str(text) for group in PERMISSIONS_IN_WORDS.values() for text in group.values()]
    assert len(set(words)) == len(words)


def test_every_reach_of_a_shipped_role_is_in_words():
    assert set(REACH.values()) <= REACHES.keys()
