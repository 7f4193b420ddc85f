"""Tags in the dialog of a case, and in lists."""

import pytest
from tests import given
from tests.domain.cases.scenarios_course import a_tagged_case
from tests.rows import nothing_changes

from fuwutai.domain.cases.commands import tag_case
from fuwutai.domain.cases.models import Case, Tag

pytestmark = pytest.mark.django_db

IN_DIALOG = {"HTTP_HX_REQUEST": "true", "HTTP_HX_TARGET": "case-dialog"}


def address(case: Case) -> str:
    return f"/desk/cases/{case.pk}/tags"


def on(case: Case) -> list[str]:
    return Case.objects.get(pk=case.pk).tags


def test_the_page_of_a_case_opens_them_with_a_key(desk):
    case = given.an_open_case()
    assert f'href="{address(case)}"' in (page := desk.get(f"/desk/cases/{case.pk}").content.decode())
    assert 'data-key="t"' in page


@pytest.mark.parametrize("headers", [{}, IN_DIALOG], ids=["page", "dialog"])
def test_words_with_commas_between_them_become_tags(desk, headers):
    case = given.an_open_case()
    assert desk.get(address(case), **headers).status_code == 200
    answer = desk.post(address(case), {"names": "退费，催缴, VIP"}, **headers)
    assert answer.status_code == (200 if headers else 303)
    assert set(on(case)) == {"退费", "催缴", "VIP"}
    if headers:
        assert 'id="case-title" hx-swap-oob="true"' in (text := answer.content.decode())
        assert 'id="case-dialog-title"' in text


def test_a_suggestion_is_taken_and_a_tag_taken_off_with_one_press(desk):
    case = a_tagged_case()
    other = given.a_case(phone="13700001111")
    desk.post(address(other), {"names": "退", "name": "退费"}, **IN_DIALOG)
    assert on(other) == ["退费"]
    desk.post(address(case), {"off": "退费"}, **IN_DIALOG)
    assert on(case) == ["老客户"]
    assert Tag.objects.count() == 2


def test_what_fits_is_offered_as_one_types_and_what_is_there_is_not(desk):
    case = a_tagged_case()
    tag_case(actor=given.agent(), case_id=given.a_case(phone="13700001111").pk, names=["退款", "退费"])
    answer = desk.post(f"{address(case)}/suggest", {"names": "老客户，退"}, **IN_DIALOG)
    assert answer.context["suggestions"] == ["退款"]


@pytest.mark.parametrize("headers", [{}, IN_DIALOG], ids=["page", "dialog"])
def test_what_cannot_be_a_tag_comes_back_with_the_reason(desk, headers):
    case = given.an_open_case()
    with nothing_changes():
        answer = desk.post(address(case), {"names": "回电13912345678"}, **headers)
    assert answer.status_code == 422
    assert "回电13912345678" in answer.content.decode()


def test_a_list_shows_three_tags_and_how_many_more(desk):
    case = given.an_open_case()
    tag_case(actor=given.agent(), case_id=case.pk, names=["甲", "乙", "丙", "丁", "戊"])
    page = desk.get("/desk/").content.decode()
    assert "+2" in page
    assert sum(f'<span class="badge">{name}</span>' in page for name in "甲乙丙丁戊") == 3


def test_another_team_finds_nothing(signed_in):
    case = given.an_open_case()
    elsewhere = signed_in(given.ZHAO)
    assert elsewhere.get(address(case)).status_code == 404
    assert elsewhere.post(address(case), {"names": "退费"}).status_code == 404
    assert elsewhere.post(f"{address(case)}/suggest", {"names": "退"}).status_code == 404
