"""People change their place, leave, come back, and get a new password; nobody gives more rights than she has."""

import pytest
from tests import given
from tests.domain.accounts.given_people import SYSTEM, acting, organisation, somebody, unit
from tests.rows import nothing_changes

from fuwutai.domain.accounts.commands import (
    change_staff,
    create_staff,
    create_token,
    deactivate_staff,
    reactivate_staff,
    save_role,
    set_password,
    start_session,
)
from fuwutai.domain.accounts.directory import teams_to_give
from fuwutai.domain.accounts.models import ApiToken, Staff, StaffSession
from fuwutai.domain.accounts.queries import actor_for, editable_staff, open_session, open_token, tokens
from fuwutai.kernel.errors import Conflict, Invalid, NotFound, Refused
from fuwutai.kernel.models import JournalEntry

pytestmark = pytest.mark.django_db

BRANCH = {"code": "branch_admin", "name": "分公司管理员", "reach": "unit", "permissions": [
    "cases.view", "cases.reply", "complaints.view", "staff.edit", "staff.view",
]}  # fmt: skip
PLAIN = {"code": "plain", "name": "普通", "reach": "team", "permissions": ["cases.view"]}


def of_branch():
    """Return who edits people of branch East only, and may do little herself."""
    organisation()
    for role in (BRANCH, PLAIN):
        save_role(actor=SYSTEM, **role)
    return acting("branch_admin", of="east")


def placed(staff: Staff, **differs):
    return {
        "staff_id": staff.pk, "display_name": staff.display_name, "role": staff.role, "unit_id": staff.unit_id,
        "team_ids": tuple(staff.teams.values_list("pk", flat=True)), **differs,
    }  # fmt: skip


def test_a_person_changes_name_role_unit_and_teams():
    organisation()
    lin, mobile = given.staff(), given.team("mobile").pk
    change_staff(
        actor=given.administrator(),
        **placed(lin, display_name=" 林晓雨 ", role="technician", unit_id=unit("west").pk, team_ids=(mobile,)),
    )
    now = given.staff()
    assert (now.display_name, now.role, now.unit_id) == ("林晓雨", "technician", unit("west").pk)
    assert actor_for(lin.pk).team_ids == {mobile}
    assert JournalEntry.objects.filter(code="accounts.staff_changed").last().data == {
        "staff_id": lin.pk, "role": "technician", "unit_id": unit("west").pk, "team_ids": [mobile],
    }  # fmt: skip


def test_a_person_as_she_is_is_no_change():
    he, lin = given.administrator(), given.staff()
    with nothing_changes():
        change_staff(actor=he, **placed(lin))


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("display_name", " "), ("display_name", "长" * 81), ("role", "king"), ("unit_id", 987_654),
        ("team_ids", (987_654,)),
    ],
)  # fmt: skip
def test_each_wrong_answer_is_named_and_nothing_changes(field, value):
    he, lin = given.administrator(), given.staff()
    with nothing_changes(), pytest.raises(Invalid) as refused:
        change_staff(actor=he, **placed(lin, **{field: value}))
    assert set(refused.value.fields) == {field}


def test_who_leaves_is_shut_out_at_once_and_may_come_back():
    lin, he = given.agent(), given.administrator()
    start_session(actor=lin, session_key="k", browser="Firefox", address="")
    secret = create_token(actor=he, staff_id=lin.id, scopes=["cases:read"]).secret
    deactivate_staff(actor=he, staff_id=lin.id)
    assert (open_session("k"), open_token(secret), actor_for(lin.id)) == (None, None, None)
    assert not StaffSession.objects.filter(ended_at=None).exists()
    assert not ApiToken.objects.filter(revoked_at=None).exists()
    reactivate_staff(actor=he, staff_id=lin.id)
    assert actor_for(lin.id) == lin
    assert (open_session("k"), open_token(secret)) == (None, None)


def test_nobody_deactivates_herself_or_anybody_twice():
    he, lin = given.administrator(), given.staff()
    with nothing_changes():
        with pytest.raises(Conflict) as refused:
            deactivate_staff(actor=he, staff_id=he.id)
        assert refused.value.code == "oneself"
        with pytest.raises(Conflict):
            reactivate_staff(actor=he, staff_id=lin.pk)
    deactivate_staff(actor=he, staff_id=lin.pk)
    with nothing_changes(), pytest.raises(Conflict):
        deactivate_staff(actor=he, staff_id=lin.pk)


