"""What somebody sees at the desk whose role reads cases and changes none."""

import pytest
from tests import given
from tests.domain.accounts.given_people import somebody
from tests.rows import nothing_changes

pytestmark = pytest.mark.django_db

WORDS = {"body": "好的。", "then": "stay"}


@pytest.fixture
def inspector_desk(signed_in):
    return signed_in(somebody("quality_inspector").username)


def test_a_role_that_opens_no_case_is_not_offered_a_new_one(desk, inspector_desk):
    given.a_case()
    for asked in (lambda of: of.get("/desk/queues/all"), lambda of: of.post("/desk/search", {"q": "13800000000"})):
        assert 'href="/desk/cases/new"' in asked(desk).content.decode()
        assert 'href="/desk/cases/new"' not in asked(inspector_desk).content.decode()


def test_a_role_that_only_reads_is_told_so_in_the_place_of_the_composer(inspector_desk):
    case = given.an_open_case()
    page = inspector_desk.get(f"/desk/cases/{case.pk}").content.decode()
    assert "只能查看工单" in page
    assert "<textarea" not in page
    with nothing_changes():
        for way in ("reply", "note"):
            assert inspector_desk.post(f"/desk/cases/{case.pk}/{way}", WORDS).status_code == 403


def test_a_closed_case_is_reopened_by_who_may_before_anybody_writes(desk):
    page = desk.get(f"/desk/cases/{given.a_closed_case().pk}").content.decode()
    assert "请先重新打开工单" in page
