"""A complaint from the customer's door to the call-back, and found again afterwards."""

from uuid import uuid4

import pytest
from django.test import Client
from tests import given

from fuwutai.domain.cases.commands import note_call_back
from fuwutai.domain.cases.models import Case
from fuwutai.domain.evidence.attainment import attainment
from fuwutai.domain.sla.choices import RESOLUTION

pytestmark = pytest.mark.django_db

WORDS = "修了三次还是断网，请给个说法。"
COMPLAINT = {
    "type": "complaint",
    "subject": "宽带反复断网",
    "body": WORDS,
    "name": "王建国",
    "phone": "13912345678",
    "email": "",
    "leave_empty": "",
}


@pytest.fixture
def customer(db: None) -> Client:
    """Return the browser of a customer who has just complained on the portal."""
    given.centre()
    browser = Client()
    assert browser.post("/submit", COMPLAINT | {"token": str(uuid4())}).status_code == 303
    return browser


def shown(answer) -> list[int]:
    return [row.case.pk for row in answer.context["rows"]]


@pytest.mark.proves("S4-7.1-5")
def test_a_complaint_stands_at_once_before_those_who_may_see_it_and_before_nobody_else(customer, signed_in):
    case = Case.objects.get()
    for who, seen in ((given.LIN, [case.pk]), (given.CHEN, [case.pk]), (given.ZHAO, [])):
        desk = signed_in(who)
        assert shown(desk.get("/desk/queues/unassigned")) == seen
        assert desk.get(f"/desk/cases/{case.pk}").status_code == (200 if seen else 404)


@pytest.mark.proves("S3-8.1.2-2")
def test_a_complaint_goes_from_the_portal_over_the_solution_to_the_call_back(customer, desk):
    case = Case.objects.get()
    desk.post(f"/desk/cases/{case.pk}/take")
    desk.post(f"/desk/cases/{case.pk}/reply", {"body": "已换新光猫，请再试。", "then": "resolve"})
    assert "已换新光猫" in customer.get(f"/cases/{case.number}").content.decode()
    customer.post(f"/cases/{case.number}/write", {"body": "又断了。", "token": str(uuid4())})
    assert Case.objects.get().status == "open"
    desk.post(f"/desk/cases/{case.pk}/reply", {"body": "线路已重做。", "then": "resolve"})
    url = desk.get(f"/desk/cases/{case.pk}/call-back").context["url"]
    assert desk.post(url, {"outcome": "settled", "body": "客户满意。"}).status_code == 303
    customer.post(f"/cases/{case.number}/confirm")
    assert Case.objects.get().status == "closed"


@pytest.mark.proves("S2-3.2.2-4", "S3-3.3-6", "S4-1.3-5", "S4-2.1-6", "S4-2.2-6")
def test_a_closed_case_is_found_again_with_customer_words_course_and_result_and_counts_in_the_figures(desk):
    case = given.a_closed_case(type="complaint", body=WORDS)
    note_call_back(actor=given.agent(), case_id=case.pk, outcome="settled", body="客户说网速很好。")
    assert desk.get("/desk/search", {"q": case.number})["Location"] == f"/desk/cases/{case.pk}"
    assert shown(desk.post("/desk/search", {"q": "13912345678"})) == [case.pk]
    assert shown(desk.get("/desk/queues/closed")) == [case.pk]
    answer = desk.get(f"/desk/cases/{case.pk}")
    page, reply = answer.content.decode(), case.messages.get(kind="reply").body
    for part in ("王建国", WORDS, reply, "客户说网速很好。", "139****5678"):
        assert part in page
    course = [line.code for line in (*answer.context["timeline"], *answer.context["earlier"])]
    steps = ("called_back", "case_closed", "case_resolved", "agent_replied", "case_assigned", "case_opened")
    assert [code for code in course if code.removeprefix("cases.") in steps] == [f"cases.{one}" for one in steps]
    for moment in (case.opened_at, case.status_since):
        assert f'datetime="{moment:%Y-%m-%dT%H:%M}' in page
    [row] = attainment(given.supervisor(), definition=RESOLUTION, narrowing={"type": "complaint"})
    assert (row.kept, row.promises) == (1, 1)