def test_the_last_who_may_edit_people_stays():
    he = given.administrator()
    only = given.staff(given.HE)
    with nothing_changes(), pytest.raises(Conflict) as refused:
        change_staff(actor=SYSTEM, **placed(only, role="agent"))
    assert refused.value.code == "nobody_left"
    second = acting("administrator")
    deactivate_staff(actor=second, staff_id=he.id)
    with nothing_changes(), pytest.raises(Conflict):
        deactivate_staff(actor=SYSTEM, staff_id=second.id)


def test_a_new_password_signs_the_person_out_everywhere():
    lin = given.agent()
    start_session(actor=lin, session_key="k", browser="Firefox", address="")
    set_password(actor=given.administrator(), staff_id=lin.id, password="Brand-new-2026-words")
    assert given.staff().check_password("Brand-new-2026-words")
    assert open_session("k") is None
    assert "Brand-new" not in str(JournalEntry.objects.last().data)


def test_a_weak_password_is_refused_and_the_old_one_stays():
    he, lin = given.administrator(), given.staff()
    with nothing_changes(), pytest.raises(Invalid) as refused:
        set_password(actor=he, staff_id=lin.pk, password="123")
    assert set(refused.value.fields) == {"password"}


def test_who_edits_one_unit_sees_and_changes_people_of_it_only():
    who = of_branch()
    below, above = somebody("plain", of="east-1"), somebody("plain", of="head")
    beside, without = somebody("plain", of="west"), given.staff()
    assert set(editable_staff(who)) == {below, somebody("branch_admin", of="east")}
    change_staff(actor=who, **placed(below, display_name="小王"))
    for other in (above, beside, without):
        with nothing_changes():
            for call in (
                lambda other=other: change_staff(actor=who, **placed(other, display_name="小王")),
                lambda other=other: deactivate_staff(actor=who, staff_id=other.pk),
                lambda other=other: set_password(actor=who, staff_id=other.pk, password="Brand-new-2026-words"),
                lambda other=other: create_token(actor=who, staff_id=other.pk, scopes=["cases:read"]),
            ):
                with pytest.raises(NotFound):
                    call()


def test_who_edits_one_unit_places_nobody_outside_it_and_gives_no_more_rights_than_her_own():
    who = of_branch()
    below = somebody("plain", of="east-1")
    for differs, field in (
        ({"unit_id": unit("head").pk}, "unit_id"), ({"unit_id": None}, "unit_id"), ({"role": "agent"}, "role"),
        ({"role": "administrator"}, "role"),
    ):  # fmt: skip
        with nothing_changes(), pytest.raises(Invalid) as refused:
            change_staff(actor=who, **placed(below, **differs))
        assert set(refused.value.fields) == {field}
    with nothing_changes(), pytest.raises(Invalid) as refused:
        create_staff(
            actor=who, username="new", display_name="新", role="administrator", password=given.PASSWORD,
            unit_id=unit("west").pk,
        )  # fmt: skip
    assert set(refused.value.fields) == {"role", "unit_id"}


def test_who_may_do_more_is_not_changed_by_who_may_do_less():
    who = of_branch()
    chief = somebody("supervisor", of="east")
    for call in (
        lambda: change_staff(actor=who, **placed(chief, role="plain")),
        lambda: set_password(actor=who, staff_id=chief.pk, password="Brand-new-2026-words"),
        lambda: deactivate_staff(actor=who, staff_id=chief.pk),
        lambda: create_token(actor=who, staff_id=chief.pk, scopes=["cases:read"]),
    ):
        with nothing_changes(), pytest.raises(Refused) as refused:
            call()
        assert refused.value.code == "above"


def test_a_token_of_another_unit_is_neither_listed_nor_withdrawn():
    who = of_branch()
    beside = somebody("plain", of="west")
    create_token(actor=SYSTEM, staff_id=beside.pk, scopes=["cases:read"])
    own = create_token(actor=who, staff_id=somebody("plain", of="east-1").pk, scopes=["cases:read"]).token
    assert [one.pk for one in tokens(who)] == [own.pk]


@pytest.mark.parametrize("role", ["agent", "supervisor", "service_manager", "auditor", "quality_inspector"])
def test_others_change_nobody(role):
    who, lin = acting(role), given.staff()
    with nothing_changes():
        for call in (
            lambda: change_staff(actor=who, **placed(lin, display_name="x")),
            lambda: deactivate_staff(actor=who, staff_id=lin.pk),
            lambda: reactivate_staff(actor=who, staff_id=lin.pk),
            lambda: set_password(actor=who, staff_id=lin.pk, password="Brand-new-2026-words"),
        ):
            with pytest.raises(Refused):
                call()


