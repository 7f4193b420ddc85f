"""The pages of a case without and with the customer's numbers: who sees what, how long, and what is written down."""

from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse
from tests import given

from fuwutai.desk.looks import has_looked, look_pass
from fuwutai.domain.cases.models import Case
from fuwutai.kernel import clock
from fuwutai.kernel.models import AccessEntry

pytestmark = pytest.mark.django_db

NUMBER, MASKED, PHONE = "13812345678", "138****5678", "13912345678"
HTMX = {"HTTP_HX_REQUEST": "true"}


@pytest.fixture
def case() -> Case:
    return given.a_case(subject=f"改绑{NUMBER}", body=f"请打{NUMBER}", team_code="broadband")


def original(case: Case) -> str:
    return reverse("desk:case_message_original", args=[case.pk, case.messages.get().pk])


def places(case: Case) -> list[str]:
    return [
        reverse("desk:case", args=[case.pk]),
        reverse("desk:case_live", args=[case.pk]),
        original(case),
        reverse("desk:case_customer_words", args=[case.pk]),
        reverse("desk:case_classify", args=[case.pk]),
        reverse("desk:case_deadlines", args=[case.pk]),
        "/desk/",
        "/desk/queues/all",
        f"/desk/search?q={PHONE}",
        "/desk/cases/new?phone=" + PHONE,
    ]


def test_no_page_shows_a_number_that_nobody_revealed(desk, supervisor_desk, case):
    supervisor_desk.post(f"/desk/cases/{case.pk}/reveal", {"reason": "按约回电"})  # is hers alone
    shown = ""
    for address in places(case):
        page = desk.get(address)
        assert page.status_code == 200, address
        shown += (said := page.content.decode())
        assert NUMBER not in said, address
        assert PHONE not in said or PHONE in address, address  # what somebody types, she reads
    assert f"改绑{MASKED}" in shown and f"请打{MASKED}" in shown


def test_a_reveal_shows_contacts_subject_and_words_until_it_ends_by_itself(desk, case):
    with time_machine.travel(clock.now(), tick=False) as now:
        page = desk.get(f"/desk/cases/{case.pk}").content.decode()
        assert "end-reveal" not in page
        desk.post(f"/desk/cases/{case.pk}/reveal", {"reason": "按约回电"})
        for address in places(case)[:2]:
            said = desk.get(address).content.decode()
            assert f"<h1>改绑{NUMBER}</h1>" in said and f"请打{NUMBER}" in said, address
        page = desk.get(f"/desk/cases/{case.pk}").content.decode()
        assert PHONE in page and "end-reveal" in page and f"<title>{case.number} 改绑{MASKED}" in page
        assert "load delay:901s" in page  # and then the page asks for itself without the numbers
        assert desk.get(original(case)).content.decode() == f"请打{NUMBER}"
        now.shift(timedelta(minutes=15))
        for address in places(case)[:3]:
            said = desk.get(address).content.decode()
            assert NUMBER not in said and PHONE not in said, address


def test_what_is_asked_for_when_the_time_is_over_masks_the_card_too(desk, case):
    desk.post(f"/desk/cases/{case.pk}/reveal", {"reason": "按约回电"})
    fragment = desk.get(f"/desk/cases/{case.pk}").context["fragment_url"]
    assert 'id="case-customer"' not in desk.get(fragment).content.decode()
    said = desk.get(f"{fragment}&card=1").content.decode()
    assert '<section class="card" id="case-customer" hx-swap-oob="true">' in said


@pytest.mark.parametrize("headers", [{}, HTMX])
def test_a_reveal_is_given_up_on_the_page(desk, case, headers):
    desk.post(f"/desk/cases/{case.pk}/reveal", {"reason": "按约回电"})
    answer = desk.post(f"/desk/cases/{case.pk}/end-reveal", **headers)
    assert answer.status_code == (200 if headers else 303)
    assert NUMBER not in answer.content.decode()
    page = desk.get(f"/desk/cases/{case.pk}").content.decode()
    assert NUMBER not in page and PHONE not in page


