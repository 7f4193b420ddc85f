"""Drafts, replies that can be taken back or sent later, and named colleagues, as the desk shows them."""

import json
from datetime import UTC, datetime, time, timedelta

import pytest
from tests import given
from tests.rows import nothing_changes

from fuwutai.desk.cases.named import Part, parts_of
from fuwutai.desk.cases.unsaid import moments_offered
from fuwutai.domain.cases.commands import add_note, hold_reply, save_draft, write_as_customer
from fuwutai.domain.cases.models import Draft, HeldReply, Message
from fuwutai.domain.customers.models import Customer
from fuwutai.kernel import clock
from fuwutai.kernel.worker import drain

pytestmark = pytest.mark.django_db

HTMX = {"HTTP_HX_REQUEST": "true"}
SCRIPT = {"HTTP_X_DRAFT": "1"}
MONDAY = datetime(2026, 3, 2, 2, tzinfo=UTC)  # 10:00 in Shanghai
WORDS = "您好，线路已修复。"


@pytest.fixture(autouse=True)
def monday_morning(time_machine):
    time_machine.move_to(MONDAY, tick=False)


def address(case, rest=""):
    return f"/desk/cases/{case.pk}{rest}"


def page(browser, case):
    return browser.get(address(case)).content.decode()


def composer(text):
    return text.partition('data-composer-text>')[2].partition("</textarea>")[0]


def held(case, **more):
    given.seconds_to_undo(5)
    return hold_reply(actor=given.agent(), case_id=case.pk, body=WORDS, **more)


def test_the_composer_keeps_its_words_by_script(desk):
    case = given.an_open_case()
    sent = {"kind": "reply", "body": "您好，我先", "then": "wait", "draft_base": ""}
    answer = desk.post(address(case, "/draft"), sent, **SCRIPT)
    said = json.loads(answer.content)
    assert (answer.status_code, said["kind"]) == (200, "reply") and "10:00" in said["said"]
    again = desk.post(address(case, "/draft"), {**sent, "body": "您好，我先查", "draft_base": said["base"]}, **SCRIPT)
    assert again.status_code == 200 and Draft.objects.get().body == "您好，我先查"
    text = page(desk, case)
    assert composer(text) == "您好，我先查"
    assert '<option value="wait" selected>' in text


def test_a_draft_that_changed_elsewhere_is_not_overwritten_by_script(desk):
    case = given.an_open_case()
    save_draft(actor=given.agent(), case_id=case.pk, kind="reply", body="另一个窗口")
    with nothing_changes():
        answer = desk.post(address(case, "/draft"), {"body": "这个窗口", "draft_base": ""}, **SCRIPT)
    assert answer.status_code == 409 and json.loads(answer.content)["said"]


def test_the_draft_is_kept_and_discarded_without_scripts(desk):
    case = given.an_open_case()
    answer = desk.post(address(case, "/draft"), {"kind": "note", "body": "备注写到一半", "shared": "1"})
    assert (answer.status_code, answer["Location"]) == (303, address(case, "#case-composer"))
    text = page(desk, case)
    assert composer(text) == "备注写到一半" and 'value="note" id="composer-note" checked' in text
    desk.post(address(case, "/draft/discard"), {"kind": "note"})
    assert composer(page(desk, case)) == ""


def test_another_teams_case_keeps_no_draft(desk):
    case = given.a_case(team_code="mobile")
    with nothing_changes():
        assert desk.post(address(case, "/draft"), {"body": "x"}, **SCRIPT).status_code == 404
        assert desk.post(address(case, "/draft/discard"), {}).status_code == 404
        assert desk.get(address(case, "/mentions")).status_code == 404


def test_a_shared_draft_is_read_by_colleagues_and_taken_over(desk, supervisor_desk):
    case = given.an_open_case()
    draft = save_draft(actor=given.agent(), case_id=case.pk, kind="reply", body="已联系<机房>", shared=True)
    text = page(supervisor_desk, case)
    assert "林小雨 有一份草稿" in text or "林小雨 has a draft" in text
    assert "已联系&lt;机房&gt;" in text and composer(text) == ""
    answer = supervisor_desk.post(f"/desk/case-drafts/{draft.pk}/take", **HTMX)
    assert composer(answer.content.decode()) == "已联系&lt;机房&gt;"
    assert composer(page(desk, case)) == ""


