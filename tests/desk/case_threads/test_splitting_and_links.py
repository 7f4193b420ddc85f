"""Splitting words off, connecting cases, and the card that shows what a case has to do with others."""

import pytest
from tests import given

from fuwutai.domain.cases.commands import link_cases, set_parent, split_case, write_as_customer
from fuwutai.domain.cases.models import Case, CaseLink

pytestmark = pytest.mark.django_db

IN_DIALOG = {"HTTP_HX_REQUEST": "true", "HTTP_HX_TARGET": "case-dialog"}
IN_CARD = {"HTTP_HX_REQUEST": "true", "HTTP_HX_TARGET": "card-connected"}
HEADERS = pytest.mark.parametrize("headers", [{}, IN_DIALOG], ids=["page", "dialog"])


def address(case: Case, what: str) -> str:
    return f"/desk/cases/{case.pk}/{what}"


def text(answer) -> str:
    return answer.content.decode()


def two_matters():
    case = given.an_open_case()
    said = [
        write_as_customer(actor=given.customer_of(case), case_id=case.pk, body=body, channel="portal")
        for body in ("话费多扣了二十元。", "上个月也是。")
    ]
    return case, said


@HEADERS
def test_ticked_words_become_a_case_of_another_type_and_team(desk, headers):
    case, said = two_matters()
    form = text(desk.get(address(case, "split"), **headers))
    assert "话费多扣了二十元。" in form and form.count("disabled") == 1
    told = {"words": [one.pk for one in said], "subject": "话费多扣", "type": "complaint", "team": ""}
    answer = desk.post(address(case, "split"), told, **headers)
    new = Case.objects.get(follows=case)
    assert (answer.headers.get("HX-Redirect") or answer.headers.get("Location")) == f"/desk/cases/{new.pk}"
    assert (new.type, new.subject, new.messages.count()) == ("complaint", "话费多扣", 2)


@HEADERS
def test_without_words_or_subject_the_form_comes_back_with_what_was_ticked(desk, headers):
    case, said = two_matters()
    answer = desk.post(address(case, "split"), {"subject": "话费", "type": "fault"}, **headers)
    assert answer.status_code == 422 and answer.context["problem"]
    answer = desk.post(address(case, "split"), {"words": [said[0].pk], "subject": " ", "type": "fault"}, **headers)
    assert answer.status_code == 422 and "subject" in answer.context["form"].errors
    assert [one["ticked"] for one in answer.context["words"]] == [False, True, False]
    assert not Case.objects.filter(follows=case).exists()


def test_a_split_is_undone_from_the_card_of_the_new_case(desk):
    case, said = two_matters()
    new = split_case(actor=given.agent(), case_id=case.pk, message_ids=[said[0].pk], subject="话费")
    assert address(new, "undo-split") in text(desk.get(address(new, "connected"), **IN_CARD))
    answer = desk.post(address(new, "undo-split"))
    assert answer.headers["Location"] == f"/desk/cases/{case.pk}"
    assert Case.objects.get(pk=new.pk).merged_into == case


@HEADERS
@pytest.mark.parametrize("way", ["related", "duplicate", "part_of", "has_part"])
def test_cases_are_connected_by_number(desk, headers, way):
    case, other = given.a_case(), given.a_case(phone="13800138000")
    answer = desk.post(address(case, "link"), {"number": f" {other.number} ", "way": way}, **headers)
    assert answer.status_code == (200 if headers else 303)
    links = list(CaseLink.objects.values_list("kind", flat=True))
    parents = list(Case.objects.exclude(parent=None).values_list("pk", "parent"))
    assert (links, parents) == {
        "part_of": ([], [(case.pk, other.pk)]),
        "has_part": ([], [(other.pk, case.pk)]),
    }.get(way, ([way], []))


@HEADERS
@pytest.mark.parametrize(
    "told", [{"way": "related"}, {"way": "friend", "number": "x"}, {"way": "part_of", "number": "x"}]
)
def test_a_wrong_number_or_way_comes_back_with_what_to_do(desk, headers, told):
    case = given.a_case()
    answer = desk.post(address(case, "link"), told, **headers)
    assert answer.status_code == 422 and answer.context["problem"]
    assert not CaseLink.objects.exists()


def test_the_card_says_how_far_the_parts_are_and_names_nothing_out_of_sight(desk):
    case = given.a_case()
    done, open_, hidden = given.a_resolved_case(), given.an_open_case(), given.a_case(team_code="mobile")
    for child in (done, open_):
        set_parent(actor=given.agent(), case_id=child.pk, parent_id=case.pk)
    link_cases(actor=given.supervisor(), case_id=case.pk, other_id=hidden.pk, kind="related")
    answer = desk.get(address(case, "connected"), **IN_CARD)
    assert ("1" in answer.context["children_said"]) and ("2" in answer.context["children_said"])
    assert hidden.number not in text(answer) and hidden.subject in text(answer)
    assert answer.context["bound"]["links"][0].case is None


def test_the_card_takes_connections_away_and_links_what_is_alike(desk):
    case, alike, parent = given.a_case(), given.a_case(), given.a_case(phone="13800138000", subject="光缆中断")
    card = text(desk.get(address(case, "connected"), **IN_CARD))
    assert alike.number in card
    told = {"card": "1", "way": "related", "other": alike.pk}
    assert desk.post(address(case, "link"), told, **IN_CARD).status_code == 200
    assert CaseLink.objects.count() == 1
    set_parent(actor=given.agent(), case_id=case.pk, parent_id=parent.pk)
    assert desk.post(address(case, "unlink"), {"other": alike.pk}, **IN_CARD).status_code == 200
    assert desk.post(address(case, "unlink"), {"parent": "1"}).status_code == 303
    set_parent(actor=given.agent(), case_id=case.pk, parent_id=parent.pk)
    assert desk.post(address(parent, "unlink"), {"child": case.pk}, **IN_CARD).status_code == 200
    case.refresh_from_db()
    assert (case.links, case.parent, CaseLink.objects.count()) == (0, None, 0)


def test_a_case_with_no_connections_says_so(desk):
    answer = desk.get(address(given.a_case(), "connected"))
    assert answer.status_code == 200
    assert not any(answer.context["bound"].values()) and answer.context["like"] == []
