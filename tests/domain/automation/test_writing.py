"""Writing rules: who may, what may stand in them, versions, order, and trying a draft."""

import pytest
from tests import given
from tests.domain.automation.given_rules import URGENT, WRITES, a_rule, written
from tests.domain.automation.test_obeying import customer_writes
from tests.rows import nothing_changes

from fuwutai.domain.automation.commands import (
    ShippedRule,
    adopt_rules,
    let_go_on,
    move_rule,
    restore_version,
    retire_rule,
    save_rule,
    switch_rule,
)
from fuwutai.domain.automation.models import AutomationRule, RuleVersion
from fuwutai.domain.automation.queries import RunFilter, rules_with_figures, runs_page, visible_rules
from fuwutai.domain.automation.trying import try_rule
from fuwutai.domain.cases.models import Case
from fuwutai.kernel.errors import Conflict, Invalid, NotFound, Refused

pytestmark = pytest.mark.django_db


def test_only_who_may_write_rules_writes_them_and_a_refusal_changes_nothing():
    rule = written()
    case = given.a_case()
    for who, refusal in ((given.agent(), NotFound), (given.supervisor(), Refused)):
        for act, more in (
            (save_rule, {"name": "甲", "trigger": WRITES, "conditions": "", "steps": URGENT}),
            (save_rule, {"rule_id": rule.pk, "name": "甲", "trigger": WRITES, "conditions": "", "steps": URGENT}),
            (restore_version, {"rule_id": rule.pk, "number": 1}),
            (switch_rule, {"rule_id": rule.pk, "is_on": True}),
            (move_rule, {"rule_id": rule.pk, "up": True}),
            (retire_rule, {"rule_id": rule.pk}),
            (adopt_rules, {"rules": []}),
        ):
            with nothing_changes(), pytest.raises(refusal):
                act(actor=who, **more)
    with nothing_changes(), pytest.raises(Refused):
        let_go_on(actor=given.supervisor(), rule_id=rule.pk, case_id=case.pk)


def test_who_may_not_see_rules_sees_none_and_who_may_sees_what_they_did():
    a_rule()
    customer_writes(given.a_case())
    assert list(visible_rules(given.agent())) == [] and runs_page(given.agent(), RunFilter(), None).rows == []
    assert [one.name for one in visible_rules(given.supervisor())] == ["来信加急"]


@pytest.mark.parametrize(
    ("wrong", "where"),
    [
        ({"name": " "}, {"name"}),
        ({"trigger": {"on": "moon"}}, {"on"}),
        ({"trigger": {"on": "event", "event": "accounts.staff_created"}}, {"event"}),
        ({"trigger": {"on": "delay", "event": "cases.case_opened", "minutes": 0}}, {"minutes"}),
        ({"trigger": {"on": "clock", "clock": "none", "percent": 500}}, {"clock", "percent"}),
        ({"trigger": {"on": "daily", "minute": 1440}, "conditions": "status:new"}, {"minute"}),
        ({"trigger": {"on": "daily", "minute": 60}}, {"conditions"}),
        ({"conditions": "天气:晴"}, {"conditions"}),
        ({"conditions": "坐席:我"}, {"conditions"}),
        ({"steps": []}, {"steps"}),
        ({"steps": [{"do": "assign", "staff": "me"}]}, {"steps.0.staff"}),
        ({"steps": [{"do": "watch"}]}, {"steps.0"}),
        ({"steps": [{"do": "note"}]}, {"steps.0.body"}),
    ],
)
def test_a_rule_that_cannot_be_obeyed_is_refused_with_words(wrong, where):
    given.centre()
    said = {"name": "甲", "trigger": WRITES, "conditions": "", "steps": URGENT} | wrong
    with nothing_changes(), pytest.raises(Invalid) as caught:
        save_rule(actor=given.administrator(), **said)
    assert set(caught.value.fields) == where and all(str(text) for text in caught.value.fields.values())


def test_each_change_is_a_version_and_an_older_one_comes_back_as_a_new_one():
    rule = written()
    save_rule(
        actor=given.administrator(), rule_id=rule.pk, name="来信加急", trigger=WRITES, conditions="状态:新建",
        steps=URGENT, seen_version=1,
    )  # fmt: skip
    restore_version(actor=given.administrator(), rule_id=rule.pk, number=1)
    found = RuleVersion.objects.filter(rule=rule).order_by("number")
    assert [one.conditions for one in found] == ["", "status:new", ""]
    assert AutomationRule.objects.get(pk=rule.pk).current.number == 3
    assert found[0].by_id == given.staff(given.HE).pk


