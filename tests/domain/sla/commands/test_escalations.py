"""A promise in danger climbs its levels: each once, in order, and the highest says which team gets the case."""

from datetime import timedelta

import pytest
from tests import given
from tests.domain.sla.given_clocks import MONDAY, SYSTEM, a_rule, clock_of, events_of, happened, minutes, reply, swept
from tests.rows import nothing_changes

from fuwutai.domain.cases.commands import assign_case, close_case, reclassify_case, resolve_case, take_case
from fuwutai.domain.cases.models import Case
from fuwutai.domain.sla.commands import fire_moment
from fuwutai.domain.standards.models import RuleRow
from fuwutai.domain.standards.queries import forget_rules
from fuwutai.kernel.models import JournalEntry

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def no_levels():
    """Let no level of the packs stand, so that each test says which there are."""
    given.centre()
    RuleRow.objects.filter(kind="sla.escalation").delete()
    forget_rules()


def a_level(level: int, percent: int, scope: dict[str, str] | None = None, **value: object) -> RuleRow:
    return a_rule("sla.escalation", scope, level=level, percent=percent, **value)


def moved(case: Case) -> list[tuple[str, int]]:
    """Return who gave the case to which team, in order."""
    entries = JournalEntry.objects.filter(code="cases.case_assigned", subject_id=case.pk).order_by("pk")
    return [(entry.actor_name, entry.data["team_id"]) for entry in entries]


def standing(case: Case) -> tuple[int, int | None]:
    case = Case.objects.get(pk=case.pk)
    return case.team_id, case.assignee_id


def test_several_warnings_and_levels_come_each_at_its_moment_and_in_order(monday):
    a_rule("sla.first_response", {"type": "fault"}, minutes=100, warn_percents=[25, 50, 75])
    levels = {level: a_level(level, percent) for level, percent in ((1, 50), (2, 90), (3, 100), (4, 150))}
    case = given.a_case()
    expected = [
        (25, ("warned", "first_response", 25)),
        (50, ("warned", "first_response", 50)),
        (50, ("escalated", "first_response", 1)),
        (75, ("warned", "first_response", 75)),
        (90, ("escalated", "first_response", 2)),
        (101, ("breached", "first_response")),
        (101, ("escalated", "first_response", 3)),
        (241, ("escalated", "first_response", 4)),  # 150 minutes of work and the break at noon
    ]
    for minute in sorted({moment - before for moment, _what in expected for before in (1, 0)}):
        monday.move_to(MONDAY + minutes(minute), tick=False)
        swept()
        assert happened(case, "first_response") == [what for moment, what in expected if moment <= minute]
    escalated = events_of(case, "escalated")
    assert [one["rule_id"] for one in escalated if one["definition"] == "first_response"] == [
        rule.pk for rule in levels.values()
    ]
    assert {one["due_at"] for one in escalated if one["definition"] == "first_response"} == {"2026-03-02T03:40:00Z"}
    assert clock_of(case).next_moment_at is None


def test_a_worker_that_was_asleep_notes_everything_that_came_meanwhile_in_order(monday):
    a_rule("sla.first_response", {"type": "fault"}, minutes=20, warn_percents=[25, 50, 75])
    for level, percent in ((1, 75), (2, 100), (3, 200)):
        a_level(level, percent)
    late = given.a_case()
    monday.shift(minutes(10))
    later = given.a_case(phone="13812345678")
    monday.move_to(MONDAY + minutes(61), tick=False)
    swept()
    ladder = [("warned", 25), ("warned", 50), ("warned", 75), ("escalated", 1), ("breached",), ("escalated", 2)]
    ladder.append(("escalated", 3))
    for case in (late, later):
        assert [(one[0], *one[2:]) for one in happened(case, "first_response")] == ladder
    order = JournalEntry.objects.filter(code__startswith="sla.clock_", subject_id__in=[late.pk, later.pk])
    seen = [entry.subject_id for entry in order.exclude(code="sla.clock_started").order_by("pk")]
    assert seen == [late.pk] * len(ladder) + [later.pk] * len(ladder)  # who was due first comes first
    assert {one["at"] for one in events_of(late, "escalated", "warned", "breached")} == {MONDAY + minutes(61)}
    assert clock_of(late).breached_at == MONDAY + minutes(20)
    assert clock_of(later).breached_at == MONDAY + minutes(30)


def test_one_level_comes_once_however_often_the_worker_looks(monday):
    a_level(1, 50)
    case = given.a_case()
    monday.shift(minutes(16))
    swept()
    with nothing_changes():
        fire_moment(actor=SYSTEM, clock_id=clock_of(case).pk, case_id=case.pk)
    swept()
    assert happened(case) == [("escalated", "first_response", 1)]


def test_of_two_rules_for_a_level_the_one_that_decides_is_kept(monday):
    everybody, urgent = a_level(1, 50), a_level(1, 20, {"priority": "urgent"})
    only_resolution = a_level(2, 50, {"clock": "resolution"})
    routine, pressing = given.a_case(), given.a_case(priority="urgent")
    assert clock_of(routine).terms["levels"] == [[1, 50, everybody.pk]]
    assert clock_of(pressing).terms["levels"] == [[1, 20, urgent.pk]]
    assert clock_of(routine, "resolution").terms["levels"] == [[1, 50, everybody.pk], [2, 50, only_resolution.pk]]


