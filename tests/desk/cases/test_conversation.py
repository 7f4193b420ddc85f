"""Reply, note, and words taken down from a call."""

import json

import pytest
from tests import given

from fuwutai.domain.cases.choices import AUTOMATIC
from fuwutai.domain.cases.models import Case, Message

pytestmark = pytest.mark.django_db

HTMX = {"HTTP_HX_REQUEST": "true"}


def bodies(case: Case, kind: str) -> list[str]:
    return list(Message.objects.filter(case=case, kind=kind).order_by("id").values_list("body", flat=True))


def status(case: Case) -> str:
    return Case.objects.get(pk=case.pk).status


def test_a_reply_by_plain_form_comes_back_to_its_message(desk):
    case = given.an_open_case()
    answer = desk.post(f"/desk/cases/{case.pk}/reply", {"kind": "reply", "body": "明天上门", "then": "stay"})
    message = Message.objects.latest("id")
    assert (answer.status_code, answer["Location"]) == (303, f"/desk/cases/{case.pk}#message-{message.pk}")
    assert bodies(case, "reply")[-1] == "明天上门"


@pytest.mark.parametrize(("then", "after"), [("stay", "open"), ("wait", "waiting_customer"), ("resolve", "resolved")])
def test_what_follows_a_reply_is_chosen_with_it(desk, then, after):
    case = given.an_open_case()
    desk.post(f"/desk/cases/{case.pk}/reply", {"body": "好的", "then": then})
    assert status(case) == after


def test_a_reply_by_htmx_brings_an_empty_composer_and_the_new_message(desk):
    case = given.an_open_case()
    answer = desk.post(f"/desk/cases/{case.pk}/reply", {"body": "明天上门", "then": "wait"}, **HTMX)
    text = answer.content.decode()
    assert answer.status_code == 200 and "<html" not in text
    assert text.index('id="case-composer"') < text.index('id="case-thread"')
    assert 'hx-swap-oob="true"' in text and "明天上门" in text and "is-new" in text
    assert json.loads(answer["HX-Trigger"])["toast"]["level"] == "success"


def test_a_note_stays_inside(desk):
    case = given.an_open_case()
    answer = desk.post(f"/desk/cases/{case.pk}/note", {"kind": "note", "body": "客户情绪激动"})
    assert answer.status_code == 303
    assert (bodies(case, "note"), len(bodies(case, "reply"))) == (["客户情绪激动"], 1)


def test_a_closed_case_still_takes_notes(desk):
    case = given.a_closed_case()
    assert desk.post(f"/desk/cases/{case.pk}/note", {"body": "补充"}, **HTMX).status_code == 200
    assert bodies(case, "note") == ["补充"]


@pytest.mark.parametrize("kind", ["reply", "note"])
def test_empty_words_come_back_with_the_reason(desk, kind):
    case = given.an_open_case()
    before = Message.objects.count()
    plain = desk.post(f"/desk/cases/{case.pk}/{kind}", {"kind": kind, "body": "  \n"})
    fragment = desk.post(f"/desk/cases/{case.pk}/{kind}", {"kind": kind, "body": "  \n"}, **HTMX)
    assert plain.status_code == fragment.status_code == 422
    assert 'role="alert"' in plain.content.decode()
    assert "<html" not in fragment.content.decode() and 'id="case-composer"' in fragment.content.decode()
    assert Message.objects.count() == before


def test_words_that_come_too_late_are_not_lost(desk):
    case = given.a_closed_case()
    answer = desk.post(f"/desk/cases/{case.pk}/reply", {"body": "还有一句", "then": "stay"})
    assert answer.status_code == 409
    assert "还有一句" in answer.content.decode()
    assert len(bodies(case, "reply")) == 1


def test_words_to_a_resolved_case_tell_the_result_and_leave_it_so(desk):
    case = given.a_resolved_case()
    page = desk.get(f"/desk/cases/{case.pk}")
    assert (page.context["tells_result"], page.context["then_choices"]) == (True, [])
    assert desk.post(page.context["reply_url"], {"body": "已修复，请验证"}).status_code == 303
    assert (bodies(case, "reply")[-1], status(case)) == ("已修复，请验证", "resolved")