def test_a_draft_that_is_not_shared_is_seen_by_nobody_else(supervisor_desk):
    case = given.an_open_case()
    save_draft(actor=given.agent(), case_id=case.pk, kind="reply", body="只有我看得见")
    assert "只有我看得见" not in page(supervisor_desk, case)


def test_a_reply_waits_at_the_end_of_the_thread_and_is_undone_without_scripts(desk):
    given.seconds_to_undo(5)
    case = given.an_open_case()
    answer = desk.post(address(case, "/reply"), {"kind": "reply", "body": WORDS, "then": "wait"})
    reply = HeldReply.objects.get()
    assert (answer.status_code, answer["Location"]) == (303, address(case, f"#held-{reply.pk}"))
    text = page(desk, case)
    assert f'id="held-{reply.pk}"' in text and "10:00:05" in text and composer(text) == ""
    answer = desk.post(f"/desk/held-replies/{reply.pk}/withdraw")
    assert (answer.status_code, answer["Location"]) == (303, address(case, "#case-composer"))
    text = page(desk, case)
    assert f'id="held-{reply.pk}"' not in text and composer(text) == WORDS


def test_undo_by_htmx_brings_the_words_back_into_the_composer(desk):
    given.seconds_to_undo(5)
    case = given.an_open_case()
    answer = desk.post(address(case, "/reply"), {"body": WORDS, "then": "stay"}, **HTMX)
    assert composer(answer.content.decode()) == "" and "data-sends-at" in answer.content.decode()
    reply = HeldReply.objects.get()
    answer = desk.post(f"/desk/held-replies/{reply.pk}/withdraw", **HTMX)
    assert composer(answer.content.decode()) == WORDS and "data-sends-at" not in answer.content.decode()


def test_send_now_says_the_words_at_once(desk):
    case = given.an_open_case()
    reply = held(case)
    desk.post(f"/desk/held-replies/{reply.pk}/send")
    assert Message.objects.filter(case=case, body=WORDS).exists()
    answer = desk.post(f"/desk/held-replies/{reply.pk}/withdraw", **HTMX)
    assert answer.status_code == 409


def test_a_held_reply_of_a_case_out_of_sight_is_not_there(signed_in):
    reply = held(given.an_open_case())
    zhao = signed_in(given.ZHAO)
    with nothing_changes():
        assert zhao.post(f"/desk/held-replies/{reply.pk}/withdraw").status_code == 404
        assert zhao.post(f"/desk/held-replies/{reply.pk}/send").status_code == 404


def test_a_reply_is_sent_at_a_chosen_moment(desk, time_machine):
    case = given.an_open_case()
    words = {"body": WORDS, "send_at": "own", "send_at_own": "2026-03-03T09:30"}
    desk.post(address(case, "/reply"), words)
    reply = HeldReply.objects.get()
    assert (reply.is_timed, reply.send_at) == (True, datetime(2026, 3, 3, 1, 30, tzinfo=UTC))
    assert "09:30" in page(desk, case)
    time_machine.move_to(reply.send_at, tick=False)
    drain()
    assert Message.objects.get(case=case, body=WORDS).at == reply.send_at


@pytest.mark.parametrize("chosen", [{"send_at": "own"}, {"send_at": "nonsense"}, {"send_at": "2026-03-01T09:00"}])
def test_a_moment_that_does_not_do_leaves_the_words_in_the_composer(desk, chosen):
    case = given.an_open_case()
    with nothing_changes():
        answer = desk.post(address(case, "/reply"), {"body": WORDS, **chosen}, **HTMX)
    assert answer.status_code == 422 and composer(answer.content.decode()) == WORDS


