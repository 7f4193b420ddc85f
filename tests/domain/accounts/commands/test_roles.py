"""What roles allow, as shipped and as a centre changes them."""

import pytest
from tests import given
from tests.domain.accounts.given_people import SYSTEM, acting, somebody
from tests.rows import nothing_changes

from fuwutai.domain.accounts.commands import change_staff, remove_role, save_role
from fuwutai.domain.accounts.models import Role
from fuwutai.domain.accounts.queries import staff_who_may
from fuwutai.domain.accounts.roles import forget_roles, role, role_codes, roles
from fuwutai.domain.accounts.rules import PERMISSIONS, REACH
from fuwutai.kernel.errors import Conflict, Invalid, NotFound, Refused
from fuwutai.kernel.models import JournalEntry

pytestmark = pytest.mark.django_db

OWN = {"code": "night_shift", "name": "夜班坐席", "permissions": ["cases.view", "cases.reply"], "reach": "own"}


def test_without_a_change_every_shipped_role_is_as_shipped():
    given.centre()
    assert {one.code: (one.permissions, one.reach) for one in roles()} == {
        code: (PERMISSIONS[code], REACH[code]) for code in PERMISSIONS
    }
    assert not any(one.is_changed for one in roles())


def test_a_changed_role_is_obeyed_at_once_by_everybody_who_has_it():
    lin = given.agent()
    assert (lin.may("cases.reply"), lin.reach) == (True, "team")
    save_role(actor=given.administrator(), code="agent", permissions=["cases.view"], reach="own")
    lin = given.agent()
    assert (lin.permissions, lin.reach) == ({"cases.view"}, "own")
    assert (role("agent").is_changed, role("agent").is_shipped, str(role("agent").name)) == (True, True, "坐席")
    told = JournalEntry.objects.filter(code="accounts.role_changed").last().data
    assert (told["role"], told["permissions"], told["reach"]) == ("agent", ["cases.view"], "own")


def test_a_shipped_role_is_as_shipped_again():
    save_role(actor=given.administrator(), code="agent", permissions=["cases.view"], reach="own")
    remove_role(actor=given.administrator(), code="agent")
    assert given.agent().permissions == PERMISSIONS["agent"]
    assert not Role.objects.exists()


def test_a_role_of_the_centre_s_own_is_given_to_people():
    given.centre()
    save_role(actor=given.administrator(), **OWN)
    who = acting("night_shift", "broadband")
    assert (who.permissions, who.reach) == (set(OWN["permissions"]), "own")
    assert roles()[-1].name == "夜班坐席"
    assert who.id in staff_who_may("cases.reply")


def test_a_role_that_somebody_has_is_not_removed():
    given.centre()
    save_role(actor=given.administrator(), **OWN)
    person, he = somebody("night_shift"), given.administrator()
    with nothing_changes(), pytest.raises(Conflict) as refused:
        remove_role(actor=he, code="night_shift")
    assert refused.value.code == "role_in_use"
    change_staff(actor=he, staff_id=person.pk, display_name="夜班", role="agent", unit_id=None, team_ids=())
    remove_role(actor=he, code="night_shift")
    assert "night_shift" not in role_codes()


def test_saving_a_role_as_it_is_changes_nothing():
    given.centre()
    save_role(actor=given.administrator(), **OWN)
    he = given.administrator()
    with nothing_changes():
        save_role(actor=he, **OWN)


def test_a_shipped_role_saved_as_it_was_shipped_is_not_changed():
    he = given.administrator()
    with nothing_changes():
        save_role(actor=he, code="agent", permissions=PERMISSIONS["agent"], reach=REACH["agent"])
    assert not role("agent").is_changed
    save_role(actor=he, code="agent", permissions=PERMISSIONS["agent"], reach=REACH["agent"], name="接线员")
    assert (role("agent").is_changed, role("agent").name) == (True, "接线员")


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("code", "夜班"), ("code", "x"), ("code", "a" * 21), ("name", " "), ("name", "长" * 81),
        ("permissions", ["cases.eat"]), ("reach", "moon"), ("reach", "none"),
    ],
)  # fmt: skip
def test_each_wrong_answer_is_named_and_no_role_is_added(field, value):
    given.centre()
    he = given.administrator()
    with nothing_changes(), pytest.raises(Invalid) as refused:
        save_role(actor=he, **{**OWN, field: value})
    assert set(refused.value.fields) == {field}


def test_somebody_who_may_edit_people_is_always_left():
    he = given.administrator()
    with nothing_changes(), pytest.raises(Conflict) as refused:
        save_role(actor=he, code="administrator", permissions=["cases.view"], reach="all")
    assert refused.value.code == "nobody_left"
    assert given.administrator().may("staff.edit")


def test_nobody_allows_others_what_she_may_not_do_herself():
    given.centre()
    save_role(actor=SYSTEM, code="half", name="人事", permissions=["staff.edit", "staff.view"], reach="all")
    who = acting("half")
    with nothing_changes(), pytest.raises(Refused) as refused:
        save_role(actor=who, **OWN)
    assert refused.value.code == "more_than_own"
    save_role(actor=who, code="agent", permissions=sorted(PERMISSIONS["agent"] - {"cases.merge"}), reach="team")
    assert not given.agent().may("cases.merge")


@pytest.mark.parametrize("code", sorted(set(PERMISSIONS) - {"administrator"}))
def test_no_other_role_changes_roles(code):
    who = acting(code)
    with nothing_changes():
        with pytest.raises(Refused):
            save_role(actor=who, **OWN)
        with pytest.raises(Refused):
            remove_role(actor=who, code="agent")


def test_only_what_was_changed_or_is_own_is_removed():
    he = given.administrator()
    with nothing_changes():
        for code in ("agent", "king"):
            with pytest.raises(NotFound):
                remove_role(actor=he, code=code)


def test_a_permission_of_an_older_release_allows_nothing():
    given.centre()
    forget_roles()
    Role.objects.create(code="old", name="旧", permissions=["cases.view", "cases.fly"], reach="all")
    assert role("old").permissions == {"cases.view"}


def test_who_has_a_role_that_is_gone_may_nothing():
    assert (role("gone").permissions, role("gone").reach) == (frozenset(), "none")
