from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from fuwutai.domain.standards.commands import adopt_rule, end_rule, revise_rule
from fuwutai.domain.standards.queries import (
    all_rules,
    forget_rules,
    is_adopted,
    rule_by_id,
    rule_in_force,
    rule_versions,
    rules_in_force,
    scope_keys_in_use,
)
from fuwutai.kernel.actors import Actor
from fuwutai.kernel.errors import NotFound, Refused

pytestmark = pytest.mark.django_db

SYSTEM = Actor.system("tests")
KIND = "sla.first_response"
NOON = datetime(2026, 11, 20, 4, tzinfo=UTC)
COMPLAINT = {"type": "complaint", "priority": "urgent", "channel": "phone", "category": ""}


@pytest.fixture(autouse=True)
def noon():
    with time_machine.travel(NOON, tick=False) as traveller:
        yield traveller


def adopt(minutes: int, scope=None, valid_from=None):
    return adopt_rule(actor=SYSTEM, kind=KIND, value={"minutes": minutes}, scope=scope, valid_from=valid_from)


def minutes_for(facts, at=NOON) -> int | None:
    rule = rule_in_force(KIND, facts, at)
    return rule.value.minutes if rule else None


def test_where_the_manuals_say_nothing_there_is_no_rule():
    assert rule_in_force(KIND, COMPLAINT, NOON) is None
    adopt(5, {"type": "praise"})
    assert rule_in_force(KIND, COMPLAINT, NOON) is None


@pytest.mark.proves("S3-1.3-2")
def test_the_rule_with_more_of_the_facts_wins_whenever_it_was_adopted():
    adopt(10, {"type": "complaint", "priority": "urgent"})
    adopt(15, {"type": "complaint"})
    adopt(30)
    assert minutes_for(COMPLAINT) == 10
    assert minutes_for({**COMPLAINT, "priority": "routine"}) == 15
    assert minutes_for({**COMPLAINT, "type": "fault"}) == 30
    assert [rule.value.minutes for rule in rules_in_force(KIND, COMPLAINT, NOON)] == [10, 15, 30]


def test_of_two_as_specific_the_one_that_names_the_foremost_fact_wins_then_the_stricter_then_the_later():
    adopt(20, {"priority": "urgent"}, NOON - timedelta(days=2))
    adopt(10, {"type": "complaint"}, NOON - timedelta(days=1))
    adopt(5, {"channel": "phone"}, NOON - timedelta(days=1))
    assert minutes_for(COMPLAINT) == 20
    earlier = adopt(7, {"priority": "urgent"}, NOON - timedelta(days=3))
    later = adopt(7, {"priority": "urgent"}, NOON - timedelta(days=1))
    written_later = adopt(7, {"priority": "urgent"}, NOON - timedelta(days=1))
    adopt(8, {"priority": "urgent"}, NOON)
    found = rules_in_force(KIND, COMPLAINT, NOON)
    assert [rule.value.minutes for rule in found] == [7, 7, 7, 8, 20, 10, 5]
    assert [rule.id for rule in found[:3]] == [written_later.pk, later.pk, earlier.pk]


def test_a_rule_for_a_category_holds_for_its_children():
    adopt(10, {"category": "fault.network"})
    assert minutes_for({"category": "fault.network.fibre"}) == 10
    assert minutes_for({"category": "fault.networking"}) is None


def test_a_rule_holds_from_its_first_moment_until_before_its_last(noon):
    row = adopt(10, valid_from=NOON)
    noon.shift(timedelta(days=3))
    end_rule(actor=SYSTEM, rule_id=row.pk)
    assert minutes_for(COMPLAINT, NOON - timedelta(microseconds=1)) is None
    assert minutes_for(COMPLAINT, NOON) == 10
    assert minutes_for(COMPLAINT, NOON + timedelta(days=3, microseconds=-1)) == 10
    assert minutes_for(COMPLAINT, NOON + timedelta(days=3)) is None


def test_an_ended_rule_gives_way_to_the_one_it_covered(noon):
    adopt(30)
    row = adopt(10, {"type": "complaint"})
    noon.shift(timedelta(hours=1))
    end_rule(actor=SYSTEM, rule_id=row.pk)
    assert minutes_for(COMPLAINT, NOON) == 10
    assert minutes_for(COMPLAINT, NOON + timedelta(hours=1)) == 30


def test_a_rule_of_the_future_waits_for_its_day():
    adopt(30, valid_from=NOON - timedelta(days=1))
    adopt(10, valid_from=NOON + timedelta(days=1))
    assert minutes_for(COMPLAINT) == 30
    assert minutes_for(COMPLAINT, NOON + timedelta(days=1)) == 10


def test_a_rule_limited_by_a_fact_that_is_not_known_does_not_fit():
    adopt(10, {"category": "broadband"})
    assert minutes_for(COMPLAINT) is None
    assert minutes_for({}) is None


