"""Merging with a look at what will happen, and taking it back, in the dialog of the case or on pages of their own."""

import pytest
from tests import given

from fuwutai.domain.cases.commands import merge_case, write_as_customer
from fuwutai.domain.cases.models import Case, Message

pytestmark = pytest.mark.django_db

IN_DIALOG = {"HTTP_HX_REQUEST": "true", "HTTP_HX_TARGET": "case-dialog"}
HEADERS = pytest.mark.parametrize("headers", [{}, IN_DIALOG], ids=["page", "dialog"])


def address(case: Case, what: str = "merge") -> str:
    return f"/desk/cases/{case.pk}/{what}"


def text(answer) -> str:
    return answer.content.decode()


@HEADERS
def test_the_form_offers_the_customers_other_open_cases_in_sight(desk, headers):
    case, other = given.a_case(), given.an_open_case()
    over, hidden = given.a_resolved_case(), given.a_case(team_code="mobile")
    stranger = given.a_case(phone="13800138000")
    answer = desk.get(address(case), **headers)
    assert [one.pk for one in answer.context["targets"]] == [other.pk]
    for one in (over, hidden, stranger):
        assert one.number not in text(answer)
    assert ("<html" in text(answer)) != bool(headers)


def test_a_customer_with_one_case_only_still_has_the_number(desk):
    answer = desk.get(address(given.a_case()))
    assert answer.context["targets"] == [] and 'name="number"' in text(answer)


@HEADERS
def test_before_it_is_done_both_stand_side_by_side_with_the_deadlines_that_will_hold(desk, headers, time_machine):
    case = given.a_case(subject="宽带断网")
    time_machine.shift(600)
    into = given.a_case(subject="又断网了")
    answer = desk.get(address(case), {"number": into.number}, **headers)
    said = text(answer)
    assert answer.status_code == 200 and "宽带断网" in said and "又断网了" in said
    promised = {one["name"]: (one["due_at"], one["then_due_at"]) for one in answer.context["promises"]}
    merge_case(actor=given.agent(), case_id=case.pk, into_id=into.pk)
    into.refresh_from_db()
    assert into.due_at in [then for _due, then in promised.values()]
    assert any(due != then for due, then in promised.values())


def test_looking_changes_no_case(desk):
    case, into = given.a_case(), given.a_case()
    before = list(Case.objects.order_by("pk").values())
    desk.get(address(case), {"other": into.pk})
    assert list(Case.objects.order_by("pk").values()) == before


@HEADERS
@pytest.mark.parametrize("wrong", ["self", "stranger", "over", "hidden", "unknown"])
def test_what_cannot_be_the_target_is_said_with_what_to_do(desk, headers, wrong):
    case = given.a_case()
    numbers = {
        "self": lambda: case.number,
        "stranger": lambda: given.a_case(phone="13800138000").number,
        "over": lambda: given.a_resolved_case().number,
        "hidden": lambda: given.a_case(team_code="mobile").number,
        "unknown": lambda: "260101-9999-9",
    }
    number = numbers[wrong]()
    answer = desk.get(address(case), {"number": number}, **headers)
    assert answer.status_code == 422 and answer.context["problem"]
    answer = desk.post(address(case), {"number": number}, **headers)
    assert answer.status_code == 422 and answer.context["problem"]
    assert not Case.objects.exclude(merged_into=None).exists()


@HEADERS
def test_after_merging_the_target_is_shown_with_the_words_of_both(desk, headers):
    case, into = given.a_case(body="第一件事"), given.a_case(body="第二件事")
    answer = desk.post(address(case), {"other": into.pk}, **headers)
    page = f"/desk/cases/{into.pk}"
    assert (answer.headers.get("HX-Redirect") or answer.headers.get("Location")) == page
    said = text(desk.get(page))
    assert said.index("第一件事") < said.index("第二件事")
    assert case.number in said and address(case, "undo-merge") in said
    old = text(desk.get(f"/desk/cases/{case.pk}"))
    assert into.number in old and address(case, "undo-merge") in old


@HEADERS
def test_undoing_shows_what_came_by_the_old_number_and_moves_what_is_ticked(desk, headers):
    case, into = given.a_case(), given.a_case()
    merge_case(actor=given.agent(), case_id=case.pk, into_id=into.pk)
    words = write_as_customer(actor=given.customer_of(case), case_id=case.pk, body="还有一点", channel="portal")
    answer = desk.get(address(case, "undo-merge"), **headers)
    assert "还有一点" in text(answer)
    answer = desk.post(address(case, "undo-merge"), {"words": [words.pk]}, **headers)
    assert (answer.headers.get("HX-Redirect") or answer.headers.get("Location")) == f"/desk/cases/{case.pk}"
    assert Case.objects.get(pk=case.pk).merged_into is None
    assert Message.objects.get(pk=words.pk).case == case


@HEADERS
def test_a_merger_too_old_is_not_offered_and_says_so(signed_in, headers, time_machine):
    case = given.a_merged_case()
    page = f"/desk/cases/{case.pk}"
    assert address(case, "undo-merge") in text(signed_in().get(page))
    time_machine.shift(31 * 86_400)
    desk = signed_in()
    assert address(case, "undo-merge") not in text(desk.get(page))
    answer = desk.post(address(case, "undo-merge"), {}, **headers)
    assert answer.status_code == 422 and answer.context["problem"]
    assert Case.objects.get(pk=case.pk).merged_into_id is not None


def test_a_case_that_was_not_merged_has_nothing_to_undo(desk):
    case = given.a_case()
    answer = desk.get(address(case, "undo-merge"))
    assert answer.context["problem"] and "<button type=\"submit\" class=\"btn btn--primary\">" not in text(answer)
    assert desk.post(address(case, "undo-merge")).status_code == 422


def test_a_case_out_of_sight_is_not_found(signed_in):
    case, into = given.a_case(), given.a_case()
    elsewhere = signed_in(given.ZHAO)
    for what in ("merge", "undo-merge", "split", "link", "connected"):
        assert elsewhere.get(address(case, what)).status_code == 404
    assert elsewhere.post(address(case), {"other": into.pk}).status_code == 404
    assert Case.objects.get(pk=case.pk).merged_into_id is None


@pytest.fixture(autouse=True)
def monday(time_machine):
    """Stop the time on a Monday morning."""
    time_machine.move_to("2026-03-02T02:00:00Z", tick=False)
