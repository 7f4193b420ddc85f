"""Where figures disagree, which of the two applies, and where they only disagree on paper."""

from datetime import timedelta

import pytest
from tests import given
from tests.domain.standards.given_conflicts import KIND, SYSTEM, a_clash, a_figure, a_manual, applies, decided

from fuwutai.domain.standards.commands import adopt_rule, decide_topic, end_rule, revise_rule, withdraw_decision
from fuwutai.domain.standards.conflicts import conflict, conflicts, conflicts_of_clause, topic_decisions
from fuwutai.kernel import clock
from fuwutai.kernel.actors import Actor
from fuwutai.kernel.errors import NotFound, Refused

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def november(time_machine):
    time_machine.move_to("2026-11-22T02:00:00Z", tick=False)
    return time_machine


def pairs(**asked):
    return [one.ids for one in conflicts(SYSTEM, **asked) if one.one.kind == KIND]


def test_two_figures_for_the_same_cases_clash_and_the_strictest_applies():
    ids = a_clash(type="complaint")
    found = conflict(SYSTEM, *ids)
    assert (found.relation, found.flagged, found.in_use) == ("same_scope", True, True)
    assert (found.winner.value.minutes, found.why, found.is_strictest) == (15, "stricter", True)
    assert found.loser.id == ids[1] and applies(type="complaint") == 15


def test_a_narrower_figure_is_an_exception_and_needs_no_decision():
    wide, narrow = a_figure(30), a_figure(60, type="complaint")
    found = conflict(SYSTEM, wide.pk, narrow.pk)
    assert (found.relation, found.flagged, found.winner.id, found.why) == ("nested", False, narrow.pk, "more_limits")
    assert not found.is_strictest


def test_where_scopes_cross_the_order_of_the_facts_decides():
    by_type, by_priority = a_figure(10, type="complaint"), a_figure(60, priority="urgent")
    found = conflict(SYSTEM, by_type.pk, by_priority.pk)
    assert (found.relation, found.winner.id, found.why) == ("crossing", by_priority.pk, "foremost_fact")
    assert applies(type="complaint", priority="urgent") == 60


def test_figures_that_say_the_same_or_never_meet_do_not_disagree():
    a_figure(30, type="complaint")
    a_figure(60, type="fault")
    adopt_rule(actor=SYSTEM, kind=KIND, value={"minutes": 30, "warn_percents": [50]}, scope={"type": "complaint"})
    a_figure(99, kind="sla.result_notice")
    assert pairs() == []


def test_settings_that_measure_nothing_are_no_figures():
    given.centre()
    for percent in (60, 70):
        adopt_rule(actor=SYSTEM, kind="sla.escalation", value={"level": 1, "percent": percent})
    assert {one.one.kind for one in conflicts(SYSTEM)} <= {"sla.first_response", "sla.resolution"}


def test_targets_disagree_only_in_the_same_unit_and_direction():
    given.centre()
    for least, unit in ((85, "percent"), (90, "percent"), (80, "points")):
        value = {"at_least": least, "unit": unit}
        adopt_rule(actor=SYSTEM, kind="standards.metric_target", value=value, scope={"metric": "quiet"})
    adopt_rule(actor=SYSTEM, kind="standards.metric_target", value=value, scope={"metric": "loud"})
    (found,) = (one for one in conflicts(SYSTEM) if one.one.scope.get("metric") in ("quiet", "loud"))
    assert (found.winner.value.at_least, found.flagged) == (90, True)


def test_an_ended_figure_and_versions_of_one_figure_do_not_disagree():
    first = a_figure(30)
    revise_rule(
        actor=SYSTEM, rule_id=first.pk, value={"minutes": 20}, reason="试行", valid_from=clock.now() + timedelta(days=1)
    )
    ended = a_figure(99, type="fault")
    assert len(pairs()) == 2  # with the figure of today, and with the one to come
    end_rule(actor=SYSTEM, rule_id=ended.pk)
    assert pairs() == []


def test_a_figure_to_come_disagrees_from_its_day_on():
    now = a_figure(30)
    coming = adopt_rule(actor=SYSTEM, kind=KIND, value={"minutes": 10}, valid_from=clock.now() + timedelta(days=7))
    assert conflict(SYSTEM, now.pk, coming.pk).winner.id == coming.pk
    assert applies() == 30


def test_figures_of_two_packs_disagree_on_paper_until_both_are_obeyed():
    one = a_figure(30, manual_id=a_manual("Y1", "telecom").pk)
    other = a_figure(60, manual_id=a_manual("Y2", "after_sales").pk)
    assert pairs() == [(one.pk, other.pk)] and pairs(everywhere=False) == []
    adopt_rule(actor=SYSTEM, kind="standards.pack_in_use", value={"pack": "telecom"})
    assert not conflict(SYSTEM, one.pk, other.pk).in_use
    ours = a_figure(20)
    assert pairs(everywhere=False) == [(one.pk, ours.pk)]


def test_a_conflict_names_the_lines_for_which_both_are_obeyed():
    one = a_figure(30, manual_id=a_manual("Y1", "telecom").pk)
    other = a_figure(60)
    use = adopt_rule(actor=SYSTEM, kind="standards.pack_in_use", value={"pack": "telecom"}, scope={"line": "telecom"})
    lines = conflict(SYSTEM, one.pk, other.pk).lines
    assert [lines.hold(line) for line in ("telecom", "after_sales", "")] == [True, False, False]
    adopt_rule(actor=SYSTEM, kind="standards.pack_in_use", value={"pack": "telecom"})
    revise_rule(actor=SYSTEM, rule_id=use.pk, value={"pack": "service_centre"}, reason="换手册")
    lines = conflict(SYSTEM, one.pk, other.pk).lines
    assert [lines.hold(line) for line in ("telecom", "after_sales", "")] == [False, True, True]