def test_the_customer_reads_her_own_words_whole(client, case):
    answer = client.post("/track", {"number": case.number, "contact": PHONE})
    assert answer.status_code == 303
    page = client.get(f"/cases/{case.number}").content.decode()
    assert f"改绑{NUMBER}" in page and f"请打{NUMBER}" in page


def looks() -> list[tuple[str, int | None, str]]:
    return list(AccessEntry.objects.order_by("pk").values_list("action", "subject_id", "place"))


def test_opening_a_case_is_written_down_each_time_and_its_live_parts_are_not(desk, case):
    AccessEntry.objects.all().delete()
    page = desk.get(f"/desk/cases/{case.pk}")
    desk.get(page.context["fragment_url"])
    desk.get(desk.get(f"/desk/cases/{case.pk}").context["fragment_url"])
    assert looks() == [("view_case", case.pk, "desk:case")] * 2
    entry = AccessEntry.objects.first()
    assert (entry.subject, entry.actor_kind, entry.actor_id) == ("case", "staff", given.agent().id)


@pytest.mark.proves("S4-7.1-7")
def test_a_complaint_is_opened_by_who_has_to_do_with_it_and_every_look_is_kept(desk, supervisor_desk):
    complaint = given.a_case(type="complaint", team_code="complaints")
    AccessEntry.objects.all().delete()
    assert desk.get(f"/desk/cases/{complaint.pk}").status_code == 404
    assert supervisor_desk.get(f"/desk/cases/{complaint.pk}").status_code == 200
    [entry] = AccessEntry.objects.filter(action="view_case")
    assert (entry.subject_id, entry.actor_id) == (complaint.pk, given.supervisor().id)


def test_live_parts_and_words_asked_for_without_the_page_are_written_down(desk, case):
    AccessEntry.objects.all().delete()
    desk.get(f"/desk/cases/{case.pk}/live?seen=0")
    desk.get(original(case))
    desk.post(f"/desk/cases/{case.pk}/reply", {"body": " "})
    assert looks() == [
        ("view_case", case.pk, "desk:case_live"),
        ("view_original", case.pk, "desk:case_message_original"),
        ("view_case", case.pk, "desk:case_reply"),
    ]


def test_a_pass_is_good_for_one_reader_one_case_and_half_a_day():
    with time_machine.travel(clock.now(), tick=False) as now:
        given_pass = look_pass(given.agent(), 7)
        assert has_looked(given.agent(), 7, given_pass)
        assert not has_looked(given.supervisor(), 7, given_pass)
        assert not has_looked(given.agent(), 8, given_pass)
        assert not has_looked(given.agent(), 7, given_pass + "x") and not has_looked(given.agent(), 7, "")
        now.shift(timedelta(hours=12, seconds=1))
        assert not has_looked(given.agent(), 7, given_pass)


def test_a_look_that_cannot_be_written_down_shows_nothing(desk, case, monkeypatch):
    def fails(*_args, **_more):
        raise RuntimeError("the log is full")

    desk.raise_request_exception = False
    monkeypatch.setattr("fuwutai.desk.looks.record_access", fails)
    for address in places(case)[:3]:
        answer = desk.get(address)
        assert answer.status_code == 500 and MASKED not in answer.content.decode(), address


def test_a_case_out_of_sight_is_no_look(desk, case):
    other = given.a_case(team_code="mobile", phone="13800138000")
    before = AccessEntry.objects.filter(action__in=("view_case", "view_original")).count()
    for address in places(other)[:3]:
        assert desk.get(address).status_code == 404
    assert AccessEntry.objects.filter(action__in=("view_case", "view_original")).count() == before


def test_searching_by_a_number_says_where_it_was_done(desk, case):
    AccessEntry.objects.all().delete()
    desk.post("/desk/search", {"q": PHONE})
    desk.get(f"/desk/cases/new?phone={PHONE}")
    found = AccessEntry.objects.filter(action="look_up_customer").order_by("pk")
    assert list(found.values_list("place", flat=True)) == ["desk:search", "desk:case_new"]
