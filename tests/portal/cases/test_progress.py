"""Steps and promises in a customer's words."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.utils import timezone, translation
from tests import given

from fuwutai.domain.cases.commands import write_as_customer
from fuwutai.domain.cases.models import Case
from fuwutai.domain.cases.queries import history_of
from fuwutai.portal.cases.progress import Step, promise_of, steps_of

NOW = datetime(2026, 3, 5, 6, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def in_english() -> Iterator[None]:
    with timezone.override("Asia/Shanghai"), translation.override("en"):
        yield


def steps(case: Case) -> list[Step]:
    return steps_of(case, history_of(given.customer_of(case), case.pk), "林小雨" if case.assignee_id else "")


def states(case: Case) -> list[tuple[str, str]]:
    return [(step.name, step.state) for step in steps(case)]


@pytest.mark.django_db
def test_a_new_case_is_received() -> None:
    assert states(given.a_case()) == [
        ("Received", "current"), ("Assigned", ""), ("In work", ""), ("Solved", ""), ("Closed", ""),
    ]  # fmt: skip


@pytest.mark.django_db
def test_a_case_in_work_names_who_looks_after_it() -> None:
    made = steps(given.an_open_case())
    assert [step.state for step in made] == ["done", "done", "current", "", ""]
    assert made[1].text == "林小雨 looks after your case."
    assert made[1].at


@pytest.mark.django_db
def test_waiting_for_the_customer_is_a_step_of_its_own_while_it_lasts() -> None:
    case = given.a_waiting_case()
    assert states(case)[3] == ("Waiting for you", "waiting")
    write_as_customer(actor=given.customer_of(case), case_id=case.pk, body="红灯", channel="portal")
    again = Case.objects.get(pk=case.pk)
    assert states(again)[2] == ("In work", "current")
    assert len(states(again)) == 5


@pytest.mark.django_db
def test_a_wait_for_somebody_else_is_a_step_that_asks_nothing_of_the_customer() -> None:
    case = given.a_case_at_a_third_party()
    assert states(case)[3] == ("Waiting for somebody else", "waiting")
    assert steps(case)[3].at and "need do nothing" in steps(case)[3].text
    write_as_customer(actor=given.customer_of(case), case_id=case.pk, body="怎样了？", channel="portal")
    assert states(Case.objects.get(pk=case.pk))[3] == ("Waiting for somebody else", "waiting")


@pytest.mark.django_db
def test_a_merged_case_shows_what_it_went_through_and_no_solution_it_never_had() -> None:
    case = given.a_merged_case()
    assert states(case) == [("Received", "done"), ("Goes on in another case", "done")]
    assert steps(case)[1].at


@pytest.mark.django_db
def test_a_closed_case_has_all_steps_behind_it() -> None:
    made = steps(given.a_closed_case())
    assert {step.state for step in made} == {"done"}
    assert all(step.at for step in made[:2] + made[3:])


@pytest.mark.django_db
def test_a_reopened_case_is_in_work_and_its_old_solution_shows_no_time() -> None:
    case = given.a_resolved_case()
    write_as_customer(actor=given.customer_of(case), case_id=case.pk, body="没好", channel="portal")
    made = steps(Case.objects.get(pk=case.pk))
    assert [step.state for step in made] == ["done", "done", "current", "", ""]
    assert made[3].at is None


def reading(definition: str, due_at: datetime | None, state: str = "running") -> Any:
    return SimpleNamespace(definition=definition, due_at=due_at, state=state)


def promise(status: str, *readings: Any) -> Any:
    return promise_of(SimpleNamespace(status=status), readings, NOW)


def test_the_answer_is_promised_before_the_solution() -> None:
    solution, answer = NOW + timedelta(days=3), NOW + timedelta(minutes=30)
    made = promise("new", reading("resolution", solution), reading("first_response", answer))
    assert (made.text, made.is_late) == ("We will answer you today at 14:30 at the latest.", False)


def test_after_the_answer_the_solution_is_promised() -> None:
    answered = reading("first_response", None, "stopped")
    made = promise("open", answered, reading("resolution", NOW + timedelta(days=1)))
    assert made.text == "We aim to have this solved tomorrow at 14:00 at the latest."


def test_a_clock_that_runs_on_while_somebody_else_is_waited_for_still_promises() -> None:
    made = promise("waiting_third_party", reading("resolution", NOW + timedelta(days=1)))
    assert made.text == "We aim to have this solved tomorrow at 14:00 at the latest."
    assert promise("waiting_third_party", reading("resolution", None, "paused")) is None


def test_a_broken_promise_is_admitted() -> None:
    made = promise("new", reading("first_response", NOW - timedelta(hours=1)))
    assert made.is_late
    assert "today at 13:00" in made.text


@pytest.mark.parametrize("status", ["waiting_customer", "resolved", "closed"])
def test_nothing_is_promised_while_we_wait_or_when_it_is_over(status: str) -> None:
    assert promise(status, reading("resolution", NOW + timedelta(days=1))) is None


def test_without_a_clock_nothing_is_promised() -> None:
    assert promise("new") is None
