"""A customer asks us to hurry on the portal."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from tests import given
from tests.rows import nothing_changes

from fuwutai.domain.cases.commands import reply_to_case
from fuwutai.domain.cases.models import Case

pytestmark = pytest.mark.django_db

MONDAY = datetime(2026, 3, 2, 10, tzinfo=ZoneInfo("Asia/Shanghai"))


def let_in(client, case: Case) -> None:
    answer = client.post("/track", {"number": case.number, "contact": given.MATTER["phone"]})
    assert answer.status_code == 303


def urging(client, case: Case):
    return client.get(f"/cases/{case.number}").context["urging"]


def test_pressed_it_counts_and_the_page_says_when_the_next_one_does(client, time_machine):
    time_machine.move_to(MONDAY, tick=False)
    case = given.an_open_case()
    let_in(client, case)
    assert urging(client, case).is_offered
    assert not urging(client, case).told
    assert client.post(f"/cases/{case.number}/urge").status_code == 303
    said = urging(client, case)
    assert not said.is_offered
    assert "10:00" in said.told
    assert "10:00" in said.later
    assert said.answered
    time_machine.shift(timedelta(hours=24))
    let_in(client, case)
    assert urging(client, case).is_offered


def test_pressed_too_early_nothing_happens_and_the_page_says_how_things_stand(client):
    case = given.an_open_case()
    let_in(client, case)
    client.post(f"/cases/{case.number}/urge")
    with nothing_changes():
        assert client.post(f"/cases/{case.number}/urge", follow=True).status_code == 200
    assert Case.objects.get(pk=case.pk).urges == 1


def test_our_answer_stands_beside_it(client, time_machine):
    time_machine.move_to(MONDAY, tick=False)
    case = given.an_open_case()
    let_in(client, case)
    client.post(f"/cases/{case.number}/urge")
    before = urging(client, case).answered
    time_machine.shift(timedelta(hours=3))
    reply_to_case(actor=given.agent(), case_id=case.pk, body="今晚修好。")
    after = urging(client, case).answered
    assert after != before
    assert "13:00" in after


NOT_OURS = (given.a_waiting_case, given.a_resolved_case, given.a_closed_case, given.a_merged_case)


@pytest.mark.parametrize("make", NOT_OURS)
def test_there_is_nothing_to_press_where_it_is_not_our_turn(client, make):
    case = make()
    let_in(client, case)
    assert urging(client, case) is None


def test_nobody_else_urges_for_the_customer(client):
    case = given.an_open_case()
    with nothing_changes():
        assert client.post(f"/cases/{case.number}/urge").status_code == 303
        assert client.get(f"/cases/{case.number}/urge").status_code == 303
    assert Case.objects.get(pk=case.pk).urges == 0


def test_a_page_of_a_case_that_was_urged_costs_no_more(client, django_assert_max_num_queries):
    case = given.an_open_case()
    let_in(client, case)
    client.post(f"/cases/{case.number}/urge")
    client.get(f"/cases/{case.number}")
    with django_assert_max_num_queries(8):
        client.get(f"/cases/{case.number}")
