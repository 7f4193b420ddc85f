"""The case page and its live part."""

import json

import pytest
from tests import given

from fuwutai.domain.accounts.models import Staff
from fuwutai.domain.cases.commands import (
    add_note,
    assign_case,
    confirm_case,
    reply_to_case,
    split_case,
    write_as_customer,
)
from fuwutai.domain.cases.models import Case, Message

pytestmark = pytest.mark.django_db

AWKWARD = "第一行\r\n\t<script>alert('x')</script> & “引号”\u200b 末行没有换行 🙂  "


def page(client, case) -> str:
    answer = client.get(f"/desk/cases/{case.pk}")
    assert answer.status_code == 200
    return answer.content.decode()


def test_the_page_tells_the_whole_story_in_order(desk):
    case = given.an_open_case()
    add_note(actor=given.agent(), case_id=case.pk, body="同楼还有两户断网")
    write_as_customer(actor=given.customer_of(case), case_id=case.pk, body="灯是红色的", channel="portal")
    text = page(desk, case)
    said = [given.MATTER["body"], "林小雨", "光猫背面的指示灯", "同楼还有两户断网", "灯是红色的"]
    places = [text.index(part) for part in said]
    assert places[0] < places[2] < places[3] < places[4]
    assert ["msg--customer" in text, "msg--agent" in text, "msg--note" in text] == [True, True, True]


def test_what_happened_stands_between_the_words(desk):
    case = given.a_waiting_case()
    items = desk.get(f"/desk/cases/{case.pk}").context["conversation"]
    kinds = [item.line.code if item.line else item.side for item in items]
    assert kinds == ["customer", "cases.case_assigned", "agent", "cases.wait_started"]


def test_words_are_shown_escaped_and_given_out_byte_for_byte(desk):
    case = given.a_case(body=AWKWARD)
    message = Message.objects.get(case=case)
    assert "<script>alert" not in page(desk, case)
    original = desk.get(f"/desk/cases/{case.pk}/messages/{message.pk}/original.txt")
    assert original.content == AWKWARD.encode()
    assert original["Content-Type"] == "text/plain; charset=utf-8"
    assert original["X-Content-Type-Options"] == "nosniff"
    assert original["Content-Disposition"].startswith("inline; filename=")


def test_a_message_is_given_out_only_under_its_own_case(desk):
    one, other = given.a_case(), given.a_case(phone="13800000001")
    message = Message.objects.get(case=other)
    assert desk.get(f"/desk/cases/{one.pk}/messages/{message.pk}/original.txt").status_code == 404


def test_a_case_of_another_team_is_not_there_by_any_door(signed_in):
    case = given.an_open_case()
    message = Message.objects.filter(case=case).first()
    elsewhere = signed_in(given.ZHAO)
    for rest in ("", "/live", f"/messages/{message.pk}/original.txt", "/customer-words"):
        assert elsewhere.get(f"/desk/cases/{case.pk}{rest}").status_code == 404
    for verb in ("reply", "note", "take", "resolve", "reopen", "reveal", "confirm", "customer-words"):
        body = {"body": "x", "reason": "x"}
        assert elsewhere.post(f"/desk/cases/{case.pk}/{verb}", body).status_code == 404
    assert Message.objects.filter(case=case).count() == 2


def test_phone_numbers_are_masked(desk):
    text = page(desk, given.a_case())
    assert "139****5678" in text
    assert "13912345678" not in text


@pytest.mark.parametrize(
    ("make", "username", "offered", "hidden"),
    [
        (given.a_case, given.LIN, {"take", "resolve", "reply"}, {"assign", "confirm", "close", "reopen"}),
        (given.an_open_case, given.LIN, {"resolve", "reply"}, {"take", "assign", "confirm", "close", "reopen"}),
        (given.an_open_case, given.CHEN, {"take", "assign", "resolve", "reply"}, {"confirm", "close", "reopen"}),
        (given.an_open_case, given.LIN, {"third-party", "classify"}, {"end-wait", "call-back"}),
        (given.a_waiting_case, given.LIN, {"third-party", "end-wait", "reply"}, {"call-back"}),
        (given.a_case_at_a_third_party, given.LIN, {"end-wait", "reply", "resolve"}, {"third-party", "call-back"}),
        (given.a_resolved_case, given.LIN, {"confirm", "reopen", "call-back", "classify"}, {"resolve", "close"}),
        (given.a_resolved_case, given.CHEN, {"confirm", "close", "reopen", "reply"}, {"resolve", "third-party"}),
        (given.a_closed_case, given.LIN, {"reopen", "call-back"}, {"reply", "take", "resolve", "confirm", "classify"}),
        (given.a_merged_case, given.LIN, {"customer-words"}, {"reopen", "call-back", "reply", "take", "classify"}),
    ],
)
def test_only_what_the_reader_may_do_is_offered(signed_in, make, username, offered, hidden):
    case = make()
    text = page(signed_in(username), case)
    buttons = {verb for verb in offered | hidden if f"/desk/cases/{case.pk}/{verb}" in text}
    assert buttons == offered
    assert f"/desk/cases/{case.pk}/note" in text


