"""How clauses stand: figures and schedules, then tests, then a word, and the truth where nobody serves."""

from dataclasses import replace
from datetime import timedelta

import pytest
import time_machine
from tests import given
from tests.domain.evidence.given_clauses import ONE, SCHEDULE, THREE, TWO, a_shelf, a_target, bound, standing_of
from tests.domain.standards.given_manuals import a_clause, a_manual, a_rule_of

from fuwutai.domain.cases.commands import reply_to_case
from fuwutai.domain.evidence import proofs as proofs_module
from fuwutai.domain.evidence.choices import STANDINGS
from fuwutai.domain.evidence.commands import attest_clause, withdraw_attestation
from fuwutai.domain.evidence.scoreboard import standings, totals
from fuwutai.domain.evidence.selection import centre_today
from fuwutai.domain.packs.commands import use_pack
from fuwutai.domain.standards.commands import end_rule, revise_rule
from fuwutai.domain.standards.manuals import wordings
from fuwutai.domain.standards.queries import rules_at
from fuwutai.kernel import clock
from fuwutai.kernel.actors import Actor
from fuwutai.kernel.errors import Refused

pytestmark = pytest.mark.django_db
SYSTEM = Actor.system("tests")


@pytest.fixture
def no_bindings():
    with bound():
        yield


@pytest.fixture
def proved(monkeypatch, tmp_path):
    """Return a function that makes tests of a clause the ones that were run."""

    def write(clause, *results):
        tests = ",".join(f'{{"test": "t{nth}", "result": "{result}"}}' for nth, result in enumerate(results))
        file = tmp_path / f"proofs-{len(list(tmp_path.iterdir()))}.json"
        head = '"commit": "abc", "written": "2026-11-01T00:00:00+00:00"'
        file.write_text(f'{{{head}, "proofs": {{"{clause}": [{tests}]}}}}')
        monkeypatch.setattr(proofs_module, "FILE", file)
        monkeypatch.setattr(proofs_module, "_last", None)

    return write


def attested(clause, day=None, **differs):
    return attest_clause(
        actor=given.supervisor(), clause_code=clause, done_on=day or centre_today(), note="现场检查", **differs
    )


def test_a_clause_that_nobody_serves_says_so(no_bindings):
    a_shelf()
    assert standing_of(THREE).state == "not_served"
    assert standing_of(ONE).state == standing_of(TWO).state == "needs_figure"


def test_a_figure_that_nobody_counts_does_not_serve_its_clause(no_bindings):
    a_target(a_shelf(), "satisfaction", unit="percent", at_least=90)
    standing = standing_of(TWO)
    assert (standing.state, list(standing.serving.uncounted)) == ("not_served", ["satisfaction"])


@pytest.mark.proves("S1-3.4-1")
def test_promises_of_a_clause_are_held_against_its_own_target_else_against_the_houses(no_bindings):
    manual = a_shelf()
    a_rule_of(manual, scope={"type": "praise"}, clause_code=ONE)
    assert standing_of(ONE).state == "no_cases"
    given.an_open_case(type="praise")
    late = given.a_case(type="praise", phone="13800000001")
    with time_machine.travel(late.opened_at + timedelta(days=3), tick=False):
        reply_to_case(actor=given.supervisor(), case_id=late.pk, body="您好", then="stay")
        standing = standing_of(ONE)
        assert (standing.state, standing.part, standing.whole, standing.value) == ("missed", 1, 2, 50.0)
        assert standing.figure.wanted.target.clause_code == "OWN-4"
        a_target(manual, "promises_kept", ONE, unit="percent", at_least=50)
        assert (standing_of(ONE).state, len(standing_of(ONE).figures)) == ("met", 1)


def test_each_target_for_the_promises_of_a_clause_counts_only_those_it_is_about(no_bindings):
    manual = a_shelf()
    a_rule_of(manual, scope={"service_class": "personalised"}, clause_code=ONE)
    a_target(manual, "promises_kept", ONE, scope={"type": "complaint"}, unit="percent", at_least=100)
    a_target(manual, "promises_kept", ONE, scope={"type": "fault"}, unit="percent", at_least=50)
    given.an_open_case(type="fault", service_class="personalised")
    late = given.a_case(type="fault", service_class="personalised", phone="13800000001")
    with time_machine.travel(late.opened_at + timedelta(days=3), tick=False):
        reply_to_case(actor=given.supervisor(), case_id=late.pk, body="您好", then="stay")
        standing = standing_of(ONE)
        assert [(one.state, one.scope["type"], one.whole) for one in standing.figures] == [
            ("no_cases", "complaint", 0),
            ("met", "fault", 2),
        ]


def test_promises_are_measured_without_a_verdict_where_neither_clause_nor_house_has_a_target(no_bindings):
    a_rule_of(a_shelf(), scope={"type": "praise"}, clause_code=ONE)
    house = next(rule for rule in rules_at(clock.now()) if rule.clause_code == "OWN-4")
    end_rule(actor=SYSTEM, rule_id=house.id, reason="试行")
    given.an_open_case(type="praise")
    assert (standing_of(ONE).state, standing_of(ONE).value) == ("measured", 100.0)