def test_a_manual_that_excludes_the_cases_disagrees_on_paper_only():
    manual = a_manual("Y1", "general")
    one, other = a_figure(30, manual_id=manual.pk, type="praise"), a_figure(60, type="praise")
    assert conflict(SYSTEM, one.pk, other.pk).in_use
    adopt_rule(actor=SYSTEM, kind="standards.exclusion", value={}, scope={"type": "praise"}, manual_id=manual.pk)
    assert not conflict(SYSTEM, one.pk, other.pk).in_use


def test_the_rows_of_one_clause_that_name_different_cases_are_one_statement():
    one, other = a_figure(30, "X-1"), a_figure(10, "X-1", type="complaint")
    again = a_figure(40, "X-1")
    assert (one.pk, other.pk) not in pairs() and (one.pk, again.pk) in pairs()


def test_a_conflict_is_found_by_each_of_its_clauses_and_by_no_other():
    ids = a_clash()
    assert [one.ids for one in conflicts_of_clause(SYSTEM, "X-1")] == [ids]
    assert [one.ids for one in conflicts_of_clause(SYSTEM, "X-2")] == [ids]
    assert conflicts_of_clause(SYSTEM, "X-3") == []


def test_a_conflict_tells_who_decided_it_when_and_why_with_all_that_was_decided_before():
    ids = a_clash()
    decided(ids, "keep_other", reason="先宽后严")
    decided(ids, "keep_one")
    found = conflict(SYSTEM, *ids)
    assert (found.decision.by, found.decision.choice, found.decision.at) == ("何静", "keep_one", clock.now())
    assert [(one.choice, one.reason, one.stands) for one in found.history] == [
        ("keep_one", found.decision.reason, True), ("keep_other", "先宽后严", False),
    ]  # fmt: skip
    assert (found.flagged, found.why) == (False, None)


def test_a_decision_goes_on_when_a_figure_changes_until_people_confirm_it_or_decide_anew():
    one, other = a_clash()
    decision = decided((one, other), "keep_other")
    newer = revise_rule(actor=SYSTEM, rule_id=other, value={"minutes": 25}, reason="放宽")
    found = conflict(SYSTEM, one, newer.pk)
    assert (found.decision.id, found.outdated, found.flagged) == (decision.pk, True, False)
    assert applies() == found.winner.value.minutes == 25
    decided((one, newer.pk), "keep_other")
    assert not conflict(SYSTEM, one, newer.pk).outdated


def test_what_was_decided_is_said_of_the_two_as_they_are_now_though_a_new_version_turns_them_round():
    one, other = a_clash()
    decided((one, other), "keep_one")
    newer = revise_rule(actor=SYSTEM, rule_id=one, value={"minutes": 12}, reason="收紧")
    found = conflict(SYSTEM, other, newer.pk)
    assert (found.decision.choice, found.choice, found.winner.id) == ("keep_one", "keep_other", newer.pk)
    decided((other, newer.pk), found.choice)
    assert applies() == 12


def test_a_decision_taken_back_stays_in_the_history():
    ids = a_clash()
    decision = decided(ids)
    withdraw_decision(actor=given.administrator(), rule_id=decision.pk, reason="重新讨论")
    found = conflict(SYSTEM, *ids)
    assert (found.decision, found.outdated, found.flagged) == (None, False, True)
    assert [(one.id, one.end_reason) for one in found.history] == [(decision.pk, "重新讨论")]


def test_what_was_decided_about_a_known_contradiction_is_found_by_its_topic():
    given.centre()
    decide_topic(actor=given.administrator(), topic="language", choice="by_scope", reason="看客户")
    (found,) = topic_decisions(given.actor())["language"]
    assert (found.choice, found.by, found.one, found.stands) == ("by_scope", "何静", None, True)


def test_nobody_from_outside_reads_conflicts():
    ids = a_clash()
    for read in (conflicts, topic_decisions):
        with pytest.raises(Refused):
            read(Actor.customer(1))
    with pytest.raises(Refused):
        conflict(Actor.customer(1), *ids)


def test_a_pair_that_does_not_disagree_is_not_found():
    one, other = a_clash()
    for ids in ((other, one), (one, one), (one, 987_654)):
        with pytest.raises(NotFound):
            conflict(SYSTEM, *ids)


def test_undecided_conflicts_come_first_and_names_cost_one_statement(django_assert_max_num_queries):
    decided(a_clash(type="fault"))
    a_clash(type="complaint")
    conflicts(SYSTEM)  # the rules are warm
    with django_assert_max_num_queries(1):
        found = conflicts(SYSTEM)
    flags = [(one.flagged, one.decision is not None) for one in found if one.in_use]
    assert flags == sorted(flags, key=lambda flag: (not flag[0], flag[1])) and (True, False) in flags


def test_a_third_figure_that_decides_before_both_is_named():
    ids = a_clash(type="complaint")
    assert conflict(SYSTEM, *ids).over is None
    third = a_figure(5, type="complaint", priority="urgent")
    assert conflict(SYSTEM, *ids).over is None  # it decides for some of the cases only
    narrow = a_figure(60, priority="urgent")
    assert conflict(SYSTEM, ids[0], narrow.pk).over.id == third.pk