def test_a_level_gives_the_case_to_the_team_of_its_rule(monday):
    a_level(1, 50, tell=["assignee"])
    a_level(2, 100, give_to="complaints")
    case = given.a_case()
    take_case(actor=given.agent(), case_id=case.pk)
    before = standing(case)
    monday.shift(minutes(16))
    swept()
    assert standing(case) == before
    monday.shift(minutes(15))
    swept()
    assert standing(case) == (given.team("complaints").pk, None)
    assert moved(case)[-1] == ("sla", given.team("complaints").pk)
    entries = JournalEntry.objects.filter(subject="case", subject_id=case.pk).order_by("pk")
    last = [entry.code for entry in entries][-3:]
    assert last == ["sla.clock_breached", "sla.clock_escalated", "cases.case_assigned"]


def test_of_several_levels_reached_at_once_the_highest_that_names_a_team_decides(monday):
    a_level(1, 50, give_to="mobile")
    a_level(2, 100, give_to="complaints")
    a_level(3, 101)
    case = given.a_case()
    monday.shift(minutes(31))
    swept()
    assert moved(case) == [("sla", given.team("complaints").pk)]


def test_a_team_that_has_the_case_already_keeps_it_with_whoever_works_on_it(monday):
    a_level(1, 50, give_to="broadband")
    case = given.a_case()
    take_case(actor=given.agent(), case_id=case.pk)
    before, gave = standing(case), moved(case)
    monday.shift(minutes(16))
    swept()
    assert happened(case) == [("escalated", "first_response", 1)]
    assert (standing(case), moved(case)) == (before, gave)


def test_a_team_that_is_no_more_gets_nothing_and_the_level_is_noted(monday):
    a_level(1, 50, give_to="gone")
    case = given.a_case()
    before = standing(case)
    monday.shift(minutes(16))
    swept()
    assert (standing(case), happened(case)) == (before, [("escalated", "first_response", 1)])


def test_a_closed_case_climbs_and_stays_where_it_is(monday):
    a_rule("sla.first_follow_up", minutes=60)
    a_level(1, 50, {"clock": "first_follow_up"}, give_to="complaints")
    closed, resolved = given.a_resolved_case(), given.a_resolved_case(phone="13812345678")
    close_case(actor=given.supervisor(), case_id=closed.pk, rating="no_answer")
    before = standing(closed)
    monday.shift(minutes(31))
    swept()
    for case in (closed, resolved):
        assert happened(case) == [("escalated", "first_follow_up", 1)]
    assert standing(closed) == before
    assert standing(resolved) == (given.team("complaints").pk, None)


def test_a_case_that_was_answered_or_waits_climbs_no_further(monday):
    a_level(1, 50)
    answered, waiting = given.an_open_case(), given.a_waiting_case(phone="13812345678")
    resolve_case(actor=given.agent(), case_id=answered.pk)
    monday.shift(timedelta(days=20))
    swept()
    assert happened(answered) == happened(waiting) == []


def test_a_missed_promise_goes_on_climbing_after_a_wait_without_another_breach(monday):
    a_rule("sla.resolution", {"type": "fault"}, minutes=100, warn_percents=[])
    a_level(1, 100)
    a_level(2, 150)
    case = given.an_open_case()
    monday.shift(minutes(101))
    swept()
    reply(case, "wait")
    monday.shift(timedelta(days=1))
    reply(case)
    assert clock_of(case, "resolution").next_moment_at == MONDAY + timedelta(days=1, minutes=101 + 49 + 90)
    monday.shift(minutes(200))
    swept()
    swept()
    assert happened(case, "resolution") == [
        ("breached", "resolution"), ("escalated", "resolution", 1), ("escalated", "resolution", 2),
    ]  # fmt: skip


def test_another_priority_begins_the_levels_anew_and_warns_of_nothing_it_has_left_behind(monday):
    for level, percent in ((1, 50), (2, 100)):
        a_level(level, percent)
    a_rule("sla.resolution", {"priority": "urgent"}, minutes=100, warn_percents=[20, 40, 80])
    case = given.an_open_case()
    monday.shift(minutes(50))
    reclassify_case(actor=given.agent(), case_id=case.pk, priority="urgent")
    clock = clock_of(case, "resolution")
    assert (clock.level, clock.warned_percent) == (0, 40)
    swept()
    assert happened(case, "resolution") == [("escalated", "resolution", 1)]
    monday.shift(minutes(51))
    swept()
    assert happened(case, "resolution")[1:] == [
        ("warned", "resolution", 80), ("breached", "resolution"), ("escalated", "resolution", 2),
    ]  # fmt: skip


def test_a_promise_that_was_noted_as_missed_is_not_warned_of_afterwards(monday):
    a_rule("sla.resolution", {"type": "fault"}, minutes=60)
    case = given.an_open_case()
    monday.shift(minutes(61))
    reply(case, "wait")  # before the worker has looked
    assert happened(case, "resolution") == [("breached", "resolution")]
    reply(case)
    swept()
    assert happened(case, "resolution") == [("breached", "resolution")]


def test_a_supervisor_may_give_the_case_back(monday):
    a_level(1, 50, give_to="complaints")
    case = given.a_case()
    monday.shift(minutes(16))
    swept()
    assign_case(actor=given.supervisor(), case_id=case.pk, team_id=given.team("broadband").pk)
    swept()
    assert standing(case)[0] == given.team("broadband").pk
