"""What roles allow, as shipped and as a centre changes them."""

import pytest
from tests import given
from tests.domain.accounts.given_people import SYSTEM, acting, somebody
from tests.rows import nothing_changes

from fuwutai.domain.accounts.commands import change_staff, create_token, make_sign_in_link, remove_role, save_role
from fuwutai.domain.accounts.models import Role
from fuwutai.domain.accounts.queries import open_token, staff_who_may
from fuwutai.domain.accounts.roles import forget_roles, role, role_codes, roles
from fuwutai.domain.accounts.rules import PERMISSIONS, REACH
from fuwutai.domain.accounts.sign_in_links import open_link
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


def hr():
    """Return who edits people and roles of the whole centre and may do nothing else."""
    given.centre()
    save_role(actor=SYSTEM, code="hr", name="人事", permissions=["staff.edit", "staff.view"], reach="all")
    return acting("hr")


def cut_back(*less: str):
    """Return an administrator after a colleague took some permissions from all of them."""
    he = given.administrator()
    save_role(
        actor=SYSTEM, code="administrator", permissions=sorted(PERMISSIONS["administrator"] - set(less)), reach="all"
    )
    assert he.permissions >= set(less)
    return given.administrator()


def test_nobody_changes_a_role_that_allows_more_than_she_may_not_even_to_take_from_it():
    who = hr()
    for code in ("agent", "administrator"):
        for reach in ("own", "team", "all"):
            with nothing_changes(), pytest.raises(Refused) as refused:
                save_role(actor=who, code=code, permissions=["staff.edit", "staff.view"], reach=reach)
            assert refused.value.code == "above"
    save_role(actor=SYSTEM, **OWN)
    with nothing_changes(), pytest.raises(Refused) as refused:
        remove_role(actor=who, code=OWN["code"])
    assert refused.value.code == "above"


def test_nobody_puts_a_role_back_to_what_she_may_not_do_herself():
    who = hr()
    for code in ("agent", "administrator"):
        save_role(actor=SYSTEM, code=code, permissions=["staff.edit", "staff.view"], reach="all")
        with nothing_changes(), pytest.raises(Refused) as refused:
            remove_role(actor=who, code=code)
        assert refused.value.code == "more_than_own"


def test_administrators_who_were_cut_back_give_nothing_back_to_themselves():
    he = cut_back("audit.view", "complaints.view")
    for call in (
        lambda: remove_role(actor=he, code="administrator"),
        lambda: save_role(actor=he, code="administrator", permissions=PERMISSIONS["administrator"], reach="all"),
    ):
        with nothing_changes(), pytest.raises(Refused) as refused:
            call()
        assert refused.value.code == "more_than_own"
    remove_role(actor=SYSTEM, code="administrator")
    assert given.administrator().may("audit.view")


def test_nobody_lets_her_own_role_see_further():
    given.centre()
    allowed = sorted(PERMISSIONS["administrator"])
    save_role(actor=SYSTEM, code="chief", name="主任", permissions=allowed, reach="unit")
    who = acting("chief")  # in no unit, so that she sees the whole centre
    assert who.reach == "all"
    with nothing_changes(), pytest.raises(Refused) as refused:
        save_role(actor=who, code="chief", name="主任", permissions=allowed, reach="all")
    assert refused.value.code == "own_role"
    save_role(actor=given.administrator(), code="chief", name="主任", permissions=allowed, reach="all")


def test_a_role_that_allows_more_ends_what_was_made_while_it_allowed_less():
    given.centre()
    save_role(actor=SYSTEM, code="agent", permissions=["cases.view"], reach="own")
    lin, he = given.staff(), given.administrator()
    for change, lives in (
        (lambda: save_role(actor=he, code="agent", permissions=[], reach="own"), True),
        (lambda: save_role(actor=he, code="agent", permissions=["cases.view"], reach="own"), False),
        (lambda: save_role(actor=he, code="agent", permissions=["cases.view"], reach="team"), False),
        (lambda: remove_role(actor=he, code="agent"), False),
    ):
        token = create_token(actor=he, staff_id=lin.pk, scopes=["cases:read"]).secret
        link = make_sign_in_link(actor=he, staff_id=lin.pk).secret
        change()
        assert (open_token(token) is not None, open_link(link) is not None) == (lives, lives)


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
