"""A browser that nobody works in is signed out, and says so."""

from datetime import timedelta

import pytest
import time_machine
from tests import given
from tests.domain.accounts.given_factors import idle_after

from fuwutai.domain.accounts.models import StaffSession
from fuwutai.kernel.models import AccessEntry
from fuwutai.live.listeners import staff_topics

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def a_still_clock():
    with time_machine.travel("2026-03-09T10:00:00+08:00", tick=False) as moving:
        idle_after(20)
        yield moving


def test_after_the_idle_time_a_page_leads_to_the_door_and_back(desk, a_still_clock):
    a_still_clock.shift(timedelta(minutes=25))
    key = desk.session.session_key
    assert staff_topics(key, None) is None
    answer = desk.get("/desk/queues/team?overdue=1")
    assert answer.status_code == 303
    assert answer["Location"] == "/desk/sign-in?next=%2Fdesk%2Fqueues%2Fteam%3Foverdue%3D1&ended=idle"
    assert StaffSession.objects.get(session_key=key).ended_at is not None
    assert AccessEntry.objects.filter(action="signed_out_idle").count() == 1
    door = desk.get(answer["Location"])
    assert door.context["idle_minutes"] == 20 and door.context["next"] == "/desk/queues/team?overdue=1"
    back = desk.post("/desk/sign-in", {"username": given.LIN, "password": given.PASSWORD, "next": door.context["next"]})
    assert back["Location"] == "/desk/queues/team?overdue=1"


def test_what_htmx_sends_after_it_leads_back_to_the_page_where_the_words_are_kept(desk, a_still_clock):
    a_still_clock.shift(timedelta(minutes=25))
    answer = desk.post(
        "/desk/cases/7/reply", {"body": "您好"},
        headers={"HX-Request": "true", "HX-Current-URL": "http://testserver/desk/cases/7"},
    )  # fmt: skip
    assert answer.status_code == 401
    assert answer["HX-Redirect"] == "/desk/sign-in?next=%2Fdesk%2Fcases%2F7&ended=idle"


def test_who_works_now_and_then_stays(desk, a_still_clock):
    for minutes in (3, 18, 19, 3, 20):
        a_still_clock.shift(timedelta(minutes=minutes))
        assert desk.get("/desk/").status_code == 200


@pytest.mark.parametrize(
    "headers", [{"X-Live": "1"}, {"HX-Request": "true", "HX-Trigger": "bell", "HX-Target": "bell"}]
)
def test_what_a_page_asks_by_itself_is_no_work(desk, a_still_clock, headers):
    for _nth in range(4):
        a_still_clock.shift(timedelta(minutes=6))
        assert desk.get("/desk/notices/bell", headers=headers).status_code == 200
    a_still_clock.shift(timedelta(minutes=6))
    assert desk.get("/desk/").status_code == 303


def test_a_part_that_refreshes_itself_is_refused_and_not_led_to_the_door(desk, a_still_clock):
    a_still_clock.shift(timedelta(minutes=25))
    for _again in range(2):
        assert desk.get("/desk/notices/bell", headers={"X-Live": "1"}).status_code == 401


def test_after_twelve_hours_everybody_signs_in_anew_however_busy(desk, a_still_clock):
    for nth in range(48):
        a_still_clock.shift(timedelta(minutes=15))
        session = desk.session
        session["touched"] = nth  # what is written into the session moves the end of its cookie
        session.save()
        last = desk.get("/desk/").status_code
    assert last == 302 and StaffSession.objects.get().ended_at is None
    assert staff_topics(desk.session.session_key or "", None) is None


def test_who_was_signed_out_otherwise_is_not_told_of_idleness(desk):
    StaffSession.objects.update(ended_at=given.staff().created_at)
    answer = desk.get("/desk/")
    assert "ended" not in answer["Location"]
    assert desk.get(answer["Location"]).context["idle_minutes"] is None
