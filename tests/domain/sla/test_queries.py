"""Clocks on the screen: which light, how much is used, and for whom."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests import given
from tests.budgets import counted
from tests.domain.sla.given_clocks import MONDAY, a_rule, reply, swept, write

from fuwutai.domain.calendars.commands import set_day
from fuwutai.domain.cases.commands import merge_case, reply_to_case
from fuwutai.domain.sla.queries import clocks_of_visible_cases, due_clocks, readings, to_recount
from fuwutai.kernel.actors import Actor
from fuwutai.kernel.worker import drain

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def monday(time_machine):
    """Stop the time on a Monday morning."""
    time_machine.move_to(MONDAY, tick=False)
    return time_machine


def first_response(case):
    return readings(given.agent(), [case.pk])[case.pk][0]


def test_a_reading_explains_itself(monday):
    case = given.a_case()
    monday.shift(timedelta(minutes=6))
    reading = first_response(case)
    assert (reading.definition, reading.state, reading.light) == ("first_response", "running", "green")
    assert (reading.target_seconds, reading.used_seconds) == (1800, 360)
    assert (reading.clause_code, reading.calendar_code) == ("S4-6.1-1", "cn")
    assert reading.calendar_name
    assert (reading.started_at, reading.due_at) == (MONDAY, MONDAY + timedelta(minutes=30))


@pytest.mark.parametrize(("minutes", "light"), [(0, "green"), (22, "green"), (23, "amber"), (30, "amber"), (31, "red")])
def test_the_light_follows_the_time(monday, minutes, light):
    case = given.a_case()
    monday.shift(timedelta(minutes=minutes))
    assert first_response(case).light == light


@pytest.mark.parametrize(("minutes", "light"), [(29, "met"), (30, "met"), (31, "missed")])
def test_once_answered_it_says_whether_the_promise_was_kept(monday, minutes, light):
    case = given.a_case()
    monday.shift(timedelta(minutes=minutes))
    reply_to_case(actor=given.agent(), case_id=case.pk, body="您好。")
    reading = first_response(case)
    assert (reading.light, reading.used_seconds) == (light, minutes * 60)


def test_a_paused_clock_is_neither_green_nor_red(monday):
    case = given.a_waiting_case()
    monday.shift(timedelta(days=9))
    resolution = readings(given.agent(), [case.pk])[case.pk][1]
    assert (resolution.light, resolution.due_at, resolution.used_seconds) == ("paused", None, 0)


def test_readings_follow_what_the_actor_may_see(django_assert_num_queries):
    case, other = given.a_case(), given.a_case(phone="13812345678", team_code="mobile")
    wanted = [case.pk, other.pk]
    assert set(readings(given.agent(), wanted)) == {case.pk}
    assert set(readings(given.agent_elsewhere(), wanted)) == {other.pk}
    assert set(readings(given.customer_of(case), wanted)) == {case.pk}
    chen = given.supervisor()
    with django_assert_num_queries(1):
        assert set(readings(chen, wanted)) == set(wanted)
    assert readings(Actor.customer(), wanted) == readings(chen, []) == {}


def test_a_missed_promise_stays_red_also_while_the_clock_stands(monday):
    case = given.a_case(priority="urgent")
    monday.shift(timedelta(days=2))
    reply_to_case(actor=given.agent(), case_id=case.pk, body="灯是什么颜色？", then="wait")
    resolution = readings(given.agent(), [case.pk])[case.pk][1]
    assert (resolution.definition, resolution.state, resolution.light) == ("resolution", "paused", "red")
    assert resolution.breached_at == datetime(2026, 3, 2, 7, 30, tzinfo=UTC)  # four hours and the break at noon


def test_of_several_rounds_the_last_one_is_shown(monday):
    a_rule("sla.next_response", minutes=10)
    case = given.an_open_case()
    for _round in range(2):
        write(case)
        monday.shift(timedelta(minutes=4))
        reply(case)
    write(case)
    shown = {one.definition: one for one in readings(given.agent(), [case.pk])[case.pk]}
    assert sorted(shown) == ["first_response", "next_response", "resolution"]
    assert (shown["next_response"].round, shown["next_response"].light) == (3, "green")
    assert len(readings(given.agent(), [case.pk])[case.pk]) == 3


def test_a_promise_that_was_called_off_is_neither_kept_nor_missed(monday):
    case, into = given.an_open_case(), given.an_open_case()
    merge_case(actor=given.agent(), case_id=case.pk, into_id=into.pk)
    resolution = readings(given.agent(), [case.pk])[case.pk][1]
    assert (resolution.definition, resolution.state, resolution.light) == ("resolution", "cancelled", "cancelled")


def test_a_paused_clock_says_for_whom_it_waits_and_how_far_it_has_climbed(monday):
    case = given.an_open_case(priority="urgent")
    monday.shift(timedelta(days=1))
    swept()
    reply(case, "third_party")
    resolution = readings(given.agent(), [case.pk])[case.pk][1]
    assert (resolution.state, resolution.cause, resolution.level) == ("paused", "third_party", 2)


def test_what_is_used_is_counted_by_the_calendar_that_the_deadline_was_counted_by(monday):
    case = given.an_open_case()
    monday.shift(timedelta(minutes=6))
    set_day(actor=given.administrator(), calendar="cn", date=MONDAY.date(), kind="holiday")
    monday.shift(timedelta(minutes=6))
    drain()
    monday.shift(timedelta(minutes=6))
    resolution = readings(given.agent(), [case.pk])[case.pk][1]
    assert (resolution.definition, resolution.used_seconds) == ("resolution", 360)


def test_what_must_be_recounted_are_live_clocks_of_older_editions_only_some_at_a_time(monday):
    cases = [given.a_case(), given.a_resolved_case(), given.a_case(priority="emergency"), given.a_waiting_case()]
    assert to_recount("cn", 0, 9) == ([], 0)
    set_day(actor=given.administrator(), calendar="cn", date=MONDAY.date(), kind="holiday")
    cases.append(given.a_case())
    with counted() as statements:
        found, last = to_recount("cn", 0, 9)
    assert len(statements) <= 2  # the editions are read anew after an edit
    assert found == [cases[0].pk, cases[3].pk]
    assert to_recount("cn", last, 9) == ([], last)
    some, after = to_recount("cn", 0, 2)
    assert some == [cases[0].pk]
    assert to_recount("cn", after, 2)[0] == [cases[3].pk]


def test_figures_over_clocks_rest_on_the_cases_somebody_may_see(monday):
    case, other = given.a_case(), given.a_case(phone="13812345678", team_code="mobile")
    seen = {
        who: set(clocks_of_visible_cases(actor).values_list("case_id", flat=True))
        for who, actor in {
            "agent": given.agent(), "elsewhere": given.agent_elsewhere(), "supervisor": given.supervisor(),
            "platform": Actor.system("tests"), "customer": given.customer_of(case),
        }.items()
    }  # fmt: skip
    assert seen["agent"] == seen["customer"] == {case.pk}
    assert seen["elsewhere"] == {other.pk}
    assert seen["supervisor"] == seen["platform"] == {case.pk, other.pk}


def test_the_sweep_goes_by_the_index_over_what_is_due():
    with CaptureQueriesContext(connection) as caught:
        due_clocks(MONDAY, 500)
    [query] = caught.captured_queries
    explain = "EXPLAIN QUERY PLAN"
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            explain = "EXPLAIN"
            cursor.execute("SET LOCAL enable_seqscan = off")  # so few rows are read faster without an index
        cursor.execute(f"{explain} {query['sql']}")
        plan = " ".join(str(row[-1]) for row in cursor.fetchall())
    assert "clock_next_moment" in plan
    assert "TEMP B-TREE" not in plan
