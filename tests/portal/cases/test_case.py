"""A matter as its customer sees it: followed, answered, confirmed, reopened, and never seen by another."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from django.test import Client
from tests import given
from tests.portal.conftest import budget
from tests.rows import nothing_changes

from fuwutai.domain.accounts.queries import forget_centre
from fuwutai.domain.cases.commands import add_note, assign_case, resolve_case, write_as_customer
from fuwutai.domain.cases.models import Case, Message
from fuwutai.domain.customers import keeping
from fuwutai.domain.customers.commands import erase_customer, merge_customers
from fuwutai.domain.customers.models import Customer
from fuwutai.kernel import clock
from fuwutai.kernel.errors import NotFound
from fuwutai.kernel.models import JournalEntry
from fuwutai.portal import abuse
from fuwutai.portal.access import GRANTS
from fuwutai.portal.cases.case import case_confirm, case_page, case_progress, case_write

pytestmark = pytest.mark.django_db
Browser = Callable[[Case], Client]


def write(client: Client, case: Case, body: str, token: str = "") -> Any:
    return client.post(f"/cases/{case.number}/write", {"body": body, "token": token or str(uuid4())})


def status_of(case: Case) -> str:
    return Case.objects.get(pk=case.pk).status


@pytest.mark.parametrize("address", ["", "/write", "/confirm"])
def test_who_was_not_granted_the_case_is_asked_for_the_proof(client: Client, address: str) -> None:
    case = given.a_case()
    answer = client.get(f"/cases/{case.number}{address}", follow=True)
    assert answer.redirect_chain[-1] == (f"/track?number={case.number}", 303)


def test_a_granted_browser_sees_its_case_and_no_other(browser_of: Browser) -> None:
    other = given.a_case(phone="13700000000", subject="别人的事")
    client = browser_of(given.a_case())
    assert client.get(f"/cases/{other.number}").status_code == 303
    assert client.get(f"/cases/{other.number}/progress").status_code == 404
    assert write(client, other, "偷看").status_code == 403
    assert client.post(f"/cases/{other.number}/confirm").status_code == 303
    assert (Message.objects.filter(case=other).count(), status_of(other)) == (1, "new")


@pytest.mark.parametrize("absorbed", [False, True])
def test_who_was_erased_is_let_in_as_little_as_who_was_never_let_in(browser_of: Browser, absorbed: bool) -> None:
    given.centre()
    with time_machine.travel(clock.now() - timedelta(days=4 * 365), tick=False):
        case, never = given.a_closed_case(), given.a_closed_case(phone="13700000000")
    if absorbed:
        kept = given.a_closed_case(phone="13811112222").customer
        merge_customers(actor=given.supervisor(), kept_id=kept.pk, absorbed_id=case.customer_id)
        Case.objects.filter(customer=kept).update(opened_at=case.opened_at, status_since=case.status_since)
    client = browser_of(case)
    assert client.get(f"/cases/{case.number}").status_code == 200
    root = Customer.objects.get(pk=case.customer_id).merged_into_id or case.customer_id
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(keeping, "hindrance", lambda ids: None)
        erase_customer(actor=given.administrator(), customer_id=root, reason="来函要求删除")
    said = []
    for number in (case.number, never.number):
        answers = [
            client.get(f"/cases/{number}"), client.get(f"/cases/{number}/progress"),
            client.post(f"/cases/{number}/write", {"body": "我还在", "token": "t" * 22}),
            client.post(f"/cases/{number}/confirm"),
        ]  # fmt: skip
        said.append([(one.status_code, one.get("Location", "").replace(number, "")) for one in answers])
    assert said[0] == said[1] and [one[0] for one in said[0]] == [303, 404, 403, 303]
    assert not Message.objects.filter(body="我还在").exists() and not Case.objects.filter(follows=case).exists()


def test_who_was_erased_writes_nothing_with_a_grant() -> None:
    case = given.a_closed_case()
    actor = given.customer_of(case)
    Customer.objects.filter(pk=case.customer_id).update(erased_at=clock.now())
    with nothing_changes(), pytest.raises(NotFound):
        write_as_customer(actor=actor, case_id=case.pk, body="我还在", channel="portal")


def test_notes_never_appear(browser_of: Browser) -> None:
    case = given.an_open_case()
    add_note(actor=given.agent(), case_id=case.pk, body="内部：这位客户脾气不好")
    client = browser_of(case)
    for address in ("", "/progress"):
        assert "脾气不好" not in client.get(f"/cases/{case.number}{address}").content.decode()


def test_the_conversation_stands_in_order_of_time(browser_of: Browser) -> None:
    case = given.an_open_case()
    write_as_customer(actor=given.customer_of(case), case_id=case.pk, body="红灯", channel="portal")
    thread = browser_of(case).get(f"/cases/{case.number}").context["thread"]
    assert [one.mine for one in thread] == [True, False, True]
    assert thread[1].who == given.staff().display_name


def test_words_taken_down_by_phone_are_marked(browser_of: Browser) -> None:
    case = given.a_case(by=given.agent(), channel="phone")
    thread = browser_of(case).get(f"/cases/{case.number}").context["thread"]
    assert [(one.mine, one.by_phone) for one in thread] == [(True, True)]


def test_what_we_need_stands_first_while_we_wait(browser_of: Browser) -> None:
    case = given.a_waiting_case()
    page = browser_of(case).get(f"/cases/{case.number}")
    assert page.context["question"].body.startswith("您好，已为您检测线路")
    assert 'class="ask"' in page.content.decode()


def test_a_late_promise_is_admitted(browser_of: Browser) -> None:
    with clock.stopped_at(clock.now() - timedelta(days=20)):
        given.centre()
        case = given.a_case()
    promise = browser_of(case).get(f"/cases/{case.number}").context["promise"]
    assert promise.is_late


def test_an_answer_ends_the_wait_and_is_kept_byte_for_byte(browser_of: Browser) -> None:
    case = given.a_waiting_case()
    client = browser_of(case)
    answer = write(client, case, "\t红灯  \r\n一直闪 🔴")
    assert (answer.status_code, answer["Location"]) == (303, f"/cases/{case.number}?sent=1")
    assert Message.objects.filter(case=case).last().body == "\t红灯  \r\n一直闪 🔴"
    assert status_of(case) == "open"
    assert "ticket__number" not in client.get(answer["Location"]).content.decode()


def test_an_answer_sent_twice_is_one_message(browser_of: Browser) -> None:
    case, token = given.a_waiting_case(), str(uuid4())
    client = browser_of(case)
    write(client, case, "红灯", token)
    write(client, case, "红灯", token)
    assert Message.objects.filter(case=case, kind="customer").count() == 2


def test_other_words_under_a_used_token_are_kept_and_may_be_sent_again(browser_of: Browser) -> None:
    case, token = given.a_waiting_case(), str(uuid4())
    client = browser_of(case)
    write(client, case, "红灯", token)
    answer = write(client, case, "绿灯", token)
    form = answer.context["form"]
    assert (answer.status_code, form["body"].value()) == (409, "绿灯")
    assert write(client, case, "绿灯", form["token"].value()).status_code == 303
    assert Message.objects.filter(case=case, kind="customer").count() == 3


@pytest.mark.parametrize("body", ["", " \r\n", "前\x00后"])
def test_words_that_cannot_be_taken_are_given_back_unchanged(browser_of: Browser, body: str) -> None:
    case = given.a_waiting_case()
    before = (Message.objects.count(), JournalEntry.objects.count())
    answer = write(browser_of(case), case, body)
    assert answer.status_code == 422
    assert answer.context["form"]["body"].value() == body
    assert (Message.objects.count(), JournalEntry.objects.count()) == before
    assert status_of(case) == "waiting_customer"


def test_a_flood_of_words_is_refused_with_the_words_still_there(
    browser_of: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(abuse, "MESSAGES", "1/hour")
    case = given.a_case()
    client = browser_of(case)
    write(client, case, "一")
    answer = write(client, case, "二")
    assert (answer.status_code, answer.context["form"]["body"].value()) == (429, "二")


def test_who_was_forgotten_meanwhile_keeps_the_words(client: Client) -> None:
    case = given.a_case()
    answer = write(client, case, " 写了很久\r\n的话 ")
    assert answer.status_code == 403
    assert answer.context["form"]["words"].value() == " 写了很久\r\n的话 "
    assert Message.objects.count() == 1


def test_this_solved_it_closes_the_case(browser_of: Browser) -> None:
    case = given.a_resolved_case()
    answer = browser_of(case).post(f"/cases/{case.number}/confirm")
    assert (answer.status_code, answer["Location"]) == (303, f"/cases/{case.number}")
    assert status_of(case) == "closed"
    confirmed = JournalEntry.objects.get(code="cases.case_confirmed")
    assert (confirmed.actor_kind, confirmed.actor_id) == ("customer", case.customer_id)


def test_pressed_twice_it_stays_closed(browser_of: Browser) -> None:
    case = given.a_resolved_case()
    client = browser_of(case)
    for _press in range(2):
        assert client.post(f"/cases/{case.number}/confirm").status_code == 303
    assert JournalEntry.objects.filter(code="cases.case_closed").count() == 1


def test_confirming_what_is_in_work_again_says_so_and_changes_nothing(browser_of: Browser) -> None:
    case = given.an_open_case()
    answer = browser_of(case).post(f"/cases/{case.number}/confirm")
    assert answer.status_code == 409
    assert answer.context["problem"]
    assert status_of(case) == "open"


def test_not_solved_with_words_reopens_the_case(browser_of: Browser) -> None:
    case = given.a_resolved_case()
    assert write(browser_of(case), case, "还是上不了网").status_code == 303
    assert status_of(case) == "open"
    assert Case.objects.get(pk=case.pk).reopened == 1


def test_long_after_closing_words_open_a_linked_case_that_this_browser_sees(browser_of: Browser) -> None:
    with clock.stopped_at(clock.now() - timedelta(days=60)):
        given.centre()
        old = given.a_closed_case()
    client = browser_of(old)
    answer = write(client, old, "又坏了")
    new = Case.objects.exclude(pk=old.pk).get()
    assert (answer["Location"], new.follows_id) == (f"/cases/{new.number}?sent=1", old.pk)
    assert client.session[GRANTS] == [old.pk, new.pk]
    page = client.get(answer["Location"]).content.decode()
    assert "ticket__number" in page
    assert f"/cases/{old.number}" in page
    assert status_of(old) == "closed"


def test_the_part_that_changes_is_one_element_without_a_token(browser_of: Browser) -> None:
    case = given.a_resolved_case()
    page = browser_of(case).get(f"/cases/{case.number}/progress").content.decode()
    assert page.strip().startswith("<section")
    assert page.strip().endswith("</section>")
    assert "csrfmiddlewaretoken" not in page
    assert f'data-live-src="/cases/{case.number}/progress"' in page


def test_the_page_listens_to_its_case_alone(browser_of: Browser) -> None:
    case = given.a_case()
    page = browser_of(case).get(f"/cases/{case.number}").content.decode()
    assert f'data-live-url="/live/case/{case.number}"' in page


@pytest.mark.parametrize("number", ["%00", "a%2Fb", "261121-0042-8", "<x>"])
def test_odd_addresses_are_answered_in_order(client: Client, number: str) -> None:
    given.centre()
    assert client.get(f"/cases/{number}").status_code in (303, 404)


def test_pages_and_actions_keep_to_their_statements(browser_of: Browser) -> None:
    case = given.a_waiting_case()
    assign_case(actor=given.supervisor(), case_id=case.pk, staff_id=given.staff().pk)
    client = browser_of(case)
    address = f"/cases/{case.number}"
    forget_centre()
    with budget(case_page):
        client.get(address)
    with budget(case_progress):
        client.get(f"{address}/progress")
    with budget(case_write):
        write(client, case, "红灯")
    resolve_case(actor=given.agent(), case_id=case.pk)
    with budget(case_confirm):
        client.post(f"{address}/confirm")


def granted(client: Client) -> list[int]:
    return list(client.session[GRANTS])


def test_words_to_a_merged_case_arrive_where_it_goes_on_without_opening_that_to_the_writer(
    browser_of: Browser,
) -> None:
    case = given.a_merged_case()
    client = browser_of(case)
    page = client.get(f"/cases/{case.number}").content.decode()
    assert case.merged_into.number not in page and 'href="/track"' in page
    answer = write(client, case, "还有一点")
    assert answer["Location"] == f"/cases/{case.number}?sent=1"
    assert Message.objects.latest("pk").case_id == case.merged_into_id
    assert granted(client) == [case.pk]
    assert case.merged_into.number not in client.get(answer["Location"]).content.decode()


def test_who_has_shown_to_be_the_customer_of_both_is_led_from_the_one_to_the_other(browser_of: Browser) -> None:
    case = given.a_merged_case()
    client = browser_of(case)
    session = client.session
    session[GRANTS] = [case.pk, case.merged_into_id]
    session.save()
    assert f'href="/cases/{case.merged_into.number}"' in client.get(f"/cases/{case.number}").content.decode()
    assert case.number in client.get(f"/cases/{case.merged_into.number}").content.decode()
    assert write(client, case, "还有一点")["Location"] == f"/cases/{case.merged_into.number}?sent=1"