def test_rules_are_read_once_a_second(django_assert_num_queries):
    adopt(10)
    forget_rules()
    with django_assert_num_queries(1):
        for _ in range(5):
            rules_in_force(KIND, COMPLAINT, NOON)
            rules_in_force("cases.reopen_within", COMPLAINT, NOON)


def test_a_rule_explains_itself_by_row_clause_and_version():
    row = adopt_rule(actor=SYSTEM, kind=KIND, value={"minutes": 10}, clause_code="S4-6.1-1")
    rule = rule_in_force(KIND, COMPLAINT, NOON)
    assert (rule.id, rule.kind, rule.clause_code, rule.version, rule.scope) == (row.pk, KIND, "S4-6.1-1", 1, {})
    assert (rule.valid_from, rule.valid_to) == (NOON, None)


def test_a_rule_is_found_by_its_row_also_before_and_after_it_holds(noon):
    ended, coming = adopt(10), adopt(20, {"type": "fault"}, NOON + timedelta(days=1))
    end_rule(actor=SYSTEM, rule_id=ended.pk)
    assert rule_by_id(KIND, ended.pk).valid_to == NOON
    assert rule_by_id(KIND, coming.pk).value.minutes == 20
    assert rule_by_id("sla.resolution", coming.pk) is None
    assert rule_by_id(KIND, 987_654) is None


def test_the_facts_in_use_are_those_that_limit_a_rule_in_force_now(noon):
    assert scope_keys_in_use() == set()
    adopt(5)
    adopt(10, {"type": "fault", "priority": "urgent"})
    adopt(15, {"tier": "gold"}, NOON + timedelta(days=1))
    adopt_rule(actor=SYSTEM, kind="sla.escalation", value={"level": 1, "percent": 50}, scope={"clock": "resolution"})
    ended = adopt(20, {"channel": "phone"})
    end_rule(actor=SYSTEM, rule_id=ended.pk)
    assert scope_keys_in_use() == {"type", "priority", "clock"}
    noon.shift(timedelta(days=1))
    assert "tier" in scope_keys_in_use()


def test_the_list_of_rules_shows_what_holds_now_or_later_in_the_order_in_which_it_decides():
    general, urgent = adopt(30), adopt(10, {"priority": "urgent"})
    ended = adopt(99)
    end_rule(actor=SYSTEM, rule_id=ended.pk)
    later = revise_rule(
        actor=SYSTEM, rule_id=general.pk, value={"minutes": 20}, valid_from=NOON + timedelta(days=7), reason="试行"
    )
    end_rule(actor=SYSTEM, rule_id=adopt(1, valid_from=NOON + timedelta(days=1)).pk)
    other = adopt_rule(actor=SYSTEM, kind="sla.resolution", value={"minutes": 60})
    shown = all_rules(Actor(kind="staff", id=1))
    assert [rule.id for rule in shown if rule.kind == KIND] == [urgent.pk, later.pk, general.pk]
    assert [rule.id for rule in shown if rule.kind == "sla.resolution"] == [other.pk]


def test_the_versions_of_a_rule_are_found_from_each_of_them():
    first = adopt(30)
    adopt(5, {"type": "fault"})
    second = revise_rule(actor=SYSTEM, rule_id=first.pk, value={"minutes": 20}, reason="试行")
    third = revise_rule(actor=SYSTEM, rule_id=second.pk, value={"minutes": 25}, reason="太紧")
    for row in (first, second, third):
        versions = rule_versions(Actor(kind="staff", id=1), row.pk)
        assert [(one.version, one.value.minutes, one.reason) for one in versions] == [
            (3, 25, "太紧"), (2, 20, "试行"), (1, 30, ""),
        ]  # fmt: skip
    with pytest.raises(NotFound):
        rule_versions(SYSTEM, 987_654)


def test_nobody_from_outside_reads_the_list():
    row, who = adopt(30), Actor.customer(1)
    with pytest.raises(Refused):
        all_rules(who)
    with pytest.raises(Refused):
        rule_versions(who, row.pk)


def test_only_the_very_same_rule_counts_as_adopted():
    row = adopt_rule(actor=SYSTEM, kind=KIND, value={"minutes": 10}, clause_code="S4-6.1-1", scope={"type": "fault"})
    same = {"kind": KIND, "clause_code": "S4-6.1-1", "scope": {"type": "fault"}, "value": {"minutes": 10}}
    assert is_adopted(**same)
    for name, other in {"kind": "sla.resolution", "clause_code": "", "scope": {}, "value": {"minutes": 11}}.items():
        assert not is_adopted(**{**same, name: other})
    revised = revise_rule(actor=SYSTEM, rule_id=row.pk, value={"minutes": 8}, reason="试行")
    assert is_adopted(**same), "loading a pack again must not undo a revision"
    end_rule(actor=SYSTEM, rule_id=revised.pk)
    assert not is_adopted(**same)
