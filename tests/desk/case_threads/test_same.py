"""The warning that a customer may have told us this before."""

import pytest
from tests import given

from fuwutai.domain.cases.models import Case
from fuwutai.kernel.models import AccessEntry

pytestmark = pytest.mark.django_db

TYPED = {
    "phone": "13912345678", "name": "王建国", "type": "fault", "priority": "routine",
    "subject": "宽带断网", "body": "从昨晚八点起上不了网，光猫亮红灯，重启过两次也没有用。", "token": "t1",
}  # fmt: skip
HX = {"HTTP_HX_REQUEST": "true"}


def text(answer) -> str:
    return answer.content.decode()


def test_while_one_types_the_like_case_of_the_same_customer_is_named(desk):
    case, hidden = given.a_case(), given.a_case(team_code="mobile")
    stranger = given.a_case(phone="13800138000", name="李四")
    said = text(desk.post("/desk/cases/new/same", TYPED, **HX))
    assert case.number in said
    assert hidden.number not in said and stranger.number not in said
    assert AccessEntry.objects.filter(action="look_up_customer", subject_id=case.customer_id).exists()


@pytest.mark.parametrize("typed", [{}, {"phone": "", "customer": ""}, {"subject": "", "body": ""}, {"phone": "x"}])
def test_nothing_is_said_of_what_is_not_known_yet(desk, typed):
    given.a_case()
    given_ = {**TYPED, "subject": "话费多扣", "body": "多扣了二十元。", **typed}
    assert desk.post("/desk/cases/new/same", given_, **HX).context["same"] == []


def test_at_saving_one_is_asked_once_more_and_may_open_it_all_the_same(desk):
    case = given.a_case()
    answer = desk.post("/desk/cases/new", TYPED)
    assert answer.status_code == 422
    assert case.number in text(answer) and 'name="anyway"' in text(answer)
    assert "光猫亮红灯" in text(answer) and Case.objects.count() == 1
    assert desk.post("/desk/cases/new", {**TYPED, "anyway": "1"}).status_code == 303
    assert Case.objects.count() == 2


def test_a_form_sent_twice_is_answered_as_the_first_time(desk):
    given.centre()
    first, second = (desk.post("/desk/cases/new", TYPED) for _time in range(2))
    assert (first.status_code, second.status_code) == (303, 303)
    assert first.headers["Location"] == second.headers["Location"] and Case.objects.count() == 1
