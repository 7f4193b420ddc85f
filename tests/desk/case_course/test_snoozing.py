"""Snoozing and waking a case at the desk."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from tests import given
from tests.domain.cases.scenarios_course import a_snoozed_case
from tests.rows import nothing_changes

from fuwutai.domain.cases.models import Case
from fuwutai.kernel import clock

pytestmark = pytest.mark.django_db

IN_DIALOG = {"HTTP_HX_REQUEST": "true", "HTTP_HX_TARGET": "case-dialog"}
MONDAY = datetime(2026, 3, 2, 10, tzinfo=ZoneInfo("Asia/Shanghai"))


def address(case: Case) -> str:
    return f"/desk/cases/{case.pk}/snooze"


def until(case: Case) -> datetime | None:
    return Case.objects.get(pk=case.pk).snoozed_until


@pytest.mark.parametrize("headers", [{}, IN_DIALOG], ids=["page", "dialog"])
def test_a_moment_by_name(desk, time_machine, headers):
    case = given.an_open_case()
    before = clock.now()
    assert desk.get(address(case), **headers).status_code == 200
    answer = desk.post(address(case), {"preset": "four_hours"}, **headers)
    assert answer.status_code == (200 if headers else 303)
    assert until(case) >= before + timedelta(hours=4)


def test_an_own_moment_is_read_in_the_time_of_the_page(desk):
    case = given.an_open_case()
    day = (clock.now() + timedelta(days=2)).date()
    assert desk.post(address(case), {"preset": "own", "until": f"{day}T14:30"}).status_code == 303
    local = until(case).astimezone(ZoneInfo("Asia/Shanghai"))
    assert (local.date(), local.hour, local.minute) == (day, 14, 30)


NO_MOMENT = ({}, {"preset": "own"}, {"preset": "own", "until": "2020-01-01T10:00"}, {"preset": "x"})


@pytest.mark.parametrize("said", NO_MOMENT)
def test_without_a_moment_to_come_the_form_comes_back(desk, said):
    case = given.an_open_case()
    with nothing_changes():
        answer = desk.post(address(case), said, **IN_DIALOG)
    assert answer.status_code == 422
    assert answer.context["form"].errors


def test_a_deadline_before_it_is_said_in_the_form_and_after_it(desk):
    case = given.a_case()
    Case.objects.filter(pk=case.pk).update(due_at=clock.now() + timedelta(hours=2))
    choices = dict(desk.get(address(case)).context["form"].fields["preset"].choices)
    assert ["时限" in choices[code] for code in ("hour", "four_hours")] == [False, True]
    answer = desk.post(address(case), {"preset": "four_hours"}, follow=True)
    assert answer.redirect_chain
    said = [str(one) for one in answer.context["messages"]]
    assert len(said) == 1
    assert ":" in said[0].replace("：", ":")


def test_it_stands_in_a_queue_of_its_own_until_it_is_woken(desk):
    case = a_snoozed_case()
    assert case.number not in desk.get("/desk/").content.decode()
    page = desk.get("/desk/queues/snoozed")
    assert case.number in page.content.decode()
    assert desk.post(f"/desk/cases/{case.pk}/wake").status_code == 303
    assert until(case) is None
    assert case.number in desk.get("/desk/").content.decode()


def test_who_may_not_gets_neither_form_nor_effect(desk, signed_in):
    case = given.a_resolved_case()
    assert desk.get(address(case)).status_code == 403
    elsewhere = signed_in(given.ZHAO)
    open_case = given.an_open_case(phone="13700001111")
    with nothing_changes():
        assert elsewhere.get(address(open_case)).status_code == 404
        assert elsewhere.post(address(open_case), {"preset": "hour"}).status_code == 404
        assert elsewhere.post(f"/desk/cases/{open_case.pk}/wake").status_code == 404
