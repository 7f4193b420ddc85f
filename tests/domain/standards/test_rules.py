"""Which rule decides, for any rules and any facts."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from fuwutai.domain.standards.registry import CASE_FACTS
from fuwutai.domain.standards.rules import DIFFERENCES, difference, fits, precedence

DAY = datetime(2026, 11, 20, tzinfo=UTC)
CODES = {fact: ["a", "b"] for fact in CASE_FACTS} | {"category": ["fault", "fault.network", "fault.networking", "bill"]}

scopes = st.fixed_dictionaries({}, optional={fact: st.sampled_from(codes) for fact, codes in CODES.items()})
facts = st.fixed_dictionaries({}, optional={fact: st.sampled_from(codes) for fact, codes in CODES.items()})
rules = st.lists(st.tuples(scopes, st.integers(0, 2)), min_size=1, max_size=8).map(
    lambda drawn: [(scope, DAY + timedelta(days=day), number) for number, (scope, day) in enumerate(drawn)]
)


def weight(rule):
    return precedence(CASE_FACTS, *rule)


def winner(candidates):
    return max(candidates, key=weight)


@given(rules)
def test_no_two_rules_ever_weigh_the_same(candidates):
    assert len({weight(rule) for rule in candidates}) == len(candidates)


@given(st.data(), rules)
def test_the_winner_does_not_depend_on_the_order_of_the_rows(data, candidates):
    assert winner(data.draw(st.permutations(candidates))) == winner(candidates)


@given(rules, facts)
def test_taking_a_loser_away_changes_nothing(candidates, known):
    fitting = [rule for rule in candidates if fits(rule[0], known)]
    for loser in sorted(fitting, key=weight)[:-1]:
        assert winner([rule for rule in fitting if rule != loser]) == winner(fitting)


@given(scopes, facts, st.sampled_from(CASE_FACTS), st.sampled_from(["a", "fault"]))
def test_one_more_limit_fits_fewer_facts_and_weighs_more(scope, known, fact, code):
    narrower = {**scope, fact: scope.get(fact, code)}
    assert fits(scope, known) or not fits(narrower, known)
    if narrower != scope:
        assert weight((narrower, DAY, 1)) > weight((scope, DAY + timedelta(days=9), 2))


@given(scopes, scopes)
@example({"priority": "a"}, {"type": "a"})
@example({"type": "a", "channel": "a"}, {"category": "bill", "line": "a"})
@example({"priority": "a", "channel": "a"}, {"priority": "a", "type": "a"})
@example({"priority": "a", "channel": "a"}, {"tier": "a", "type": "a"})
def test_of_two_with_as_many_limits_the_one_with_the_foremost_fact_wins_even_if_older(one, other):
    places = [sorted(CASE_FACTS.index(fact) for fact in scope) for scope in (one, other)]
    if len(one) == len(other) and places[0] != places[1]:
        older, newer = (one, DAY, 1), (other, DAY + timedelta(days=9), 2)
        assert (winner([older, newer]) == older) == (places[0] < places[1])


@pytest.mark.parametrize(
    ("one", "other", "decides"),
    [
        (({"type": "a", "tier": "a"}, DAY, 1), ({"priority": "a"}, DAY, 2), "more_limits"),
        (({"priority": "a"}, DAY, 1), ({"type": "a"}, DAY, 2), "foremost_fact"),
        (({"category": "fault.network"}, DAY, 1), ({"category": "fault"}, DAY, 2), "narrower_category"),
        (({}, DAY + timedelta(days=1), 1), ({}, DAY, 2), "later"),
        (({}, DAY, 2), ({}, DAY, 1), "written_later"),
    ],
)
def test_what_decides_between_two_rules_has_a_name(one, other, decides):
    assert difference(weight(one), weight(other)) == decides
    assert decides in DIFFERENCES and winner([one, other]) == one


def test_the_narrower_category_wins_even_if_it_is_older():
    wide, narrow = {"category": "fault"}, {"category": "fault.network"}
    assert winner([(narrow, DAY, 1), (wide, DAY + timedelta(days=9), 2)])[0] == narrow


def test_of_two_alike_the_later_in_force_wins_and_then_the_later_written():
    assert winner([({}, DAY + timedelta(days=1), 1), ({}, DAY, 2)])[2] == 1
    assert winner([({}, DAY, 1), ({}, DAY, 2)])[2] == 2


def test_a_category_fits_itself_and_its_children_only():
    limit = {"category": "fault.network"}
    assert [fits(limit, {"category": code}) for code in ("fault.network", "fault.network.fibre")] == [True, True]
    for other in ("fault.networking", "fault", "network", "x.fault.network", ""):
        assert not fits(limit, {"category": other})


def test_only_categories_have_children():
    assert not fits({"type": "fault"}, {"type": "fault.network"})


def test_a_fact_that_is_not_known_fits_no_limit():
    assert fits({}, {})
    assert not fits({"type": "fault"}, {})
