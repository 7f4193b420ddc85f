"""The tree of the organisation."""

import pytest
from tests import given
from tests.domain.accounts.given_people import SYSTEM, acting, organisation, unit
from tests.rows import nothing_changes

from fuwutai.domain.accounts.commands import change_unit, create_unit, move_team, save_role
from fuwutai.domain.accounts.models import OrgUnit
from fuwutai.domain.accounts.rules import PERMISSIONS
from fuwutai.domain.accounts.units import teams_under, units, units_under
from fuwutai.kernel.errors import Conflict, Invalid, NotFound, Refused
from fuwutai.kernel.models import JournalEntry

pytestmark = pytest.mark.django_db

NEW = {"code": "north", "name": "华北分公司", "kind": "branch"}


def test_a_unit_stands_below_another_one():
    organisation()
    north = create_unit(actor=given.administrator(), **NEW, parent_id=unit("head").pk)
    assert north.path == f"/{unit('head').pk}/{north.pk}/"
    assert [(one.code, one.depth) for one in units()] == [
        ("head", 0), ("east", 1), ("east-1", 2), ("north", 1), ("west", 1),
    ]  # fmt: skip
    assert JournalEntry.objects.filter(code="accounts.unit_created").last().data["parent_id"] == unit("head").pk


def test_the_teams_of_a_unit_are_those_of_all_below_it():
    organisation()
    broadband, mobile, complaints = (given.team(code).pk for code in ("broadband", "mobile", "complaints"))
    assert teams_under(unit("head").pk) == {broadband, mobile, complaints}
    assert teams_under(unit("east").pk) == {broadband, mobile}
    assert teams_under(unit("east-1").pk) == {broadband}
    assert teams_under(987_654) == frozenset()


def test_all_below_a_unit_move_with_it():
    organisation()
    change_unit(
        actor=given.administrator(), unit_id=unit("east").pk, name="东区", kind="subsidiary", parent_id=unit("west").pk
    )
    moved = unit("east")
    assert (moved.name, moved.kind, moved.parent_id) == ("东区", "subsidiary", unit("west").pk)
    assert unit("east-1").path == f"{moved.path}{unit('east-1').pk}/"
    assert units_under(unit("west").pk) == {unit(code).pk for code in ("west", "east", "east-1")}
    change_unit(actor=given.administrator(), unit_id=unit("east").pk, name="东区", kind="subsidiary")
    assert unit("east-1").path == f"/{unit('east').pk}/{unit('east-1').pk}/"


def test_a_unit_as_it_is_is_no_change():
    organisation()
    who, east = given.administrator(), unit("east")
    with nothing_changes():
        change_unit(actor=who, unit_id=east.pk, name=east.name, kind=east.kind, parent_id=east.parent_id)


@pytest.mark.parametrize("below", ["east", "east-1"])
def test_no_unit_stands_below_itself(below):
    organisation()
    who, east = given.administrator(), unit("east")
    with nothing_changes(), pytest.raises(Conflict):
        change_unit(actor=who, unit_id=east.pk, name=east.name, kind=east.kind, parent_id=unit(below).pk)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("code", "西部"), ("code", ""), ("code", "a" * 41), ("code", "east"), ("name", " "), ("name", "长" * 81),
        ("kind", "x"),
    ],
)  # fmt: skip
def test_each_wrong_answer_is_named_and_no_unit_is_added(field, value):
    organisation()
    who = given.administrator()
    with nothing_changes(), pytest.raises(Invalid) as refused:
        create_unit(actor=who, **{**NEW, field: value})
    assert set(refused.value.fields) == {field}


def test_the_tree_has_an_end():
    given.centre()
    parent = None
    who = given.administrator()
    for level in range(8):
        parent = create_unit(actor=who, code=f"u{level}", name="单位", kind="branch", parent_id=parent).pk
    with nothing_changes(), pytest.raises(Invalid) as refused:
        create_unit(actor=who, code="u9", name="单位", kind="branch", parent_id=parent)
    assert refused.value.code == "too_deep"
    root = create_unit(actor=who, code="root", name="单位", kind="branch")
    top = OrgUnit.objects.get(code="u0")
    with nothing_changes(), pytest.raises(Invalid):
        change_unit(actor=who, unit_id=top.pk, name="单位", kind="branch", parent_id=root.pk)


def test_a_place_that_is_not_there_is_not_found():
    organisation()
    who = given.administrator()
    with nothing_changes():
        for call in (
            lambda: create_unit(actor=who, **NEW, parent_id=987_654),
            lambda: change_unit(actor=who, unit_id=987_654, name="x", kind="branch"),
            lambda: change_unit(actor=who, unit_id=unit("east").pk, name="x", kind="branch", parent_id=987_654),
            lambda: move_team(actor=who, team_id=given.team().pk, unit_id=987_654),
            lambda: move_team(actor=who, team_id=987_654, unit_id=None),
        ):
            with pytest.raises(NotFound):
                call()


def test_only_who_edits_the_whole_organisation_builds_it():
    organisation()
    east = acting("administrator", of="east")  # sees everything all the same: the reach of administrators is all
    assert create_unit(actor=east, **NEW).pk
    for who in (given.agent(), given.supervisor(), acting("service_manager"), acting("auditor")):
        with nothing_changes():
            for call in (
                lambda who=who: create_unit(actor=who, code="south", name="华南", kind="branch"),
                lambda who=who: change_unit(actor=who, unit_id=unit("east").pk, name="x", kind="branch"),
                lambda who=who: move_team(actor=who, team_id=given.team().pk, unit_id=None),
            ):
                with pytest.raises(Refused):
                    call()


def test_only_who_sees_all_that_teams_have_gives_it_to_another_unit():
    organisation()
    team, west, east = given.team().pk, unit("west").pk, unit("east")
    everything = PERMISSIONS["administrator"]
    for less in ({"cases.view"}, {"complaints.view"}, {"customers.restricted"}, everything - {"staff.edit"}):
        save_role(actor=SYSTEM, code="hr", name="人事", permissions=sorted(everything - less), reach="all")
        who = acting("hr")
        with nothing_changes():
            for call in (
                lambda who=who: move_team(actor=who, team_id=team, unit_id=west),
                lambda who=who: move_team(actor=who, team_id=team, unit_id=None),
                lambda who=who: change_unit(actor=who, unit_id=east.pk, name="x", kind="branch", parent_id=west),
            ):
                with pytest.raises(Refused) as refused:
                    call()
                assert refused.value.code == "hidden_matters"
    name = {"name": "东区", "kind": east.kind, "parent_id": east.parent_id}
    assert change_unit(actor=who, unit_id=east.pk, **name).name == "东区"