def test_the_moments_offered_are_mornings_on_which_the_centre_works():
    given.centre()
    offered = [value for value, _label in moments_offered(MONDAY)]
    assert offered == ["", "2026-03-03T01:00:00+00:00", "2026-03-09T01:00:00+00:00", "own"]
    friday = datetime(2026, 3, 6, 2, tzinfo=UTC)
    assert [value for value, _label in moments_offered(friday)] == ["", "2026-03-09T01:00:00+00:00", "own"]


def test_the_page_says_why_a_reply_was_stopped_and_holds_its_words(desk):
    case = given.an_open_case()
    held(case, send_at=clock.now() + timedelta(days=1))
    write_as_customer(actor=given.customer_of(case), case_id=case.pk, body="已经好了", channel="portal")
    drain()
    text = page(desk, case)
    assert composer(text) == WORDS
    assert text.count("#alert") and "林小雨" in text
    notices = desk.get("/desk/notices").content.decode()
    assert case.number in notices


def test_ones_own_draft_is_marked_in_the_list(desk, supervisor_desk):
    case = given.an_open_case()
    save_draft(actor=given.agent(), case_id=case.pk, kind="reply", body="没写完")
    mark = "#edit"
    assert desk.get("/desk/").content.decode().partition('id="queue"')[2].count(mark) == 1
    assert supervisor_desk.get("/desk/queues/all").content.decode().partition('id="queue"')[2].count(mark) == 0


def test_quiet_hours_of_the_customer_are_a_hint_beside_the_moments(desk):
    case = given.an_open_case()
    assert "21:00" not in page(desk, case)
    Customer.objects.filter(pk=case.customer_id).update(quiet_from=time(21), quiet_until=time(8))
    text = page(desk, case)
    assert "21:00" in text and "08:00" in text


def test_a_named_colleague_stands_out_and_what_is_written_stays_escaped(supervisor_desk):
    case = given.an_open_case()
    note = add_note(actor=given.agent(), case_id=case.pk, body="<b>@陈国强</b> 请看 @hejing")
    text = page(supervisor_desk, case)
    assert '&lt;b&gt;<mark class="mention">@陈国强</mark>&lt;/b&gt; 请看 <mark class="mention">@hejing</mark>' in text
    drain()
    listed = supervisor_desk.get("/desk/notices").content.decode()
    opened = listed.partition("/open")[0].rpartition("/desk/notices/")[2]
    answer = supervisor_desk.post(f"/desk/notices/{opened}/open")
    assert answer["Location"] == address(case, f"#message-{note.pk}")


def test_a_note_that_names_somebody_who_sees_nothing_comes_back(desk):
    case = given.an_open_case()
    with nothing_changes():
        answer = desk.post(address(case, "/note"), {"kind": "note", "body": "@赵敏 请看"}, **HTMX)
    assert answer.status_code == 422 and "赵敏" in answer.content.decode()


def test_colleagues_are_offered_for_a_name_begun(desk):
    case = given.an_open_case()
    text = desk.get(address(case, "/mentions?q=国")).content.decode()
    assert 'data-mention="陈国强"' in text and "赵敏" not in text
    assert "data-mention" not in desk.get(address(case, "/mentions?q=<x>")).content.decode()


def test_pieces_of_a_note_put_together_are_the_note():
    body = "@陈国强 a@b.cn @x ＠陈国强"
    assert "".join(part.text for part in parts_of(body, ["陈国强"])) == body
    assert parts_of("@陈国强请", ["陈国强"]) == [Part("@陈国强", True), Part("请", False)]


def test_the_page_costs_nothing_more_with_drafts_and_replies_in_it(desk, django_assert_max_num_queries):
    case = given.an_open_case()
    save_draft(actor=given.agent(), case_id=case.pk, kind="reply", body="草稿", shared=True)
    save_draft(actor=given.supervisor(), case_id=case.pk, kind="note", body="备注", shared=True)
    given.seconds_to_undo(5)
    hold_reply(actor=given.administrator(), case_id=case.pk, body=WORDS)
    page(desk, case)
    for rest in ("", "/live?seen=0&mode=reply"):
        with django_assert_max_num_queries(10):
            text = desk.get(address(case, rest)).content.decode()
        assert "何静" in text and "陈国强" in text
