"""A centre for an import: made where there is none, left as it is where there is one."""

from typing import Any

import pytest
from tests import given
from tests.rows import nothing_changes

from fuwutai.domain.accounts.queries import actor_for, centre, staff_exists, team_ids, visible_teams
from fuwutai.domain.imports.commands import prepare_centre
from fuwutai.domain.packs.commands import set_up_centre_with_first_person
from fuwutai.domain.standards.models import RuleRow
from fuwutai.kernel.actors import Actor
from fuwutai.kernel.errors import Conflict, Invalid, Refused

pytestmark = pytest.mark.django_db

WORDS = {"name": "客服中心", "team_name": "第一组", "language": "zh-hans", "time_zone": "Asia/Shanghai"}


def prepare(actor: Actor | None = None, **other: Any) -> bool:
    return prepare_centre(actor=actor or Actor.system("tests"), **{**WORDS, **other})


def test_an_empty_database_becomes_a_centre_whose_rules_have_always_been_in_force():
    assert prepare(calendar="weekdays", pack="telecom")
    here = centre()
    assert here is not None and (here.name, here.calendar_code) == ("客服中心", "weekdays")
    assert list(team_ids()) == ["first"] and not staff_exists()
    assert {row.valid_from.year for row in RuleRow.objects.all()} == {1970}
    clauses = {row.clause_code[:2] for row in RuleRow.objects.all()}
    assert "S3" in clauses and "S4" not in clauses
    with nothing_changes():
        assert not prepare()
        assert not prepare(calendar="weekdays", pack="telecom")


def test_without_names_the_chinese_calendar_and_the_service_centre_are_taken():
    prepare()
    here = centre()
    assert here is not None and here.calendar_code == "cn"
    assert "S4" in {row.clause_code[:2] for row in RuleRow.objects.all()}


@pytest.mark.parametrize(("wrong", "field"), [({"calendar": "mars"}, "calendar"), ({"pack": "mars"}, "pack")])
def test_unknown_names_are_refused(wrong, field):
    with nothing_changes(), pytest.raises(Invalid) as refused:
        prepare(**wrong)
    assert set(refused.value.fields) == {field}


def test_a_centre_keeps_its_calendar():
    given.centre()
    with nothing_changes(), pytest.raises(Conflict) as refused:
        prepare(calendar="weekdays")
    assert refused.value.code == "calendar_differs"


def test_a_centre_with_cases_keeps_its_rules_and_one_without_takes_more():
    given.centre()
    assert not prepare(pack="hotline")
    given.a_case()
    with nothing_changes():
        assert not prepare(pack="hotline")
    with nothing_changes(), pytest.raises(Conflict) as refused:
        prepare(pack="telecom")
    assert refused.value.code == "pack_differs"


def test_only_who_may_import_prepares():
    with nothing_changes(), pytest.raises(Refused):
        prepare(Actor.customer())


def test_the_first_person_takes_over_what_an_import_has_set_up():
    prepare(calendar="weekdays")
    imported = team_ids()["first"]
    person = set_up_centre_with_first_person(
        actor=Actor.system("set_up"), name="惠民通信", language="zh-hans", time_zone="Asia/Shanghai", calendar="cn",
        team_name="综合服务组", display_name="何静", username="hejing", password=given.PASSWORD,
    )  # fmt: skip
    here, actor = centre(), actor_for(person)
    assert here is not None and (here.name, here.calendar_code) == ("惠民通信", "cn")
    assert actor is not None and actor.team_ids == {imported}
    assert [(team.code, team.name) for team in visible_teams(actor)] == [("first", "综合服务组")]