def test_the_same_again_is_no_version_and_another_name_is_none_either():
    rule = written()
    for name in ("来信加急", "新名字"):
        save_rule(
            actor=given.administrator(), rule_id=rule.pk, name=name, trigger=WRITES, conditions="", steps=URGENT
        )
    assert RuleVersion.objects.count() == 1 and AutomationRule.objects.get().name == "新名字"


def test_who_changed_an_older_version_is_told_so():
    rule = written()
    more = {"rule_id": rule.pk, "name": "甲", "trigger": WRITES, "steps": URGENT}
    save_rule(actor=given.administrator(), conditions="状态:新建", seen_version=1, **more)
    with nothing_changes(), pytest.raises(Conflict):
        save_rule(actor=given.administrator(), conditions="优先级:加急", seen_version=1, **more)


def test_rules_change_places_and_a_retired_one_is_gone():
    first, second = written(name="一"), written(name="二")
    move_rule(actor=given.administrator(), rule_id=second.pk, up=True)
    assert [one.name for one in visible_rules(given.administrator())] == ["二", "一"]
    move_rule(actor=given.administrator(), rule_id=second.pk, up=True)
    retire_rule(actor=given.administrator(), rule_id=first.pk)
    assert [one.name for one in rules_with_figures(given.administrator())] == ["二"]
    with pytest.raises(NotFound):
        switch_rule(actor=given.administrator(), rule_id=first.pk, is_on=True)


def test_a_rule_whose_team_is_gone_is_not_switched_on():
    rule = written()
    RuleVersion.objects.filter(rule=rule).update(steps=[{"do": "assign", "team": "gone", "staff": "none"}])
    with nothing_changes(), pytest.raises(Invalid):
        switch_rule(actor=given.administrator(), rule_id=rule.pk, is_on=True)


def test_shipped_rules_are_adopted_once_and_stay_as_they_were_changed():
    given.centre()
    shipped = ShippedRule(
        code="general-low", pack="general", clause_code="S0-2.1-4", name="低分", note="", conditions="评分<=2",
        trigger={"on": "event", "event": "cases.rating_recorded"}, steps=URGENT, is_on=True,
    )  # fmt: skip
    assert adopt_rules(actor=given.administrator(), rules=[shipped]) == 1
    rule = AutomationRule.objects.get()
    assert rule.is_on and rule.clause_code == "S0-2.1-4" and rule.current.conditions == "score<=2"
    retire_rule(actor=given.administrator(), rule_id=rule.pk)
    with nothing_changes():
        assert adopt_rules(actor=given.administrator(), rules=[shipped]) == 0


def test_a_draft_is_tried_on_what_happened_and_changes_nothing():
    case, other = given.a_case(), given.a_case(phone="13700001111", team_code="mobile")
    customer_writes(case)
    customer_writes(other)
    given.a_case(phone="13700002222")
    steps = [*URGENT, {"do": "end_wait"}]
    with nothing_changes():
        tried = try_rule(given.administrator(), WRITES, "班组:broadband", steps, 7)
    assert (tried.number, [one.pk for one in tried.cases]) == (1, [case.pk])
    assert [bool(one.problem) for one in tried.rehearsed[case.pk]] == [False, True]
    assert Case.objects.get(pk=case.pk).priority == case.priority


@pytest.mark.parametrize(
    ("trigger", "conditions", "number"),
    [
        ({"on": "delay", "event": "cases.case_opened", "minutes": 1}, "", 0),
        ({"on": "clock", "clock": "first_response", "percent": 50}, "", 0),
        ({"on": "daily", "minute": 540}, "status:new", 1),
    ],
)
def test_each_kind_of_trigger_can_be_tried(trigger, conditions, number):
    given.a_case()
    assert try_rule(given.administrator(), trigger, conditions, URGENT, 7).number == number


def test_who_may_not_write_rules_tries_none():
    given.centre()
    with pytest.raises(Refused):
        try_rule(given.supervisor(), WRITES, "", URGENT, 7)
