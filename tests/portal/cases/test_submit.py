"""Sending in a matter: nothing lost, nothing doubled, nothing changed."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
import time_machine
from django.test import Client
from tests import given
from tests.portal.conftest import Form, budget

from fuwutai.domain.cases.models import Case, Message
from fuwutai.domain.customers.models import Contact, Customer
from fuwutai.kernel.models import JournalEntry, OutboxRow
from fuwutai.portal import abuse
from fuwutai.portal.cases.submit import case_submit

pytestmark = pytest.mark.django_db
Fill = Callable[..., Form]


def nothing_is_stored() -> bool:
    told = OutboxRow.objects.filter(name__contains="case").exists()
    return not (Case.objects.exists() or Customer.objects.exists() or told)


def test_a_matter_becomes_a_case_whose_page_opens_at_once(client: Client, matter: Fill) -> None:
    answer = client.post("/submit", matter())
    case = Case.objects.get()
    assert (answer.status_code, answer["Location"]) == (303, f"/cases/{case.number}?sent=1")
    assert (case.type, case.subject, case.channel) == ("fault", "宽带断网", "portal")
    assert case.customer.name == "王建国"
    page = client.get(answer["Location"]).content.decode()
    assert f'<span class="ticket__number">{case.number}</span>' in page


def test_the_promise_is_said_in_plain_words(client: Client, matter: Fill) -> None:
    with time_machine.travel(datetime(2026, 3, 5, 6, 50, tzinfo=UTC), tick=False):  # a Thursday, 14:50
        answer = client.post("/submit", matter())
        page = client.get(answer["Location"], headers={"Cookie": f"fuwutai_language=en; {cookies(client)}"})
    assert "We will answer you today at 15:20 at the latest." in page.content.decode()


def test_outside_working_hours_the_promise_names_the_next_day(client: Client, matter: Fill) -> None:
    with time_machine.travel(datetime(2026, 3, 5, 13, 0, tzinfo=UTC), tick=False):  # a Thursday, 21:00
        answer = client.post("/submit", matter())
        page = client.get(answer["Location"], headers={"Cookie": f"fuwutai_language=en; {cookies(client)}"})
    assert "We will answer you tomorrow at 09:30 at the latest." in page.content.decode()


def cookies(client: Client) -> str:
    return "; ".join(f"{name}={one.value}" for name, one in client.cookies.items())


@pytest.mark.parametrize(
    "body",
    [
        "\t缩进\r\n\r\n末尾空格   \r\n",
        "\n第一行前有空行",
        " \u3000全角空格\u00a0",
        "表情 👩‍👩‍👧 🇨🇳 与生僻字 𠮷𡃁 㐂",
        "<b>&amp;</b> </textarea><script>alert(1)</script> {{ x }} {% now %}",
        "e\u0301 é \u200b\ufeff\u202e",
        "控制符 \x01\x1b\x7f 之间",
        "' OR 1=1; -- \\ \" %s",
    ],
)
def test_the_words_are_kept_byte_for_byte(client: Client, matter: Fill, body: str) -> None:
    client.post("/submit", matter(body=body))
    assert Message.objects.get().body == body


def test_the_words_come_back_unchanged_on_the_page(client: Client, matter: Fill) -> None:
    import html

    body = "\t<甲> & 乙\n\n  丙 '\"  "
    answer = client.post("/submit", matter(body=body))
    page = client.get(answer["Location"]).content.decode()
    shown = page.partition('<div class="msg__body verbatim">')[2].partition("</div>")[0]
    assert html.unescape(shown) == body


def test_sent_twice_it_is_one_case_with_one_number(client: Client, matter: Fill) -> None:
    form = matter()
    first, second = client.post("/submit", form), client.post("/submit", form)
    assert first["Location"] == second["Location"]
    assert (Case.objects.count(), Message.objects.count()) == (1, 1)


def test_sent_again_without_cookies_it_is_still_one_case(client: Client, matter: Fill) -> None:
    form = matter()
    first = client.post("/submit", form)
    client.cookies.clear()
    assert client.post("/submit", form)["Location"] == first["Location"]
    assert Case.objects.count() == 1


def test_other_words_under_a_used_token_are_kept_and_may_be_sent_as_new(client: Client, matter: Fill) -> None:
    form = matter()
    client.post("/submit", form)
    answer = client.post("/submit", form | {"body": "另一件事"})
    assert answer.status_code == 409
    assert Case.objects.count() == 1
    shown = answer.context["form"]
    assert shown["body"].value() == "另一件事"
    assert shown["token"].value() != form["token"]
    again = client.post("/submit", form | {"body": "另一件事", "token": shown["token"].value()})
    assert again.status_code == 303
    assert Case.objects.count() == 2


@pytest.mark.parametrize("token", ["", "x" * 500, "a\x00b", "'; DROP TABLE"])
def test_a_made_up_token_does_no_harm(client: Client, matter: Fill, token: str) -> None:
    assert client.post("/submit", matter(token=token)).status_code == 303
    assert Case.objects.count() == 1


def test_everything_missing_is_named_at_once_and_nothing_is_stored(client: Client, matter: Fill) -> None:
    answer = client.post("/submit", matter(type="", subject=" ", body="\r\n", name="", phone=""))
    assert answer.status_code == 422
    assert set(answer.context["form"].errors) == {"type", "subject", "body", "name", "phone"}
    assert nothing_is_stored()


def test_nothing_typed_is_lost_when_something_is_wrong(client: Client, matter: Fill) -> None:
    form = matter(body="  第一行\r\n\t第二行  ", phone="abc", subject="断<网>")
    answer = client.post("/submit", form)
    assert answer.status_code == 422
    shown = answer.context["form"]
    assert {name: shown[name].value() for name in form} == form
    page = answer.content.decode()
    assert "断&lt;网&gt;" in page
    assert 'value="fault" checked' in page


def test_a_mail_address_is_enough(client: Client, matter: Fill) -> None:
    assert client.post("/submit", matter(phone="", email="wang@example.com")).status_code == 303
    assert Contact.objects.get().kind == "email"


@pytest.mark.parametrize("field", ["subject", "body", "name", "phone", "email"])
def test_a_nul_is_refused_and_nothing_is_stored(client: Client, matter: Fill, field: str) -> None:
    answer = client.post("/submit", matter(**{field: "前\x00后"}))
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == [field]
    assert nothing_is_stored()


def test_a_type_nobody_offers_is_refused(client: Client, matter: Fill) -> None:
    answer = client.post("/submit", matter(type="hack"))
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["type"])
    assert nothing_is_stored()


def test_bytes_that_are_no_text_do_not_break_the_page(client: Client) -> None:
    given.centre()
    raw = b"type=fault&subject=%ff%fe&body=%ff&name=%80&phone=13912345678&token="
    answer = client.post("/submit", raw, content_type="application/x-www-form-urlencoded")
    assert answer.status_code == 303


def test_a_machine_that_fills_in_everything_stores_nothing_and_a_person_only_sends_again(
    client: Client, matter: Fill
) -> None:
    form = matter(leave_empty="http://spam.example")
    answer = client.post("/submit", form)
    assert answer.status_code == 422
    assert nothing_is_stored()
    assert JournalEntry.objects.filter(subject="case").count() == 0
    shown = answer.context["form"]
    assert shown["body"].value() == form["body"]
    assert "spam.example" not in answer.content.decode()


def test_too_many_are_refused_with_everything_still_there(
    client: Client, matter: Fill, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(abuse, "SUBMISSIONS", "1/hour")
    client.post("/submit", matter())
    form = matter(body="第二件事")
    answer = client.post("/submit", form)
    assert answer.status_code == 429
    assert answer.context["form"]["body"].value() == "第二件事"
    assert Case.objects.count() == 1


def test_a_known_phone_finds_its_customer_and_shows_nothing_of_them(client: Client, matter: Fill) -> None:
    known = given.a_case(name="赵丽颖", phone="13912345678", subject="别人的旧事", body="别人的话")
    answer = client.post("/submit", matter(name="小王", phone="139-1234-5678"))
    mine = Case.objects.exclude(pk=known.pk).get()
    assert mine.customer_id == known.customer_id
    page = client.get(answer["Location"]).content.decode()
    assert not {"赵丽颖", "别人的旧事", "别人的话", known.number} & set(page.split())
    for secret in ("赵丽颖", "别人的旧事", "别人的话", known.number, "13912345678"):
        assert secret not in page
    assert client.get(f"/cases/{known.number}").status_code == 303


def test_the_door_that_was_opened_is_chosen(client: Client) -> None:
    given.centre()
    page = client.get("/submit?type=complaint").content.decode()
    assert 'value="complaint" checked' in page
    assert "checked" not in client.get("/submit?type=nonsense").content.decode()


def test_the_form_needs_no_script(client: Client, matter: Fill) -> None:
    given.centre()
    page = client.get("/submit").content.decode()
    assert "onclick" not in page
    assert 'method="post"' in page
    strict = Client(enforce_csrf_checks=True)
    strict.get("/submit")
    token = strict.cookies["csrftoken"].value
    assert strict.post("/submit", matter() | {"csrfmiddlewaretoken": token}).status_code == 303


def test_a_form_from_elsewhere_is_refused_and_nothing_is_stored(matter: Fill) -> None:
    answer = Client(enforce_csrf_checks=True).post("/submit", matter())
    assert answer.status_code == 403
    assert nothing_is_stored()


def test_showing_and_sending_keep_to_their_statements(client: Client, matter: Fill) -> None:
    client.post("/submit", matter())  # warms what a process reads once
    client.cookies.clear()
    newcomer = matter(phone="13700000000")
    with budget(case_submit):
        client.get("/submit?type=fault")
    with budget(case_submit):
        client.post("/submit", newcomer)
