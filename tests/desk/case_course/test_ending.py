"""Sending a case back, and the archive, at the desk."""

import pytest
from tests import given
from tests.domain.cases.scenarios_course import an_archived_case, an_old_closed_case
from tests.rows import nothing_changes

from fuwutai.domain.cases.models import Case

pytestmark = pytest.mark.django_db

IN_DIALOG = {"HTTP_HX_REQUEST": "true", "HTTP_HX_TARGET": "case-dialog"}


@pytest.mark.parametrize("headers", [{}, IN_DIALOG], ids=["page", "dialog"])
def test_a_closed_case_is_sent_back_with_a_reason(supervisor_desk, headers):
    case = given.a_closed_case()
    address = f"/desk/cases/{case.pk}/redo"
    assert supervisor_desk.get(address, **headers).status_code == 200
    with nothing_changes():
        assert supervisor_desk.post(address, {"reason": ""}, **headers).status_code == 422
    answer = supervisor_desk.post(address, {"reason": "没有修好。"}, **headers)
    assert answer.status_code == (200 if headers else 303)
    assert Case.objects.get(pk=case.pk).redone == 1


def test_it_goes_into_the_archive_and_comes_back(supervisor_desk):
    case = an_old_closed_case()
    assert supervisor_desk.post(f"/desk/cases/{case.pk}/archive").status_code == 303
    assert case.number not in supervisor_desk.get("/desk/queues/closed").content.decode()
    assert case.number in supervisor_desk.get("/desk/queues/archived").content.decode()
    page = supervisor_desk.get(f"/desk/cases/{case.pk}")
    assert "record" in [one["name"] for one in page.context["cards"] if one["is_open"]]
    assert not page.context["may"]["note"]
    assert supervisor_desk.post(f"/desk/cases/{case.pk}/restore").status_code == 303
    assert case.number in supervisor_desk.get("/desk/queues/closed").content.decode()


def test_the_search_finds_it_by_its_number(desk):
    case = an_archived_case()
    answer = desk.get("/desk/search", {"q": case.number}, follow=True)
    assert case.number in answer.content.decode()


def test_the_record_says_how_long_it_is_kept(desk):
    case = an_archived_case()
    filing = desk.get(f"/desk/cases/{case.pk}/record").context["filing"]
    assert filing.years == 3
    assert filing.until.isoformat() in desk.get(f"/desk/cases/{case.pk}/record").content.decode()


def test_agents_and_other_teams_move_nothing(desk, signed_in):
    old, there = an_old_closed_case(), an_archived_case()
    elsewhere = signed_in(given.ZHAO)
    with nothing_changes():
        for verb, case in (("archive", old), ("restore", there), ("redo", old)):
            assert desk.post(f"/desk/cases/{case.pk}/{verb}", {"reason": "x"}).status_code == 403
        assert desk.get(f"/desk/cases/{old.pk}/redo").status_code == 403
        assert elsewhere.get(f"/desk/cases/{old.pk}/record").status_code == 404


def test_a_fresh_one_is_not_archived_by_hand(supervisor_desk):
    case = given.a_closed_case()
    with nothing_changes():
        assert supervisor_desk.post(f"/desk/cases/{case.pk}/archive", HTTP_HX_REQUEST="true").status_code == 409