def test_every_action_is_a_form_that_works_without_scripts(desk):
    case = given.a_case()
    text = page(desk, case)
    for verb in ("take", "resolve", "reply", "note", "reveal"):
        address = f"/desk/cases/{case.pk}/{verb}"
        assert f'action="{address}' in text or f'formaction="{address}' in text
    assert "<script>" not in text and "style=" not in text and "onclick" not in text


def test_a_clock_explains_itself(desk):
    case = given.a_case(type="complaint")
    clocks = desk.get(f"/desk/cases/{case.pk}").context["clocks"]
    assert [clock.label for clock in clocks] == ["首次响应", "办结"] or len(clocks) == 2
    explained = dict(clocks[0].details)
    assert "S4-7.2-2" in explained.values() and "法定工作日历" in explained.values()


def test_the_other_cases_of_the_customer_are_near(desk):
    first, second = given.a_case(subject="宽带断网"), given.a_case(subject="电视没有信号")
    assert "电视没有信号" in page(desk, first)
    hidden = given.a_case(team_code="mobile", subject="手机不能打电话")
    text = page(desk, second)
    assert "宽带断网" in text and hidden.subject not in text


def test_a_merged_case_and_the_one_it_goes_on_in_lead_to_each_other(desk):
    case = given.a_merged_case()
    text = page(desk, case)
    assert f'href="/desk/cases/{case.merged_into_id}"' in text and case.merged_into.number in text
    there = desk.get(f"/desk/cases/{case.merged_into_id}")
    assert [(one.pk, may_undo) for one, may_undo in there.context["absorbed"]] == [(case.pk, True)]
    told = [line.text for line in there.context["timeline"]]
    assert any(case.number in line for line in told)


def test_a_case_that_goes_on_out_of_sight_says_so_without_its_number(desk, signed_in):
    case = given.a_merged_case()
    Case.objects.filter(pk=case.merged_into_id).update(
        team=given.team("mobile"), assignee=None, responsible=None
    )
    text = page(desk, case)
    assert case.merged_into.number not in text and f'href="/desk/cases/{case.merged_into_id}"' not in text


def test_words_that_became_a_case_of_their_own_lead_there(desk):
    case = given.an_open_case()
    words = write_as_customer(actor=given.customer_of(case), case_id=case.pk, body="另一件事", channel="portal")
    new = split_case(actor=given.agent(), case_id=case.pk, message_ids=[words.pk], subject="话费多扣")
    here = desk.get(f"/desk/cases/{case.pk}").context
    assert ([one.pk for one in here["split_off"]], here["followed_by"]) == ([new.pk], [])
    assert desk.get(f"/desk/cases/{new.pk}").context["follows"].pk == case.pk


def test_a_colleague_who_left_keeps_the_name(desk):
    case = given.an_open_case(by=given.agent())
    reply_to_case(actor=given.supervisor(), case_id=case.pk, body="已安排", then="stay")
    Staff.objects.filter(username=given.CHEN).update(is_active=False)
    assert "陈国强" in page(desk, case)


def test_the_history_names_whom_a_case_was_given_to(supervisor_desk):
    case = given.an_open_case()
    zhao, mobile = given.staff(given.ZHAO), given.team("mobile")
    assign_case(actor=given.supervisor(), case_id=case.pk, team_id=mobile.pk, staff_id=zhao.pk)
    lines = [
        item.line.text for item in supervisor_desk.get(f"/desk/cases/{case.pk}").context["conversation"] if item.line
    ]
    assert any("陈国强" in line and "赵敏" in line and mobile.name in line for line in lines)


def test_the_page_listens_to_its_own_case(desk):
    case = given.an_open_case()
    answer = desk.get(f"/desk/cases/{case.pk}")
    assert answer.context["live_url"] == f"/live/desk?case={case.pk}"
    assert f'data-live-topic="case:{case.pk}"' in answer.content.decode()


def test_the_live_part_brings_what_is_new_and_leaves_the_composer_alone(desk):
    case = given.an_open_case()
    before = desk.get(f"/desk/cases/{case.pk}").context["fragment_url"]
    write_as_customer(actor=given.customer_of(case), case_id=case.pk, body="灯是红色的", channel="portal")
    answer = desk.get(before, HTTP_HX_REQUEST="true")
    text = answer.content.decode()
    assert "灯是红色的" in text and "is-new" in text
    assert 'id="case-composer"' not in text and "<html" not in text
    assert json.loads(answer["HX-Trigger"])["toast"]["level"] == "info"


def test_the_live_part_says_nothing_when_nobody_wrote(desk):
    case = given.an_open_case()
    answer = desk.get(desk.get(f"/desk/cases/{case.pk}").context["fragment_url"])
    assert "HX-Trigger" not in answer
    assert "is-new" not in answer.content.decode()


def test_the_live_part_changes_the_composer_when_the_case_may_no_longer_be_answered(desk):
    case = given.an_open_case()
    before = desk.get(f"/desk/cases/{case.pk}").context["fragment_url"]
    reply_to_case(actor=given.supervisor(), case_id=case.pk, body="已修好", then="resolve")
    confirm_case(actor=given.supervisor(), case_id=case.pk, rating="declined")
    text = desk.get(before).content.decode()
    assert 'id="case-composer" hx-swap-oob="true"' in text
    assert f"/desk/cases/{case.pk}/reply" not in text