def test_a_target_counts_only_the_cases_it_is_about(no_bindings):
    manual = a_shelf()
    a_target(manual, "resolution_rate", scope={"type": "complaint"}, unit="percent", at_least=100)
    given.a_case(type="fault")
    assert standing_of(TWO).state == "no_cases"
    given.a_resolved_case(type="complaint", phone="13800000001")
    assert (standing_of(TWO).state, standing_of(TWO).whole) == ("met", 1)
    given.a_case(type="complaint", phone="13800000002")
    assert (standing_of(TWO).state, standing_of(TWO).value) == ("missed", 50.0)


@pytest.mark.proves("S3-8.1.3-1")
def test_of_several_targets_one_that_is_missed_decides_and_one_nobody_counts_keeps_it_from_being_met(no_bindings):
    manual = a_shelf()
    given.a_resolved_case()
    a_target(manual, "resolution_rate", unit="percent", at_least=90)
    assert standing_of(TWO).state == "met"
    a_target(manual, "satisfaction", unit="percent", at_least=90)
    assert standing_of(TWO).state == "measured"
    a_target(manual, "confirmed_rate", unit="percent", at_least=90)
    assert (standing_of(TWO).state, standing_of(TWO).figure.code) == ("missed", "confirmed_rate")


@pytest.mark.proves("S1-3.4-1")
def test_days_and_reach_decide_which_cases_count(no_bindings):
    a_target(a_shelf(), "resolution_rate", unit="percent", at_least=90)
    given.a_resolved_case()
    today = centre_today()
    assert standing_of(TWO, since=today, until=today + timedelta(days=1)).whole == 1
    assert standing_of(TWO, until=today).state == "no_cases"


def test_a_bound_figure_serves_a_clause_without_a_target(no_bindings):
    a_shelf()
    given.a_case()
    with bound((THREE, "figure", "reopen_rate"), (THREE, "figure", "cases_registered")):
        standing = standing_of(THREE)
    assert standing.state == "measured"
    assert {one.code: one.whole for one in standing.figures} == {"reopen_rate": 0, "cases_registered": 1}


def test_tests_prove_a_clause_when_one_passed_and_none_failed(no_bindings, proved):
    a_shelf()
    proved(THREE, "passed", "skipped")
    assert standing_of(THREE).state == "proved"
    proved(THREE, "passed", "failed")
    assert standing_of(THREE).state == "not_served"
    proved(THREE, "skipped")
    assert standing_of(THREE).state == "not_served"


def test_a_word_counts_after_a_test_and_until_it_expires_or_is_withdrawn(no_bindings, proved):
    a_shelf()
    today = centre_today()
    attested(ONE, today - timedelta(days=3), expires_on=today - timedelta(days=1))
    assert standing_of(ONE).state == "needs_figure"
    word = attested(ONE)
    assert (standing_of(ONE).state, standing_of(ONE).attestation.id) == ("attested", word.pk)
    proved(ONE, "passed")
    assert standing_of(ONE).state == "proved"
    proved(TWO, "passed")
    withdraw_attestation(actor=given.administrator(), attestation_id=word.pk, reason="误报")
    assert standing_of(ONE).state == "needs_figure"


def test_a_schedule_comes_before_tests_and_words(no_bindings, proved):
    manual = a_shelf()
    a_rule_of(manual, SCHEDULE, {"activity": "emergency_drill"}, THREE, every="day")
    proved(THREE, "passed")
    assert standing_of(THREE).state == "schedule_due"
    attested(THREE)
    assert standing_of(THREE).state == "schedule_kept"


def test_a_figure_that_is_reached_does_not_hide_a_schedule_that_is_not_kept(no_bindings):
    manual = a_shelf()
    given.a_resolved_case()
    a_target(manual, "resolution_rate", unit="percent", at_least=90)
    a_rule_of(manual, SCHEDULE, {"activity": "emergency_drill"}, TWO, every="day")
    assert standing_of(TWO).state == "schedule_due"
    attested(TWO)
    assert standing_of(TWO).state == "met"
    with time_machine.travel(clock.now() + timedelta(days=3), tick=False):
        assert (standing_of(TWO).state, standing_of(TWO).figure.state) == ("schedule_missed", "met")
        a_target(manual, "confirmed_rate", unit="percent", at_least=90)
        assert standing_of(TWO).state == "missed"


def test_a_figure_that_nobody_counts_keeps_a_schedule_from_being_all_of_its_clause(no_bindings):
    manual = a_shelf()
    a_rule_of(manual, SCHEDULE, {"activity": "emergency_drill"}, THREE, every="day")
    a_target(manual, "satisfaction", THREE, unit="percent", at_least=90)
    attested(THREE)
    assert (standing_of(THREE).state, list(standing_of(THREE).serving.uncounted)) == ("measured", ["satisfaction"])


