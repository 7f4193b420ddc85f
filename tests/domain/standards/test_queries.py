from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from fuwutai.domain.standards.commands import adopt_rule, end_rule
from fuwutai.domain.standards.queries import forget_rules, is_adopted, rule_in_force, rules_in_force
from fuwutai.kernel.actors import Actor

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


def test_the_rule_with_more_of_the_facts_wins_whenever_it_was_adopted():
    adopt(10, {"type": "complaint", "priority": "urgent"})
    adopt(15, {"type": "complaint"})
    adopt(30)
    assert minutes_for(COMPLAINT) == 10
    assert minutes_for({**COMPLAINT, "priority": "routine"}) == 15
    assert minutes_for({**COMPLAINT, "type": "fault"}) == 30
    assert [rule.value.minutes for rule in rules_in_force(KIND, COMPLAINT, NOON)] == [10, 15, 30]


def test_of_two_as_specific_the_later_in_force_wins_and_then_the_later_written():
    adopt(10, {"type": "complaint"}, NOON - timedelta(days=1))
    adopt(20, {"priority": "urgent"}, NOON - timedelta(days=2))
    assert minutes_for(COMPLAINT) == 10
    adopt(5, {"channel": "phone"}, NOON - timedelta(days=1))
    assert minutes_for(COMPLAINT) == 5


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
    assert (rule.id, rule.clause_code, rule.version, rule.scope) == (row.pk, "S4-6.1-1", 1, {})


def test_only_the_very_same_rule_counts_as_adopted():
    row = adopt_rule(actor=SYSTEM, kind=KIND, value={"minutes": 10}, clause_code="S4-6.1-1", scope={"type": "fault"})
    same = {"kind": KIND, "clause_code": "S4-6.1-1", "scope": {"type": "fault"}, "value": {"minutes": 10}}
    assert is_adopted(**same)
    for name, other in {"kind": "sla.resolution", "clause_code": "", "scope": {}, "value": {"minutes": 11}}.items():
        assert not is_adopted(**{**same, name: other})
    end_rule(actor=SYSTEM, rule_id=row.pk)
    assert not is_adopted(**same)
