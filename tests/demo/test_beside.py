"""What is done beside planned cases: the same for the same plan, never ahead of its moment, never in a script's way."""

from collections import Counter
from datetime import datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest

from fuwutai.demo.beside import with_beside
from fuwutai.demo.content.beside import beside
from fuwutai.demo.play import STEPS
from fuwutai.demo.play_beside import BESIDE
from fuwutai.demo.scenario import PlannedCase, load, timeline

AFTERNOON = datetime(2026, 3, 18, 15, 30, tzinfo=ZoneInfo("Asia/Shanghai"))


@pytest.fixture(scope="module")
def bare() -> list[PlannedCase]:
    return timeline(load("zh"), AFTERNOON, seed=7, cases=600)


@pytest.fixture(scope="module")
def plan(bare: list[PlannedCase]) -> list[PlannedCase]:
    told, words = load("zh"), beside("zh")
    return [with_beside(case, told, words, AFTERNOON) for case in bare]


def test_the_same_plan_gives_the_same_work(bare, plan):
    told, words = load("zh"), beside("zh")
    assert plan == [with_beside(case, told, words, AFTERNOON) for case in bare]


def test_the_steps_of_the_script_stay_and_the_state_is_the_same(bare, plan):
    for before, after in zip(bare, plan, strict=True):
        kept = [(step.at, step.do, step.staff) for step in after.steps if step.do in STEPS]
        assert kept == [(step.at, step.do, step.staff) for step in before.steps]
        assert before.state == after.state


def test_every_kind_is_done_and_none_that_nobody_can_play(plan):
    done = Counter(step.do for case in plan for step in case.steps)
    assert set(BESIDE) <= set(done) <= set(BESIDE) | set(STEPS)


def test_nothing_lies_after_the_moment_or_before_somebody_has_the_case(plan):
    for case in plan:
        moments = [step.at for step in case.steps]
        assert all(earlier <= later for earlier, later in pairwise(moments))
        assert not moments or moments[-1] <= AFTERNOON
        taken = next((step.at for step in case.steps if step.do == "assign" and step.assignee), None)
        assert all(taken and step.at >= taken for step in case.steps if step.do in BESIDE)


def test_most_scores_are_good_and_complaints_get_worse_ones(plan):
    scores = [(case.type, step.number) for case in plan for step in case.steps if step.do == "confirm" and step.number]
    assert {number for _type, number in scores} == {1, 2, 3, 4, 5}
    of_complaints = [number for kind, number in scores if kind == "complaint"]
    others = [number for kind, number in scores if kind != "complaint"]
    assert sum(of_complaints) / len(of_complaints) < sum(others) / len(others)
    assert 0.3 < len(scores) / sum(step.do == "confirm" for case in plan for step in case.steps) < 0.9


def test_a_customer_urges_only_after_a_long_silence_and_by_day(plan):
    urged = [(case, step) for case in plan for step in case.steps if step.do == "urge"]
    assert urged
    for case, step in urged:
        before = max(other.at for other in case.steps if other.at < step.at and other.do in STEPS)
        assert step.at - before >= timedelta(hours=4)
        assert 7 <= step.at.astimezone(AFTERNOON.tzinfo).hour <= 22