def test_of_several_schedules_the_one_that_stands_worst_comes_first(no_bindings):
    manual, long_ago = a_shelf(), clock.now() - timedelta(days=800)
    a_rule_of(manual, SCHEDULE, {"activity": "drill"}, THREE, every="day")
    a_rule_of(manual, SCHEDULE, {"activity": "review"}, THREE, valid_from=long_ago, every="year")
    attested(THREE)
    standing = standing_of(THREE)
    assert standing.state == "schedule_missed"
    assert [(one.rule.value.every, one.state) for one in standing.rounds] == [
        ("year", "schedule_missed"),
        ("day", "schedule_kept"),
    ]


def test_a_revision_of_a_schedule_does_not_hide_what_was_missed_or_ask_more_of_the_time_before_it(no_bindings):
    long_ago = clock.now() - timedelta(days=800)
    rule = a_rule_of(a_shelf(), SCHEDULE, {"activity": "review"}, THREE, valid_from=long_ago, every="year")
    assert standing_of(THREE).state == "schedule_missed"
    revised = revise_rule(actor=SYSTEM, rule_id=rule.pk, value={"every": "year", "times": 2}, reason="每年两次")
    assert standing_of(THREE).state == "schedule_missed"
    attested(THREE, centre_today().replace(year=centre_today().year - 1, month=2, day=1))
    (one,) = standing_of(THREE).rounds
    assert (one.state, one.times, one.times_before, one.is_open) == ("schedule_kept", 2, 1, True)
    revise_rule(actor=SYSTEM, rule_id=revised.pk, value={"every": "month"}, reason="改为每月")
    assert (standing_of(THREE).state, standing_of(THREE).rounds[0].was_due) == ("schedule_due", False)


def test_a_schedule_that_no_service_line_obeys_is_not_called_missed(no_bindings):
    manual = a_shelf(pack="telecom")
    a_rule_of(manual, SCHEDULE, {"activity": "emergency_drill"}, THREE, every="day")
    later = clock.now() + timedelta(days=3)
    with time_machine.travel(later, tick=False):
        standing = standing_of(THREE)
        assert (standing.state, standing.rounds[0].state) == ("no_cases", "schedule_missed")
        use_pack(actor=SYSTEM, code="telecom", line="telecom")
        assert standing_of(THREE).state == "schedule_missed"


def test_a_limit_that_no_clock_counts_keeps_a_clause_from_being_met(no_bindings):
    manual = a_shelf()
    a_rule_of(manual, scope={"type": "praise"}, clause_code=ONE)
    given.an_open_case(type="praise")
    assert standing_of(ONE).state == "met"
    a_rule_of(manual, "standards.deadline", {"task": "incident_report"}, ONE, minutes=60)
    assert (standing_of(ONE).state, list(standing_of(ONE).serving.uncounted)) == ("measured", ["incident_report"])


def test_a_rhythm_without_a_period_needs_one_unless_people_vouch_for_the_clause():
    clauses = [a_clause(ONE, kind="schedule"), a_clause(TWO, kind="threshold")]
    a_manual(clauses=clauses)
    with bound((TWO, "attestation", "")):
        assert (standing_of(ONE).state, standing_of(TWO).state) == ("needs_figure", "not_served")
        attested(TWO)
        assert standing_of(TWO).state == "attested"


def test_an_agent_reads_no_states(no_bindings):
    a_shelf()
    with pytest.raises(Refused):
        standing_of(ONE, by=given.agent())


def test_the_figures_of_a_reader_with_a_narrower_reach_are_those_of_the_cases_in_sight(no_bindings):
    a_target(a_shelf(), "resolution_rate", unit="percent", at_least=90)
    given.a_resolved_case()
    given.a_case(team_code="mobile", phone="13800000003")
    narrow = replace(given.supervisor(), reach="team", team_ids=frozenset({given.team("broadband").pk}))
    assert (standing_of(TWO).whole, standing_of(TWO, by=narrow).whole) == (2, 1)


def test_many_clauses_cost_no_more_statements_than_one(no_bindings, django_assert_num_queries):
    manual = a_shelf()
    a_rule_of(manual, clause_code=ONE)
    a_target(manual, "resolution_rate", unit="percent", at_least=90)
    a_target(manual, "complaint_rate", THREE, unit="percent", at_most=1)
    a_target(manual, "first_response_seconds", THREE, scope={"type": "fault"}, unit="minutes", at_most=20)
    given.an_open_case()
    who = given.supervisor()
    clauses = wordings(who)
    standings(who, clauses)
    with django_assert_num_queries(4):
        found = standings(who, clauses)
    assert sum(totals(found.values()).values()) == len(clauses)
    assert totals(found.values()).keys() <= STANDINGS.keys()


def test_a_figure_that_is_obeyed_but_measures_nothing_needs_no_other_and_waits_for_its_test(no_bindings, proved):
    a_rule_of(a_shelf(), "cases.reopen_within", {"type": "praise"}, ONE, days=14)
    assert (standing_of(ONE).state, standing_of(ONE).serving.is_obeyed) == ("not_served", True)
    proved(ONE, "passed")
    assert standing_of(ONE).state == "proved"


def test_who_is_told_of_a_deadline_is_no_figure_of_its_clause(no_bindings):
    a_rule_of(a_shelf(), "sla.escalation", {"type": "praise"}, ONE, level=1, percent=75)
    assert standing_of(ONE).state == "needs_figure"
