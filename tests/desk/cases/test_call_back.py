"""Noting a call-back, on a page of its own or in the dialog of the case."""

import pytest
from tests import given

from fuwutai.domain.cases.models import Case
from fuwutai.kernel.models import JournalEntry

pytestmark = pytest.mark.django_db

IN_DIALOG = {"HTTP_HX_REQUEST": "true", "HTTP_HX_TARGET": "case-dialog"}
HEADERS = pytest.mark.parametrize("headers", [{}, IN_DIALOG], ids=["page", "dialog"])


def address(case: Case) -> str:
    return f"/desk/cases/{case.pk}/call-back"


def notes(case: Case) -> list[str]:
    return list(case.messages.filter(kind="note").values_list("body", flat=True))


@HEADERS
@pytest.mark.parametrize("make", [given.a_resolved_case, given.a_closed_case])
def test_a_call_back_is_noted_with_outcome_and_words(desk, make, headers):
    case = make()
    url = desk.get(address(case), **headers).context["url"]
    answer = desk.post(url, {"outcome": "settled", "body": "  网速正常了。 "}, **headers)
    assert answer.status_code == (200 if headers else 303)
    assert notes(case) == ["  网速正常了。 "]
    assert JournalEntry.objects.filter(code="cases.called_back", subject_id=case.pk).count() == 1


def test_a_form_sent_twice_notes_one_call(desk):
    case = given.a_resolved_case()
    url = desk.get(address(case)).context["url"]
    for _time in range(2):
        assert desk.post(url, {"outcome": "not_settled", "body": "还是慢。"}).status_code == 303
    assert notes(case) == ["还是慢。"]


def test_who_is_not_content_has_the_case_open_again(desk):
    case = given.a_resolved_case()
    answer = desk.post(address(case), {"outcome": "not_settled", "body": "", "mode": "tell"}, **IN_DIALOG)
    assert answer["HX-Retarget"] == "#case-thread"
    assert 'id="case-composer" hx-swap-oob="true"' in answer.content.decode()
    assert Case.objects.get(pk=case.pk).status == "open"


@HEADERS
@pytest.mark.parametrize("outcome", ["", "angry"])
def test_without_an_outcome_the_words_come_back(desk, outcome, headers):
    case = given.a_resolved_case()
    answer = desk.post(address(case), {"outcome": outcome, "body": "网速正常了。"}, **headers)
    assert answer.status_code == 422
    assert answer.context["form"].errors.keys() == {"outcome"}
    assert "网速正常了。" in answer.content.decode()
    assert ("<html" in answer.content.decode()) != bool(headers)
    assert notes(case) == []


def test_what_was_closed_too_long_ago_keeps_the_words_and_says_what_to_do(desk):
    case = given.a_closed_case()
    Case.objects.filter(pk=case.pk).update(status_since=case.opened_at.replace(year=case.opened_at.year - 1))
    answer = desk.post(address(case), {"outcome": "not_settled", "body": "又断了。"})
    assert (answer.status_code, len(answer.context["form"].non_field_errors())) == (422, 1)
    assert "又断了。" in answer.content.decode() and notes(case) == []


def test_there_is_nothing_to_ask_about_before_the_case_is_resolved(desk, signed_in):
    case = given.an_open_case()
    assert desk.get(address(case)).status_code == 403
    assert desk.post(address(case), {"outcome": "settled"}).status_code == 422
    assert signed_in(given.ZHAO).get(address(case)).status_code == 404
    assert notes(case) == []
