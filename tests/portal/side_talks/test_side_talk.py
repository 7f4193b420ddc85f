"""The page on which somebody outside answers: what it shows, what it never shows, and links that open nothing."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from tests import given
from tests.domain.cases.scenarios_sides import QUESTION, asked, asked_outside
from tests.portal.conftest import budget
from tests.portal.test_weight import MOST_BYTES, weight

from fuwutai.domain.cases.commands import (
    add_note,
    answer_by_link,
    close_side_talk,
    make_side_link,
    withdraw_side_link,
)
from fuwutai.domain.cases.models import Case, SideMessage
from fuwutai.kernel import clock
from fuwutai.kernel.models import AccessEntry
from fuwutai.portal.side_talks import views

pytestmark = pytest.mark.django_db


def at(secret: str) -> str:
    return f"/talks/{secret}"


def answer(client: Client, secret: str, body: str = "明天上门。", **more: Any) -> Any:
    return client.post(at(secret), {"body": body, "token": str(uuid4()), **more})


def test_who_has_the_link_reads_the_question_and_answers(client: Client) -> None:
    made = asked_outside(given.an_open_case(), waits=True)
    said = client.get(at(made.secret)).content.decode()
    assert "套餐变更" in said and QUESTION in said
    done = answer(client, made.secret)
    assert (done.status_code, done["Location"]) == (303, f"{at(made.secret)}?sent=1")
    assert "明天上门。" in client.get(done["Location"]).content.decode()
    assert SideMessage.objects.get(author_kind="outside").author_id is None
    assert Case.objects.get().status == "open"


def test_the_page_shows_nothing_of_the_case_its_customer_or_other_talks(client: Client) -> None:
    case = given.an_open_case()
    made = asked_outside(case, body="请联系13912345678。")
    asked(case, body="内部另问")
    add_note(actor=given.agent(), case_id=case.pk, body="内部备注")
    answer(client, made.secret)
    page = client.get(at(made.secret))
    said = page.content.decode()
    hidden = [case.number, case.subject, "王建国", "13912345678", "光猫", "内部", f"/cases/{case.pk}", "林小雨"]
    assert [one for one in hidden if one in said] == []
    assert "139****5678" in said
    assert case.number not in str(page.headers) and not client.session.get("portal_cases")
    assert client.get(f"/cases/{case.number}").status_code == 303  # it opens no case


def test_the_customer_reads_nothing_of_it(browser_of: Any) -> None:
    case = given.an_open_case()
    made = asked_outside(case)
    answer_by_link(actor=views.BY_LINK, secret=made.secret, body="明天上门。")
    asked(case, body="内部另问")
    said = browser_of(case).get(f"/cases/{case.number}").content.decode()
    assert not [one for one in (QUESTION, "明天上门", "内部另问", "套餐变更", "李工") if one in said]


def test_links_that_open_nothing_look_the_same_whatever_the_reason(client: Client, time_machine: Any) -> None:
    case = given.an_open_case()
    old, over, withdrawn, ended = (asked_outside(case, days=3) for _nth in range(4))
    make_side_link(actor=given.agent(), talk_id=old.talk.pk)
    close_side_talk(actor=given.agent(), talk_id=over.talk.pk)
    withdraw_side_link(actor=given.agent(), talk_id=withdrawn.talk.pk)
    time_machine.move_to(clock.now() + timedelta(days=3, minutes=1), tick=False)
    for secret in ("nothing-like-it", old.secret, over.secret, withdrawn.secret, ended.secret):
        for tried in (client.get(at(secret)), answer(client, secret)):
            said = tried.content.decode()
            assert tried.status_code == 404 and "套餐变更" not in said and QUESTION not in said
    assert not SideMessage.objects.filter(author_kind="outside").exists()
    assert AccessEntry.objects.filter(action="side_link_failed").count() == 10


def test_no_search_engine_keeps_it_and_no_browser_passes_its_address_on(client: Client) -> None:
    made = asked_outside(given.an_open_case())
    for page in (client.get(at(made.secret)), client.get(at("x")), answer(client, made.secret)):
        assert "noindex" in page["X-Robots-Tag"] and page["Referrer-Policy"] == "no-referrer"
        assert "no-store" in page["Cache-Control"]
    assert 'content="noindex, nofollow"' in client.get(at(made.secret)).content.decode()


def test_each_opening_is_written_down(client: Client) -> None:
    made = asked_outside(given.an_open_case())
    client.get(at(made.secret))
    look = AccessEntry.objects.get(action="side_link_opened")
    assert (look.subject, look.subject_id, look.address_digest != "") == ("side_talk", made.talk.pk, True)


def test_tries_and_answers_are_counted(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    made = asked_outside(given.an_open_case())
    monkeypatch.setattr(views, "ANSWERS", "1/hour")
    assert answer(client, made.secret).status_code == 303
    refused = answer(client, made.secret, "再答")
    assert refused.status_code == 429 and "再答" in refused.content.decode()
    assert SideMessage.objects.filter(author_kind="outside").count() == 1
    monkeypatch.setattr(views, "TRIES", "1/hour")
    assert client.get(at("wrong"), REMOTE_ADDR="192.0.2.9").status_code == 404
    assert client.get(at(made.secret), REMOTE_ADDR="192.0.2.9").status_code == 429


def test_an_empty_answer_is_refused_and_one_sent_twice_is_there_once(client: Client) -> None:
    made = asked_outside(given.an_open_case())
    assert answer(client, made.secret, " ").status_code == 422
    token = str(uuid4())
    for _twice in range(2):
        assert answer(client, made.secret, token=token).status_code == 303
    assert SideMessage.objects.filter(author_kind="outside").count() == 1


def test_a_colleague_does_not_speak_for_somebody_outside_from_her_desk(client: Client) -> None:
    made = asked_outside(given.an_open_case())
    client.post("/desk/sign-in", {"username": given.LIN, "password": given.PASSWORD})
    assert answer(client, made.secret).status_code == 403
    assert not SideMessage.objects.filter(author_kind="outside").exists()


def test_the_page_keeps_its_budget_and_an_old_telephone_loads_it(client: Client) -> None:
    made = asked_outside(given.an_open_case(), waits=True)
    for _nth in range(20):
        answer_by_link(actor=views.BY_LINK, secret=made.secret, body="师傅已经在路上。")
    assert weight(client.get(at(made.secret)).content.decode()) <= MOST_BYTES
    with budget(views.side_talk):
        client.get(at(made.secret))
    with budget(views.side_talk):
        assert answer(client, made.secret).status_code == 303