@pytest.mark.parametrize("reach", ["own", "team"])
def test_who_does_not_see_the_unit_changes_nobody(reach):
    organisation()
    save_role(actor=SYSTEM, **PLAIN)
    save_role(actor=SYSTEM, **{**BRANCH, "reach": reach})
    who, below = acting("branch_admin", of="east"), somebody("plain", of="east-1")
    assert not editable_staff(who).exists()
    with nothing_changes():
        with pytest.raises(NotFound):
            change_staff(actor=who, **placed(below, display_name="小王"))
        with pytest.raises(Invalid):
            create_staff(
                actor=who, username="new", display_name="新", role="branch_admin", password=given.PASSWORD,
                unit_id=unit("east").pk,
            )  # fmt: skip


def test_who_edits_one_unit_puts_people_into_teams_of_it_only():
    who = of_branch()
    below = somebody("plain", "complaints", of="east-1")  # works for branch West as well; that stays
    west, east = given.team("complaints").pk, given.team("mobile").pk
    change_staff(actor=who, **placed(below, team_ids=(west, east)))
    other = somebody("plain", of="east-1", username="newcomer")
    with nothing_changes(), pytest.raises(Invalid) as refused:
        change_staff(actor=who, **placed(other, team_ids=(west,)))
    assert set(refused.value.fields) == {"team_ids"}


def test_nobody_changes_her_own_role_unit_or_teams():
    organisation()
    he, lead = given.administrator(), of_branch()
    for actor, differs in (
        (he, {"role": "agent"}), (he, {"unit_id": unit("east").pk}), (he, {"team_ids": (given.team().pk,)}),
        (lead, {"role": "plain"}), (lead, {"unit_id": unit("east-1").pk}), (lead, {"team_ids": (given.team().pk,)}),
    ):  # fmt: skip
        own = Staff.objects.get(pk=actor.id)
        with nothing_changes(), pytest.raises(Invalid) as refused:
            change_staff(actor=actor, **placed(own, **differs))
        assert set(refused.value.fields) == set(differs)
    change_staff(actor=he, **placed(given.staff(given.HE), display_name="何小静"))
    assert given.staff(given.HE).display_name == "何小静"


def test_only_who_sees_the_complaints_of_a_team_puts_anybody_into_it():
    organisation()
    for role in (BRANCH, PLAIN):
        allowed = [one for one in role["permissions"] if one != "complaints.view"]
        save_role(actor=SYSTEM, **role | {"permissions": allowed})
    who, below = acting("branch_admin", "mobile", of="east"), somebody("plain", of="east-1")
    broadband, mobile = given.team().pk, given.team("mobile").pk
    with nothing_changes():
        with pytest.raises(Invalid) as refused:
            change_staff(actor=who, **placed(below, team_ids=(broadband,)))
        assert set(refused.value.fields) == {"team_ids"}
        with pytest.raises(Invalid) as refused:
            create_staff(
                actor=who, username="new", display_name="新", role="plain", password=given.PASSWORD,
                team_ids=(broadband,), unit_id=unit("east").pk,
            )  # fmt: skip
        assert set(refused.value.fields) == {"team_ids"}
    assert [team.pk for team in teams_to_give(who)] == [mobile]
    change_staff(actor=who, **placed(below, team_ids=(mobile,)))  # she works there herself


def test_who_sees_everything_but_complaints_puts_nobody_into_a_team():
    organisation()
    save_role(actor=SYSTEM, **PLAIN)
    allowed = [one for one in BRANCH["permissions"] if one != "complaints.view"]
    save_role(actor=SYSTEM, **BRANCH | {"permissions": allowed, "reach": "all"})
    who, other = acting("branch_admin"), somebody("plain", of="west")
    with nothing_changes(), pytest.raises(Invalid) as refused:
        change_staff(actor=who, **placed(other, team_ids=(given.team().pk,)))
    assert set(refused.value.fields) == {"team_ids"} and not teams_to_give(who).exists()


def test_the_last_who_may_edit_roles_keeps_sight_of_the_whole_centre():
    he = given.administrator()
    with nothing_changes(), pytest.raises(Conflict) as refused:
        save_role(actor=he, code="administrator", permissions=sorted(he.permissions), reach="unit")
    assert refused.value.code == "nobody_left"
