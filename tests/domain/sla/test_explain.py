"""Why a deadline is what it is: every span, pause and change, and that the figures add up."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from tests import given
from tests.domain.sla.given_clocks import MONDAY, SYSTEM, a_rule, minutes, reply, write

from fuwutai.domain.calendars.commands import set_day, set_weekly_hours
from fuwutai.domain.cases.commands import (
    await_third_party,
    merge_case,
    reclassify_case,
    reopen_case,
    resolve_case,
    split_case,
)
from fuwutai.domain.cases.models import Case, Message
from fuwutai.domain.cases.queries import history_of
from fuwutai.domain.sla.explain import Explanation, Span, explanations, stretches
from fuwutai.domain.standards.commands import adopt_rule
from fuwutai.kernel.errors import NotFound

pytestmark = pytest.mark.django_db

SHANGHAI = ZoneInfo("Asia/Shanghai")
hours = lambda number: timedelta(hours=number)  # noqa: E731, reads as a unit


@pytest.fixture(autouse=True)
def monday(time_machine):
    """Stop the time on a Monday morning."""
    time_machine.move_to(MONDAY, tick=False)
    return time_machine


def why(case: Case, definition: str = "resolution", round: int = 1) -> Explanation:
    found = explanations(given.supervisor(), case.pk)
    return next(one for one in found if (one.reading.definition, one.reading.round) == (definition, round))


def shape(spans: Sequence[Span]) -> list[tuple[str, timedelta, timedelta, int]]:
    """Return kind, start and end after Monday 10:00, and working minutes of each span."""
    return [(one.kind, one.since - MONDAY, one.until - MONDAY, one.seconds // 60) for one in spans]


def test_a_running_clock_tells_rule_target_and_what_is_counted_and_ahead(monday):
    case = given.a_case()
    monday.shift(minutes(6))
    told = why(case, "first_response")
    assert shape(told.spans) == [
        ("counted", minutes(0), minutes(6), 6),
        ("ahead", minutes(6), minutes(30), 24),
    ]
    assert [(one.calendar_code, one.calendar_name) for one in told.spans] == [("cn", "法定工作日历")] * 2
    assert told.spans[0].intervals == ((MONDAY, MONDAY + minutes(6)),)
    assert (told.promise.amount, told.promise.unit, told.rest_seconds) == (30, "minutes", 24 * 60)
    assert (told.promised_at, told.ended_by, told.changes) == (MONDAY + minutes(30), "", [])
    assert (told.choice.rule.clause_code, told.choice.rule.version, told.choice.won_by) == ("S4-6.1-1", 1, "only")


def test_what_is_ahead_says_when_and_whom_it_tells(monday):
    told = why(given.a_case(), "first_response")
    assert [(one.what, one.percent, one.level, one.at - MONDAY, tuple(one.tell)) for one in told.ahead] == [
        ("warning", 75, 0, minutes(22.5), ()),
        ("escalation", 75, 1, minutes(22.5), ("assignee",)),
        ("breach", 100, 0, minutes(30), ()),
        ("escalation", 100, 2, minutes(30), ("assignee", "supervisors")),
        ("escalation", 200, 3, minutes(60), ("supervisors",)),
    ]


def test_a_stretch_over_closed_hours_lists_the_openings_it_is_made_of(monday):
    case = given.a_case()
    monday.shift(hours(24))
    [counted, ahead] = why(case).spans
    local = [[f"{moment.astimezone(SHANGHAI):%a %H:%M}" for moment in one] for one in counted.intervals]
    assert local == [["Mon 10:00", "Mon 12:00"], ["Mon 13:30", "Mon 17:30"], ["Tue 09:00", "Tue 10:00"]]
    assert sum((until - since for since, until in counted.intervals), timedelta()) == hours(7)
    assert counted.seconds + ahead.seconds == 24 * 3600


def test_pauses_of_both_causes_stand_between_what_counted(monday):
    case = given.a_case()
    for shift, act in ((30, lambda: reply(case, "wait")), (60, lambda: write(case))):
        monday.shift(minutes(shift))
        act()
    monday.shift(minutes(10))
    await_third_party(actor=given.agent(), case_id=case.pk)
    monday.shift(minutes(5))
    reply(case, "wait")
    monday.shift(minutes(5))
    told = why(case)
    assert shape(told.spans) == [
        ("counted", minutes(0), minutes(30), 30),
        ("paused", minutes(30), minutes(90), 0),
        ("counted", minutes(90), minutes(100), 10),
        ("paused", minutes(100), minutes(105), 0),
        ("paused", minutes(105), minutes(110), 0),
    ]
    assert [one.cause for one in told.spans if one.kind == "paused"] == ["customer", "third_party", "customer"]
    assert (told.reading.state, told.reading.used_seconds, told.promised_at) == ("paused", 40 * 60, None)
    assert told.ahead == []


def test_a_cause_that_the_rule_does_not_wait_for_lets_the_clock_run(monday):
    a_rule("sla.resolution", {"type": "request"}, minutes=60, pause_for=["customer"])
    case = given.a_case(type="request")
    await_third_party(actor=given.agent(), case_id=case.pk)
    monday.shift(minutes(5))
    assert shape(why(case).spans) == [("counted", minutes(0), minutes(5), 5), ("ahead", minutes(5), minutes(60), 55)]


def test_a_case_that_was_resolved_and_reopened_shows_how_long_its_clock_stood(monday):
    case = given.a_case()
    monday.shift(minutes(30))
    resolve_case(actor=given.agent(), case_id=case.pk)
    ended = why(case)
    assert (ended.ended_by, ended.reading.light, shape(ended.spans)) == (
        "cases.case_resolved", "met", [("counted", minutes(0), minutes(30), 30)],
    )  # fmt: skip
    assert ended.promised_at == datetime(2026, 3, 5, 6, 30, tzinfo=UTC)
    monday.shift(minutes(20))
    reopen_case(actor=given.agent(), case_id=case.pk)
    monday.shift(minutes(10))
    told = why(case)
    assert shape(told.spans)[:3] == [
        ("counted", minutes(0), minutes(30), 30),
        ("stood", minutes(30), minutes(50), 0),
        ("counted", minutes(50), minutes(60), 10),
    ]
    assert (told.ended_by, told.rest_seconds) == ("", (24 * 60 - 40) * 60)


def test_facts_corrected_in_a_pause_are_a_change_without_a_new_stretch(monday):
    case = given.a_case()
    monday.shift(minutes(30))
    reply(case, "wait")
    monday.shift(minutes(30))
    reclassify_case(actor=given.agent(), case_id=case.pk, priority="urgent")
    monday.shift(minutes(30))
    told = why(case)
    assert shape(told.spans) == [("counted", minutes(0), minutes(30), 30), ("paused", minutes(30), minutes(90), 0)]
    [change] = told.changes
    assert (change.code, change.at - MONDAY, change.due_at) == ("cases.case_reclassified", minutes(60), None)
    assert (change.clause_code, change.target_seconds) == ("S2-3.2.1-2", 4 * 3600)
    assert (told.choice.rule.scope, told.choice.won_by) == ({"priority": "urgent"}, "more_limits")
    write(case)
    assert why(case).promised_at == why(case).spans[-1].until


def test_facts_corrected_while_it_runs_part_the_stretch_and_say_the_new_deadline(monday):
    case = given.a_case()
    monday.shift(minutes(30))
    reclassify_case(actor=given.agent(), case_id=case.pk, priority="urgent")
    monday.shift(minutes(30))
    told = why(case)
    assert shape(told.spans)[:2] == [
        ("counted", minutes(0), minutes(30), 30),
        ("counted", minutes(30), minutes(60), 30),
    ]
    assert [(one.code, one.due_at) for one in told.changes] == [("cases.case_reclassified", told.reading.due_at)]


def test_an_edited_calendar_parts_the_stretch_at_the_edit_not_at_the_next_event(monday):
    case = given.a_case()
    monday.shift(minutes(60))
    set_day(actor=given.administrator(), calendar="cn", date=date(2026, 3, 3), kind="holiday")
    monday.shift(minutes(30))
    told = why(case)
    assert told.reading.due_at == told.promised_at == datetime(2026, 3, 6, 6, 30, tzinfo=UTC)  # a day later
    assert [(one.code, one.at - MONDAY, one.due_at) for one in told.changes] == [
        ("calendars.edited", minutes(60), told.promised_at)
    ]
    monday.shift(minutes(30))
    reply(case, "wait")
    again = why(case)
    assert shape(again.spans)[:2] == [
        ("counted", minutes(0), minutes(60), 60),
        ("counted", minutes(60), minutes(120), 60),
    ]
    assert again.changes == told.changes


def test_each_stretch_lists_the_openings_of_the_hours_that_held_then(monday):
    case = given.a_case()
    monday.shift(hours(5))  # 15:00
    set_weekly_hours(actor=given.administrator(), calendar="cn", hours={day: [(600, 960)] for day in range(5)})
    monday.shift(hours(20))  # Tuesday 11:00
    [before, since, _ahead] = why(case).spans
    assert [(one.seconds, len(one.intervals)) for one in (before, since)] == [(3.5 * 3600, 2), (2 * 3600, 2)]


def test_a_merged_case_that_was_promised_earlier_stands_in_front_with_its_surplus(monday):
    older = given.a_case(type="fault")
    monday.shift(minutes(60))
    case = given.a_case(type="fault")
    monday.shift(minutes(30))
    merge_case(actor=given.agent(), case_id=older.pk, into_id=case.pk)
    monday.shift(minutes(30))
    told = why(case)
    assert shape(told.spans)[:3] == [
        ("taken_over", minutes(0), minutes(60), 60),
        ("counted", minutes(60), minutes(90), 30),
        ("counted", minutes(90), minutes(120), 30),
    ]
    assert (told.spans[0].from_id, told.spans[0].from_number) == (older.pk, older.number)
    assert [one.code for one in told.changes] == ["sla.clock_taken_over"]
    assert told.counted_seconds == told.reading.used_seconds == 2 * 3600
    gone = why(older)
    assert (gone.reading.state, gone.ended_by) == ("cancelled", "cases.case_merged")


def test_a_merged_case_out_of_sight_keeps_its_number_to_itself(monday):
    older = given.a_case(team_code="mobile")
    monday.shift(minutes(30))
    case = given.a_case()
    merge_case(actor=SYSTEM, case_id=older.pk, into_id=case.pk)
    [told] = [one for one in explanations(given.agent(), case.pk) if one.reading.definition == "resolution"]
    assert (told.spans[0].from_number, told.spans[0].seconds) == ("", 1800)


def test_words_split_off_count_from_when_they_were_written(monday):
    case = given.a_case()
    monday.shift(minutes(10))
    write(case)
    said_at = MONDAY + minutes(10)
    monday.shift(minutes(60))
    set_day(actor=given.administrator(), calendar="cn", date=date(2026, 3, 3), kind="holiday")
    monday.shift(minutes(10))
    words = Message.objects.filter(case=case).latest("pk")
    new = split_case(actor=given.agent(), case_id=case.pk, message_ids=[words.pk], subject="电视没有信号")
    told = why(new)
    assert told.reading.started_at == told.spans[0].since == said_at
    assert [one.seconds // 60 for one in told.spans[:2]] == [60, 10]  # the calendar was edited in between
    assert told.counted_seconds == told.reading.used_seconds == 70 * 60


def test_round_the_clock_is_one_opening(monday):
    case = given.a_case(priority="emergency")
    monday.shift(hours(30))
    [counted] = why(case).spans
    assert (counted.intervals, counted.seconds) == (((MONDAY, MONDAY + hours(30)),), 30 * 3600)
    assert why(case).rest_seconds == -28 * 3600


def test_of_very_many_openings_the_first_are_listed_and_the_others_counted(monday):
    case = given.a_case()
    monday.shift(timedelta(days=60))
    counted = why(case).spans[0]
    assert len(counted.intervals) == 60
    openings = 60 + counted.more
    assert counted.more > 0 and counted.seconds == why(case).reading.used_seconds
    assert openings == pytest.approx(counted.seconds / 3600 / 3.5, abs=2)  # two openings make a day of seven hours


def test_a_target_in_working_days_names_the_day_with_whose_close_it_ends(monday):
    a_rule("sla.complaint_reply", {"type": "complaint"}, working_days=7)
    told = why(given.a_case(type="complaint"), "complaint_reply")
    assert (told.promise.amount, told.promise.unit, told.promise.last_day) == (7, "working_days", date(2026, 3, 11))
    assert told.reading.due_at == datetime(2026, 3, 11, 9, 30, tzinfo=UTC)


def test_every_round_is_explained(monday):
    a_rule("sla.next_response", minutes=60)
    case = given.an_open_case()
    for _round in (1, 2):
        monday.shift(minutes(5))
        write(case)
        monday.shift(minutes(5))
        reply(case)
    assert [shape(why(case, "next_response", round).spans) for round in (1, 2)] == [
        [("counted", minutes(5), minutes(10), 5)],
        [("counted", minutes(15), minutes(20), 5)],
    ]


@pytest.mark.parametrize(
    ("rival", "won_by"),
    [
        ({"priority": "urgent"}, "foremost_fact"),
        ({"type": "fault", "channel": "portal"}, "more_limits"),
        ({"category": "network.fibre"}, "foremost_fact"),
    ],
)
def test_a_rule_says_why_it_won(rival, won_by):
    a_rule("sla.acknowledge", {"channel": "portal"}, minutes=9)
    a_rule("sla.acknowledge", rival, minutes=5)
    told = why(given.a_case(priority="urgent", category="network.fibre"), "acknowledge")
    assert (told.choice.rule.scope, told.choice.won_by) == (rival, won_by)
    assert [one.value.minutes for one in told.choice.others] == [9]


@pytest.mark.parametrize(
    ("former", "latter", "won_by"),
    [({"category": "network.fibre"}, {"category": "network"}, "narrower_category"), ({}, {}, "later")],
)
def test_of_two_rules_with_the_same_limits_the_narrower_or_the_later_one_won(monday, former, latter, won_by):
    for scope in (former, latter):
        a_rule("sla.acknowledge", scope, minutes=9)
        monday.shift(minutes(1))
    told = why(given.a_case(category="network.fibre"), "acknowledge")
    assert told.choice.won_by == won_by


def test_a_rule_adopted_for_the_past_does_not_claim_to_have_decided(monday):
    case = given.a_case()
    adopt_rule(
        actor=SYSTEM, kind="sla.resolution", value={"minutes": 9}, scope={"type": "fault"}, valid_from=MONDAY - hours(1)
    )
    assert (why(case).choice.rule.clause_code, why(case).choice.won_by) == ("S4-2.2-2", "")


def test_a_target_shorter_than_what_was_used_is_due_at_the_next_working_moment(monday):
    case = given.a_case()
    monday.shift(hours(29))  # Tuesday 15:00
    reclassify_case(actor=given.agent(), case_id=case.pk, priority="urgent")
    told = why(case)
    assert (told.reading.used_seconds, told.rest_seconds) == (10.5 * 3600, -6.5 * 3600)
    assert told.reading.due_at == told.changes[0].due_at == MONDAY + hours(29)
    monday.shift(hours(1))
    assert (why(case).late_seconds, why(case).rest_seconds) == (3600, -7.5 * 3600)


def test_only_who_sees_the_case_gets_its_explanation_and_it_costs_four_statements(django_assert_num_queries):
    case = given.a_waiting_case()
    explanations(given.agent(), case.pk)
    agent, elsewhere = given.agent(), given.agent_elsewhere()
    with django_assert_num_queries(4):
        assert explanations(agent, case.pk)
    with pytest.raises(NotFound):
        explanations(elsewhere, case.pk)


def test_a_history_at_hand_tells_the_same_stretches_without_a_statement(monday, django_assert_num_queries):
    case = given.a_case()
    monday.shift(minutes(30))
    reply(case, "wait")
    monday.shift(minutes(30))
    told, entries = why(case), history_of(given.agent(), case.pk)
    with django_assert_num_queries(0):
        found = stretches(entries)
    assert shape(found["resolution", 1]) == shape(told.spans)
