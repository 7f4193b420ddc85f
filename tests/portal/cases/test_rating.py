"""A customer says on the portal how content she is: five answers, none chosen beforehand, changeable for some days."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from tests import given
from tests.portal.conftest import budget
from tests.rows import nothing_changes

from fuwutai.domain.cases.models import Case
from fuwutai.portal.cases.case import case_page
from fuwutai.portal.cases.rating import case_rate

pytestmark = pytest.mark.django_db
Browser = Callable[[Case], Client]


def rate(client: Client, case: Case, score: str, words: str = "") -> Any:
    said = {"score": score, "words": words, "token": str(uuid4())}
    return client.post(f"/cases/{case.number}/rate", said)


def page(client: Client, case: Case) -> Any:
    return client.get(f"/cases/{case.number}")


def rated(case: Case) -> tuple[str, int | None]:
    return Case.objects.values_list("rating", "score").get(pk=case.pk)


@pytest.mark.parametrize("make", [given.a_resolved_case, given.a_closed_case])
def test_a_settled_matter_is_rated_with_one_press(browser_of: Browser, make: Callable[[], Case]) -> None:
    case = make()
    client = browser_of(case)
    seen = page(client, case)
    assert [score for score, _word, is_given in seen.context["scores"] if not is_given] == [5, 4, 3, 2, 1]
    with budget(case_rate):
        answer = rate(client, case, "4", "师傅很快。")
    assert (answer.status_code, rated(case)) == (303, ("given", 4))
    text = client.get(answer["Location"]).content.decode()
    assert 'aria-pressed="true"' in text and "师傅很快。" in text


def test_a_rating_changes_for_some_days_and_then_the_page_offers_none(browser_of: Browser, time_machine: Any) -> None:
    time_machine.move_to("2026-03-02T02:00:00Z", tick=False)
    case = given.a_closed_case()
    client = browser_of(case)
    rate(client, case, "2")
    rate(client, case, "5")
    assert rated(case) == ("given", 5)
    time_machine.shift(timedelta(days=8))
    client.cookies.clear()
    client = browser_of(case)
    assert page(client, case).context["scores"] == []
    with nothing_changes():
        assert rate(client, case, "1").status_code == 409


@pytest.mark.parametrize("make", [given.an_open_case, given.a_merged_case])
def test_what_is_not_settled_here_is_not_rated(browser_of: Browser, make: Callable[[], Case]) -> None:
    case = make()
    client = browser_of(case)
    assert page(client, case).context["scores"] == []
    with nothing_changes():
        assert rate(client, case, "5").status_code == 409


@pytest.mark.parametrize("score", ["", "6", "x"])
def test_what_is_none_of_the_five_keeps_the_words(browser_of: Browser, score: str) -> None:
    case = given.a_resolved_case()
    client = browser_of(case)
    with nothing_changes():
        answer = rate(client, case, score, "有话要说")
    assert answer.status_code == 422 and "有话要说" in answer.content.decode()


def test_a_stranger_is_asked_for_the_proof_and_a_link_rates_nothing(client: Client, browser_of: Browser) -> None:
    case = given.a_resolved_case()
    with nothing_changes():
        assert rate(client, case, "5").status_code == 403
    assert browser_of(case).get(f"/cases/{case.number}/rate").status_code == 303
    assert rated(case) == ("", None)


@pytest.mark.proves("S4-2.1-2")
def test_the_customer_reads_who_answers_for_the_matter_until_it_is_closed(browser_of: Browser) -> None:
    case = given.an_open_case()
    client = browser_of(case)
    with budget(case_page):
        assert page(client, case).context["responsible"] == "林小雨"
    closed = given.a_closed_case(phone="13700001111")
    assert page(browser_of(closed), closed).context["responsible"] == ""
