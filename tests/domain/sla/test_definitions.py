"""The clocks are data about events of other apps, by their codes alone: each code must mean something."""

from typing import get_args

import pytest

from fuwutai.domain.cases.choices import WAITS_FOR
from fuwutai.domain.cases.events import CaseAbsorbed, CaseReclassified
from fuwutai.domain.sla.choices import CLOCKS, PAUSE_CAUSES
from fuwutai.domain.sla.definitions import ABSORBED, BY_CODE, DEFINITIONS, EVENT_CODES, RECLASSIFIED, ClockDefinition
from fuwutai.domain.sla.happenings import facts_of
from fuwutai.domain.sla.rule_kinds import Target
from fuwutai.domain.sla.rules import ALL_CAUSES
from fuwutai.domain.standards import registry
from fuwutai.domain.standards.registry import CASE_FACTS
from fuwutai.kernel.events import Code, event_class, registered_events
from fuwutai.kernel.reactions import reactions_to

each = pytest.mark.parametrize("definition", DEFINITIONS, ids=lambda one: one.code)


@each
def test_every_event_that_moves_a_clock_exists_and_is_about_its_subject(definition: ClockDefinition):
    events = registered_events()
    assert definition.event_codes <= set(events)
    assert {events[code].subject for code in definition.event_codes} == {definition.subject}


@each
def test_every_clock_has_a_start_an_end_and_no_event_that_means_two_things_to_it(definition: ClockDefinition):
    assert definition.start_on and definition.stop_on
    meanings = [definition.start_on, definition.stop_on, definition.resume_on, definition.cancel_on]
    meanings.append(frozenset(definition.pause_while))
    assert sum(map(len, meanings)) == len(definition.event_codes)


@each
def test_every_clock_has_a_name_and_a_kind_of_rule_that_holds_its_targets(definition: ClockDefinition):
    assert definition.code in CLOCKS
    kind = registry.kind(definition.rule_kind)
    assert (kind.value_type, kind.scope_keys) == (Target, CASE_FACTS)


@each
def test_every_pause_has_a_cause_with_a_name_and_an_end(definition: ClockDefinition):
    assert set(definition.pause_while.values()) <= set(PAUSE_CAUSES)
    assert bool(definition.pause_while) == bool(definition.resume_on)


@each
def test_a_clock_waits_only_for_a_clock_that_there_is(definition: ClockDefinition):
    assert definition.not_while in {"", *BY_CODE} - {definition.code}


def test_the_codes_are_said_once_each():
    assert len(BY_CODE) == len(DEFINITIONS) == len(CLOCKS)


def test_rules_may_wait_for_exactly_the_causes_that_clocks_know():
    field = get_args(Target.__annotations__["pause_for"])[0]
    assert set(get_args(field)) == ALL_CAUSES == set(PAUSE_CAUSES)
    assert set(Target(minutes=1).pause_for) == ALL_CAUSES


def test_a_case_says_for_whom_it_waits_in_the_words_of_the_clocks():
    assert set(WAITS_FOR.values()) == ALL_CAUSES


def test_the_events_that_move_clocks_in_a_way_of_their_own_are_those_of_cases():
    assert {RECLASSIFIED, ABSORBED} == {CaseReclassified.code, CaseAbsorbed.code}


@pytest.mark.parametrize("code", sorted(EVENT_CODES))
def test_the_clocks_hear_of_each_event_that_moves_them_and_get_all_of_one_command_together(code: str):
    [follow] = [one for one in reactions_to(code, "in_transaction") if one.name == "sla.follow"]
    assert follow.together


def test_every_event_that_carries_facts_carries_all_of_them():
    carrying = [event_class(code) for code in EVENT_CODES if "priority" in event_class(code).__annotations__]
    assert {one.code for one in carrying} == {"cases.case_opened", "cases.case_reclassified"}
    for one in carrying:
        assert set(CASE_FACTS) <= set(one.__annotations__)
    facts = {name: Code(name) for name in CASE_FACTS}
    assert facts_of(CaseReclassified(case_id=1, in_work=True, waits_for=Code(""), **facts)) == facts
    assert facts_of(CaseAbsorbed(case_id=1, from_id=2)) is None