def test_a_reply_may_wait_for_a_third_party_and_the_next_one_mostly_does_so_too(desk):
    case = given.an_open_case()
    page = desk.get(f"/desk/cases/{case.pk}")
    assert (page.context["then"], "third_party" in dict(page.context["then_choices"])) == ("", True)
    desk.post(page.context["reply_url"], {"body": "已转厂家", "then": "third_party"})
    assert status(case) == "waiting_third_party"
    page = desk.get(f"/desk/cases/{case.pk}")
    assert (page.context["then"], page.context["mode"]) == ("third_party", "third_party")
    assert '<option value="third_party" selected>' in page.content.decode()


def test_a_reply_sent_twice_is_said_once(desk):
    case = given.an_open_case()
    address = desk.get(f"/desk/cases/{case.pk}").context["reply_url"]
    first = desk.post(address, {"body": "明天上门", "then": "wait"})
    second = desk.post(address, {"body": "明天上门", "then": "wait"})
    assert first["Location"] == second["Location"]
    assert bodies(case, "reply").count("明天上门") == 1


def test_words_keep_every_blank_and_line_end(desk):
    case = given.an_open_case()
    words = "  第一行\r\n\r\n  第二行\t末尾  "
    desk.post(f"/desk/cases/{case.pk}/reply", {"body": words, "then": "stay"})
    assert bodies(case, "reply")[-1] == words


def test_what_a_caller_says_ends_the_wait(desk):
    case = given.a_waiting_case()
    answer = desk.post(f"/desk/cases/{case.pk}/customer-words", {"body": "灯是红色的"})
    assert answer.status_code == 303
    assert (bodies(case, "customer")[-1], status(case)) == ("灯是红色的", "open")
    taken_down = Message.objects.latest("id")
    assert (taken_down.author_kind, taken_down.channel) == ("staff", "phone")
    assert "林小雨" in next(
        item.kind for item in desk.get(f"/desk/cases/{case.pk}").context["conversation"][::-1] if item.message
    )


def test_a_call_has_a_page_of_its_own_where_no_script_opens_the_dialog(desk):
    case = given.an_open_case()
    assert desk.get(f"/desk/cases/{case.pk}/customer-words").status_code == 200
    empty = desk.post(f"/desk/cases/{case.pk}/customer-words", {"body": " "})
    assert empty.status_code == 422
    assert len(bodies(case, "customer")) == 1


def test_a_call_sent_twice_is_taken_down_once(desk):
    case = given.a_waiting_case()
    address = desk.get(f"/desk/cases/{case.pk}").context["words_url"]
    desk.post(address, {"body": "灯是红色的"})
    desk.post(address, {"body": "灯是红色的"})
    assert bodies(case, "customer").count("灯是红色的") == 1


def test_a_call_long_after_closing_goes_on_in_a_new_case(desk):
    case = given.a_closed_case()
    Case.objects.filter(pk=case.pk).update(status_since=case.opened_at.replace(year=case.opened_at.year - 1))
    answer = desk.post(f"/desk/cases/{case.pk}/customer-words", {"body": "又断网了"})
    follow_up = Case.objects.get(follows=case)
    assert answer["Location"].startswith(f"/desk/cases/{follow_up.pk}#")
    page = desk.get(f"/desk/cases/{follow_up.pk}")
    assert page.context["follows"].pk == case.pk
    assert [one.pk for one in desk.get(f"/desk/cases/{case.pk}").context["followed_by"]] == [follow_up.pk]


def test_a_call_about_a_merged_case_is_taken_down_where_it_goes_on(desk):
    case = given.a_merged_case()
    answer = desk.post(f"/desk/cases/{case.pk}/customer-words", {"body": "还有一点"})
    assert answer["Location"].startswith(f"/desk/cases/{case.merged_into_id}#")
    assert bodies(case.merged_into, "customer")[-1] == "还有一点"


def test_automatic_words_are_named_as_such(desk):
    case = given.a_waiting_case()
    Message.objects.create(
        case=case, kind=AUTOMATIC, body="请您回复", author_kind="system", channel="portal", at=case.last_message_at
    )
    assert desk.get(f"/desk/cases/{case.pk}").status_code == 200
