"""Where a notice leads that is about no case."""

from datetime import UTC, datetime

import pytest
from tests import given
from tests.domain.standards.given_announcements import announced
from tests.domain.standards.given_manuals import a_manual

from fuwutai.domain.notices.choices import ANNOUNCED, READING_OVERDUE, REVIEW_ASKED, REVISION_DUE, TAKEN_BACK
from fuwutai.domain.notices.commands import give_notice
from fuwutai.domain.notices.models import Notice
from fuwutai.kernel.actors import Actor

pytestmark = pytest.mark.django_db

MONDAY = datetime(2026, 3, 2, 2, tzinfo=UTC)  # 10:00 in Shanghai


@pytest.fixture(autouse=True)
def monday(time_machine):
    """Stop the time on a Monday morning, in working hours."""
    time_machine.move_to(MONDAY, tick=False)
    return time_machine


@pytest.mark.parametrize(
    ("code", "data", "address"),
    [
        (ANNOUNCED, {"announcement": 7, "manual": "M1", "number": 2}, "/desk/announcements/7"),
        (READING_OVERDUE, {"announcement": 7, "manual": "M1", "number": 2}, "/desk/announcements/7"),
        (TAKEN_BACK, {"announcement": 7, "manual": "M1", "number": 2}, "/desk/announcements"),
        (REVIEW_ASKED, {"version": 7, "manual": "M1", "number": 2}, "/desk/manual-versions/7"),
        (REVISION_DUE, {"manual": "M1", "period": "2026Q4"}, "/desk/manuals/M1/versions"),
        ("tests.told", {}, "/desk/notices"),
    ],
)
def test_opening_a_notice_marks_it_read_and_leads_to_what_it_is_about(desk, code, data, address):
    a_manual("M1")
    give_notice(actor=Actor.system("tests"), staff_ids=[given.staff().pk], code=code, about="tests:1", data=data)
    notice = Notice.objects.get()
    assert 'seen=1"' in desk.get("/desk/announcements").content.decode()
    answer = desk.post(f"/desk/notices/{notice.pk}/open")
    assert (answer.status_code, answer["Location"]) == (303, address)
    notice.refresh_from_db()
    assert notice.read_at == MONDAY


def test_the_list_shows_notices_about_manuals_within_its_budget(desk, django_assert_max_num_queries):
    announced()
    give_notice(
        actor=Actor.system("tests"), staff_ids=[given.staff().pk], code=ANNOUNCED, about="tests:1",
        data={"announcement": 1, "manual": "M1", "number": 1},
    )  # fmt: skip
    desk.get("/desk/notices")
    with django_assert_max_num_queries(9):
        page = desk.get("/desk/notices")
    [line] = page.context["lines"]
    assert line.title in page.content.decode() and line.mark in page.content.decode()
