"""Clocks on the screen: which light, how much is used, and for whom."""

from datetime import UTC, datetime, timedelta

import pytest
from tests import given

from fuwutai.domain.cases.commands import reply_to_case
from fuwutai.domain.sla.queries import readings
from fuwutai.kernel.actors import Actor

pytestmark = pytest.mark.django_db

MONDAY = datetime(2026, 3, 2, 2, tzinfo=UTC)  # 10:00 in Shanghai


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
