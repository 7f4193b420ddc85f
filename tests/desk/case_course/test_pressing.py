"""Urging and supervision at the desk."""

from datetime import timedelta

import pytest
from tests import given
from tests.domain.cases.scenarios_course import a_supervised_case, an_urged_case
from tests.rows import nothing_changes

from fuwutai.domain.cases.commands import report_supervision
from fuwutai.domain.cases.models import Case, Supervision
from fuwutai.kernel import clock

pytestmark = pytest.mark.django_db

BY_HTMX = {"HTTP_HX_REQUEST": "true"}
IN_DIALOG = {**BY_HTMX, "HTTP_HX_TARGET": "case-dialog"}


def test_an_urge_by_phone_is_taken_down_once_in_its_time(desk):
    case = given.an_open_case()
    address = f"/desk/cases/{case.pk}/urge"
    assert desk.post(address, **BY_HTMX).status_code == 200
    with nothing_changes():
        assert desk.post(address, **BY_HTMX).status_code == 409
    assert Case.objects.get(pk=case.pk).urges == 1
    assert case.number in desk.get(f"/desk/cases/{case.pk}").content.decode()


def test_the_card_of_urges_says_which_are_answered(desk):
    case = an_urged_case()
    page = desk.get(f"/desk/cases/{case.pk}")
    assert "urging" in {one["name"] for one in page.context["cards"]}
    assert desk.get(f"/desk/cases/{case.pk}/urges").context["urges"][0].answered_at is None
    plain = given.an_open_case(phone="13700001111")
    assert "urging" not in {one["name"] for one in desk.get(f"/desk/cases/{plain.pk}").context["cards"]}


@pytest.mark.parametrize("headers", [{}, IN_DIALOG], ids=["page", "dialog"])
def test_a_supervisor_begins_with_the_moment_of_the_rule(supervisor_desk, headers):
    case = given.an_open_case()
    address = f"/desk/cases/{case.pk}/supervise"
    assert supervisor_desk.get(address, **headers).status_code == 200
    answer = supervisor_desk.post(address, {"demand": "请今天答复客户。", "due_at": ""}, **headers)
    assert answer.status_code == (200 if headers else 303)
    assert Supervision.objects.get().due_at > clock.now()
    assert supervisor_desk.get("/desk/queues/supervised").status_code == 200


def test_a_demand_without_words_comes_back(supervisor_desk):
    case = given.an_open_case()
    with nothing_changes():
        answer = supervisor_desk.post(f"/desk/cases/{case.pk}/supervise", {"demand": " "}, **IN_DIALOG)
    assert answer.status_code == 422
    assert answer.context["form"].errors.keys() == {"demand"}


def test_who_works_on_it_reports_in_the_card(desk):
    case = a_supervised_case()
    card = desk.get(f"/desk/cases/{case.pk}/supervision", **BY_HTMX)
    assert "请说明为何拖延。" in card.content.decode()
    with nothing_changes():
        assert desk.post(f"/desk/cases/{case.pk}/supervision/report", {"words": ""}, **BY_HTMX).status_code == 422
    answer = desk.post(f"/desk/cases/{case.pk}/supervision/report", {"words": "已修复。"}, **BY_HTMX)
    assert "已修复。" in answer.content.decode()


def test_the_superior_sends_it_back_or_ends_it_in_the_card(supervisor_desk):
    case = a_supervised_case()
    report_supervision(actor=given.agent(), case_id=case.pk, words="在处理。")
    card = supervisor_desk.get(f"/desk/cases/{case.pk}/supervision", **BY_HTMX)
    assert card.context["may_end"]
    assert card.context["report_form"] is None
    back, late = f"/desk/cases/{case.pk}/supervision/return", clock.now() - timedelta(days=1)
    with nothing_changes():
        past = {"again-demand": "再报。", "again-due_at": f"{late:%Y-%m-%dT%H:%M}"}
        assert supervisor_desk.post(back, past, **BY_HTMX).status_code == 422
    assert supervisor_desk.post(back, {"again-demand": "请写明原因。"}, **BY_HTMX).status_code == 200
    assert Supervision.objects.get().demand == "请写明原因。"
    assert supervisor_desk.post(f"/desk/cases/{case.pk}/supervision/end").status_code == 303
    assert not Case.objects.get(pk=case.pk).supervised


def test_agents_supervise_nothing_and_other_teams_find_nothing(desk, signed_in):
    case = given.an_open_case()
    elsewhere = signed_in(given.ZHAO)
    with nothing_changes():
        assert desk.get(f"/desk/cases/{case.pk}/supervise").status_code == 403
        assert desk.post(f"/desk/cases/{case.pk}/supervise", {"demand": "x"}).status_code == 403
        assert desk.post(f"/desk/cases/{case.pk}/supervision/end").status_code == 403
        assert elsewhere.get(f"/desk/cases/{case.pk}/supervision").status_code == 404
        assert elsewhere.post(f"/desk/cases/{case.pk}/supervision/report", {"words": "x"}).status_code == 404
        assert elsewhere.post(f"/desk/cases/{case.pk}/urge").status_code == 404
        assert elsewhere.get(f"/desk/cases/{case.pk}/urges").status_code == 404
    assert "supervise" not in desk.get(f"/desk/cases/{case.pk}").content.decode()
