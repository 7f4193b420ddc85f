"""The plan of the demo centre: the same for the same seed, true to its scripts, never ahead of its moment."""

import random
from collections import Counter
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest

from fuwutai.demo.content.shapes import ANSWERS, Scenario
from fuwutai.demo.scenario import DAYS, PlannedCase, ScenarioError, load, timeline

AFTERNOON = datetime(2026, 3, 18, 15, 30, tzinfo=ZoneInfo("Asia/Shanghai"))
OPEN = ("new", "open", "waiting_customer")


@pytest.fixture(scope="module")
def zh() -> Scenario:
    return load("zh")


@pytest.fixture(scope="module")
def plan(zh: Scenario) -> list[PlannedCase]:
    return timeline(zh, AFTERNOON, seed=7, cases=600)


def first_answer(case: PlannedCase) -> timedelta | None:
    return next((step.at - case.opened_at for step in case.steps if step.do in ANSWERS), None)


def test_the_same_seed_and_moment_give_the_same_plan(zh: Scenario, plan: list[PlannedCase]) -> None:
    random.seed(1)  # the global generator must not matter
    assert timeline(load("zh"), AFTERNOON.astimezone(UTC), seed=7, cases=600) == plan


def test_another_seed_or_moment_gives_another_plan(zh: Scenario, plan: list[PlannedCase]) -> None:
    assert timeline(zh, AFTERNOON, seed=8, cases=600) != plan
    assert timeline(zh, AFTERNOON + timedelta(days=1), seed=7, cases=600) != plan


@pytest.mark.parametrize("cases", [0, 1, 7, 40, 300])
def test_as_many_cases_come_as_are_asked_for_each_with_its_own_key(zh: Scenario, cases: int) -> None:
    plan = timeline(zh, AFTERNOON, seed=3, cases=cases)
    assert len(plan) == cases == len({case.key for case in plan})


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize(
    "as_of",
    [
        AFTERNOON,
        datetime(2026, 3, 8, 8, 5, 9, 123456, tzinfo=UTC),  # the night on which clocks go forward in Chicago
        datetime(2026, 11, 1, 6, 30, tzinfo=UTC),  # the hour that comes twice
        datetime(2027, 1, 1, 3, 0, tzinfo=ZoneInfo("Asia/Shanghai")),
    ],
)
@pytest.mark.parametrize("seed", range(5))
def test_no_step_lies_after_the_moment_and_all_are_in_order(
    language: str, as_of: datetime, seed: int
) -> None:
    plan = timeline(load(language), as_of, seed, cases=150)
    assert [case.opened_at for case in plan] == sorted(case.opened_at for case in plan)
    for case in plan:
        moments = [case.opened_at, *(step.at for step in case.steps)]
        assert all(earlier < later for earlier, later in pairwise(moments))
        assert as_of - timedelta(days=DAYS, seconds=1) <= moments[0]
        assert moments[-1] <= as_of
        assert all(moment.tzinfo is UTC and not moment.microsecond for moment in moments)


def test_every_reference_exists(zh: Scenario, plan: list[PlannedCase]) -> None:
    people = {person.username: person for person in zh.staff}
    for case in plan:
        assert case.customer in zh.customers
        team = case.team
        assert (case.opened_by is not None) == (case.channel == "phone")
        if case.opened_by:
            assert team in people[case.opened_by].teams
        for step in case.steps:
            assert (step.staff is not None) == (step.by == "staff")
            if step.staff:
                assert team in people[step.staff].teams
            assert (step.assignee is not None) == (step.team is not None) == (step.do == "assign")
            if step.do == "assign":
                assert step.assignee is not None
                team = step.team or team
                assert team in people[step.assignee].teams
                assert people[step.assignee].role == "agent"


def test_agents_take_free_cases_and_only_supervisors_give_them_away(
    zh: Scenario, plan: list[PlannedCase]
) -> None:
    role = {person.username: person.role for person in zh.staff}
    given = 0
    for case in plan:
        for number, step in enumerate(step for step in case.steps if step.do == "assign"):
            if step.staff != step.assignee:
                given += 1
                assert role[step.staff or ""] == "supervisor"
            else:
                assert number == 0
    assert given


def test_the_one_who_took_the_call_keeps_the_case(plan: list[PlannedCase]) -> None:
    for case in plan:
        first = next((step for step in case.steps if step.do == "assign"), None)
        if case.opened_by and first and first.staff == first.assignee:
            assert first.assignee == case.opened_by


def test_every_blank_is_filled(plan: list[PlannedCase]) -> None:
    for case in plan:
        for text in (case.subject, case.body, *(step.text for step in case.steps)):
            assert not set("{}#") & set(text) or "#姓名#" in text
        assert 0 < len(case.subject) <= 200


