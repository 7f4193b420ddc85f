"""Finding a case again: easy for its customer, nothing for a stranger."""

import re
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from tests import given
from tests.portal.conftest import budget

from fuwutai.portal import abuse
from fuwutai.portal.access import GRANTS
from fuwutai.portal.cases.track import case_track

pytestmark = pytest.mark.django_db
PHONE = given.MATTER["phone"]
NOBODYS_NUMBER = "990101-0001-5"


def track(client: Client, number: str, contact: str, **more: str) -> Any:
    return client.post("/track", {"number": number, "contact": contact, **more})


def same_words(answer: Any) -> str:
    """Return a page without what the sender typed, without its token and the server's clock."""
    return re.sub(r'(value|data-now)="[^"]*"', "", answer.content.decode())


def test_number_and_phone_open_the_case(client: Client) -> None:
    case = given.a_case()
    answer = track(client, case.number, PHONE)
    assert (answer.status_code, answer["Location"]) == (303, f"/cases/{case.number}")
    assert client.get(answer["Location"]).status_code == 200


def test_the_mail_address_opens_it_too(client: Client) -> None:
    case = given.a_case(phone="", email="Wang@Example.com")
    assert track(client, case.number, "wang＠example.com").status_code == 303


@pytest.mark.parametrize("spelling", ["plain", "blanks", "wide", "dashes"])
def test_the_number_may_be_spelled_in_many_ways(client: Client, spelling: str) -> None:
    case = given.a_case()
    typed = {
        "plain": case.number.replace("-", ""),
        "blanks": f"  {case.number.replace('-', ' ')} ",
        "wide": case.number.translate({code: code + 0xFEE0 for code in range(0x30, 0x3A)}),
        "dashes": case.number.replace("-", "—"),
    }[spelling]
    assert track(client, typed, f" +86 {PHONE[:3]} {PHONE[3:7]} {PHONE[7:]}").status_code == 303


def test_a_stranger_cannot_tell_a_right_number_from_a_wrong_one(client: Client) -> None:
    case = given.a_case()
    right, wrong = track(client, case.number, "13000000000"), track(client, NOBODYS_NUMBER, "13000000000")
    nonsense = track(client, "hello", "13000000000")
    assert right.status_code == wrong.status_code == nonsense.status_code == 422
    assert same_words(right) == same_words(wrong) == same_words(nonsense)
    assert GRANTS not in client.session
    assert client.get(f"/cases/{case.number}").status_code == 303
    assert client.get(f"/cases/{NOBODYS_NUMBER}").status_code == 303


def test_a_wrong_phone_costs_the_database_as_much_as_a_wrong_number(client: Client) -> None:
    case = given.a_case()
    costs = []
    for number in (case.number, NOBODYS_NUMBER):
        with CaptureQueriesContext(connection) as caught:
            track(client, number, "13000000000")
        costs.append(len(caught))
    assert costs[0] == costs[1]


def test_the_phone_of_another_customer_opens_nothing(client: Client) -> None:
    case = given.a_case()
    given.a_case(phone="13700000000", name="别人")
    assert track(client, case.number, "13700000000").status_code == 422
    assert GRANTS not in client.session


def test_what_is_missing_is_named_at_once(client: Client) -> None:
    given.centre()
    answer = track(client, " ", "")
    assert answer.status_code == 422
    assert set(answer.context["form"].errors) == {"number", "contact"}


@pytest.mark.parametrize("number", ["\x00", "9" * 100_000, "<script>", "'; --"])
def test_odd_numbers_are_answered_like_any_wrong_one(client: Client, number: str) -> None:
    given.centre()
    assert track(client, number, "13000000000").status_code == 422


def test_guessing_from_one_address_comes_to_an_end(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(abuse, "TRACKING_TRIES", "2/minute")
    case = given.a_case()
    for guess in ("13000000000", "13000000001"):
        assert track(client, case.number, guess).status_code == 422
    assert track(client, case.number, PHONE).status_code == 429
    assert GRANTS not in client.session


def test_guessing_at_one_number_from_many_addresses_comes_to_an_end(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(abuse, "TRACKING_TRIES_PER_NUMBER", "2/minute")
    case = given.a_case()
    for last, number in enumerate((case.number, case.number.replace("-", ""))):
        form = {"number": number, "contact": "13000000000"}
        assert client.post("/track", form, REMOTE_ADDR=f"192.0.2.{last}").status_code == 422
    form = {"number": case.number, "contact": PHONE}
    assert client.post("/track", form, REMOTE_ADDR="192.0.2.9").status_code == 429


def test_words_written_before_the_browser_was_forgotten_wait_on_the_case_page(client: Client) -> None:
    case = given.a_case()
    answer = track(client, case.number, PHONE, words=" 我的\r\n话 ")
    assert answer.status_code == 200
    assert answer.context["form"]["body"].value() == " 我的\r\n话 "


def test_the_number_in_the_address_is_filled_in(client: Client) -> None:
    given.centre()
    assert 'value="261121-0042-7"' in client.get("/track?number=261121-0042-7").content.decode()


def test_asking_and_finding_keep_to_their_statements(client: Client) -> None:
    case = given.a_case()
    with budget(case_track):
        client.get("/track")
    with budget(case_track):
        track(client, case.number, PHONE)
    with budget(case_track):
        track(client, case.number, PHONE, words="我的话")
