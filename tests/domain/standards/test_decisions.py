"""What a decision between two figures does to the rule that applies."""

import pytest
from tests import given
from tests.domain.standards.given_conflicts import KIND, REASON, SYSTEM, a_clash, a_figure, applies, decided

from fuwutai.domain.standards.commands import decide_conflict, end_rule, withdraw_decision
from fuwutai.domain.standards.queries import rules_in_force
from fuwutai.kernel import clock

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def november(time_machine):
    time_machine.move_to("2026-11-22T02:00:00Z", tick=False)
    return time_machine


@pytest.mark.parametrize(("choice", "minutes"), [("keep_one", 15), ("keep_other", 20), ("strictest", 15)])
def test_the_figure_that_was_kept_applies_where_both_fit(choice, minutes):
    decided(a_clash(type="complaint"), choice)
    assert applies(type="complaint") == minutes
    order = [rule.value.minutes for rule in rules_in_force(KIND, {"type": "complaint"}, clock.now())]
    assert sorted(order) == [15, 20] and order[0] == minutes


def test_a_wider_figure_may_be_kept_over_its_exception_and_elsewhere_nothing_changes():
    wide, narrow = a_figure(30), a_figure(60, type="complaint")
    a_figure(5, type="complaint", priority="urgent")
    decided((wide.pk, narrow.pk), "keep_one")
    assert applies(type="complaint") == 30
    assert applies(type="complaint", priority="urgent") == 5
    assert applies(type="fault") == 30


def test_the_strictest_of_two_that_cross_applies_once_it_is_decided():
    by_type, by_priority = a_figure(10, type="complaint"), a_figure(60, priority="urgent")
    decided((by_type.pk, by_priority.pk), "strictest")
    assert applies(type="complaint", priority="urgent") == 10
    assert applies(type="fault", priority="urgent") == 60


def test_each_in_its_own_scope_leaves_the_order_as_it_is():
    wide, narrow = a_figure(30), a_figure(60, type="complaint")
    decided((wide.pk, narrow.pk), "by_scope")
    assert (applies(type="complaint"), applies()) == (60, 30)


def test_the_pair_may_be_named_either_way_round():
    one, other = a_clash()
    decide_conflict(actor=given.administrator(), one_id=other, other_id=one, choice="keep_one", reason=REASON)
    assert applies() == 20


def test_a_decision_holds_from_its_moment_on_and_not_for_what_was_before(november):
    ids = a_clash()
    before = clock.now()
    november.shift(3600)
    decided(ids, "keep_other")
    assert [rules_in_force(KIND, {}, at)[0].value.minutes for at in (before, clock.now())] == [15, 20]


def test_taken_back_it_decides_no_longer():
    decision = decided(a_clash(), "keep_other")
    assert applies() == 20
    withdraw_decision(actor=given.administrator(), rule_id=decision.pk, reason="重新讨论")
    assert applies() == 15


def test_without_the_figure_that_was_kept_the_other_applies():
    one, other = a_clash()
    decided((one, other), "keep_one")
    end_rule(actor=SYSTEM, rule_id=one)
    assert applies() == 20


def test_decisions_in_a_circle_leave_the_order_as_it_is():
    first, second, third = (a_figure(minutes).pk for minutes in (10, 20, 30))
    for ids, choice in (((first, second), "keep_other"), ((second, third), "keep_other"), ((first, third), "keep_one")):
        decided(ids, choice)
    assert applies() == 10


def test_a_circle_among_exceptions_does_not_let_the_general_figure_through():
    a_figure(90)
    scopes = ({"type": "complaint"}, {"priority": "urgent"}, {"channel": "web"})
    first, second, third = (a_figure(minutes, **scope).pk for minutes, scope in zip((10, 20, 30), scopes, strict=True))
    facts = {"type": "complaint", "priority": "urgent", "channel": "web"}
    before = applies(**facts)
    for ids, choice in (((first, second), "keep_other"), ((second, third), "keep_other"), ((first, third), "keep_one")):
        decided(ids, choice)
    assert applies(**facts) == before == 20