def test_cases_end_in_every_state_and_most_are_finished(plan: list[PlannedCase]) -> None:
    states = Counter(case.state for case in plan)
    assert set(states) == {"new", "open", "waiting_customer", "waiting_third_party", "resolved", "closed"}
    assert 0.05 < sum(states[state] for state in OPEN) / len(plan) < 0.4


def test_open_cases_are_minutes_hours_and_days_old(plan: list[PlannedCase]) -> None:
    ages = [AFTERNOON - case.opened_at for case in plan if case.state in OPEN]
    assert any(age < timedelta(minutes=15) for age in ages)
    assert any(timedelta(hours=2) < age < timedelta(hours=12) for age in ages)
    assert any(age > timedelta(days=3) for age in ages)


def test_the_last_hour_has_green_amber_and_red_clocks(plan: list[PlannedCase]) -> None:
    fresh = [case for case in plan if AFTERNOON - case.opened_at < timedelta(hours=1)]
    assert len(fresh) == 8
    waiting = [
        (AFTERNOON - case.opened_at).total_seconds() / 60 for case in fresh if first_answer(case) is None
    ]
    assert any(minutes < 15 for minutes in waiting)
    assert any(22.5 <= minutes < 30 for minutes in waiting)
    assert any(minutes > 30 for minutes in waiting)


def test_most_promises_are_kept_and_some_are_broken(plan: list[PlannedCase]) -> None:
    waits = [wait for case in plan if case.channel == "portal" and (wait := first_answer(case))]
    late = sum(wait > timedelta(minutes=30) for wait in waits) / len(waits)
    assert 0.05 < late < 0.6  # outside the opening hours a long wait breaks no promise


def test_mornings_are_busy_and_nights_belong_to_the_portal(plan: list[PlannedCase]) -> None:
    local = [(case, case.opened_at.astimezone(AFTERNOON.tzinfo)) for case in plan]
    by_hour = Counter(opened.hour for _, opened in local)
    assert sum(by_hour[hour] for hour in (9, 10, 11)) > 3 * sum(by_hour[hour] for hour in range(6))
    for case, opened in local:
        if opened.hour < 8 or opened.hour >= 21:
            assert case.channel == "portal" or case.priority == "emergency"
    assert any(opened.hour >= 21 or opened.hour < 7 for _, opened in local)


def test_routine_work_waits_for_the_doors_to_open(plan: list[PlannedCase]) -> None:
    for case in plan:
        if case.priority == "routine":
            for step in case.steps:
                at = step.at.astimezone(AFTERNOON.tzinfo)
                assert step.by != "staff" or 8 <= at.hour < 22
                assert step.by != "customer" or at.hour >= 7


def test_a_few_customers_write_often_and_no_matter_returns_to_the_same_one(plan: list[PlannedCase]) -> None:
    often = Counter(case.customer.key for case in plan)
    assert sum(times for _, times in often.most_common(10)) > len(plan) * 0.25
    assert len(often) > 40
    assert max(Counter((case.script, case.customer.key) for case in plan).values()) == 1


def test_particular_matters_happen_once_and_to_whom_they_name(zh: Scenario, plan: list[PlannedCase]) -> None:
    scripts = {script.id: script for script in zh.scripts}
    times = Counter(case.script for case in plan)
    assert all(times[script.id] <= 1 for script in zh.scripts if script.plays_once)
    named = {script.customer for script in zh.scripts if script.customer}
    for case in plan:
        assert (case.customer.key in named) == (scripts[case.script].customer == case.customer.key)


def test_nearly_every_script_is_told(zh: Scenario, plan: list[PlannedCase]) -> None:
    assert len({case.script for case in plan}) > 0.9 * len(zh.scripts)


def test_dates_in_the_words_lie_before_the_opening(zh: Scenario) -> None:
    moment = datetime(2026, 3, 2, 10, tzinfo=ZoneInfo("Asia/Shanghai"))
    double = next(
        case
        for seed in range(50)
        for case in timeline(zh, moment, seed, cases=40)
        if case.script == "charged-twice-for-one-top-up"
    )
    yesterday = double.opened_at.astimezone(moment.tzinfo).date() - timedelta(days=1)
    assert f"{yesterday.month}月{yesterday.day}日 10:02" in double.body


def test_a_moment_without_time_zone_is_refused(zh: Scenario) -> None:
    with pytest.raises(ScenarioError, match="needs a time zone"):
        timeline(zh, datetime(2026, 3, 18), seed=1, cases=1)  # noqa: DTZ001


def test_a_negative_number_of_cases_is_refused(zh: Scenario) -> None:
    with pytest.raises(ScenarioError, match="cannot be negative"):
        timeline(zh, AFTERNOON, seed=1, cases=-1)
