"""Replies, notes and the customer's words, and where each leaves the case."""

from datetime import UTC, datetime, timedelta

import pytest
from tests import given
from tests.rows import all_rows, nothing_changes

from fuwutai.domain.cases.commands import add_note, close_case, reply_to_case, write_as_customer
from fuwutai.domain.cases.models import Case, Message
from fuwutai.domain.cases.queries import facts_of
from fuwutai.domain.customers.commands import set_tier
from fuwutai.domain.sla.models import Clock
from fuwutai.kernel.actors import Actor
from fuwutai.kernel.errors import Conflict, Invalid, NotFound, Refused
from fuwutai.kernel.models import JournalEntry

pytestmark = pytest.mark.django_db

MONDAY = datetime(2026, 3, 2, 2, tzinfo=UTC)  # 10:00 in Shanghai, an ordinary working week ahead
WINDOW = timedelta(days=14)


@pytest.fixture(autouse=True)
def monday(time_machine):
    """Stop the time on a Monday morning."""
    time_machine.move_to(MONDAY, tick=False)
    return time_machine


def fresh(case: Case) -> Case:
    return Case.objects.get(pk=case.pk)


def codes_about(case: Case) -> list[str]:
    return list(JournalEntry.objects.filter(subject="case", subject_id=case.pk).values_list("code", flat=True))


@pytest.mark.parametrize(
    ("then", "status", "next_step"),
    [
        ("stay", "open", None),
        ("wait", "waiting_customer", MONDAY + timedelta(days=2)),
        ("third_party", "waiting_third_party", None),
        ("resolve", "resolved", MONDAY + timedelta(days=3)),
    ],
)
def test_a_reply_says_what_follows(then, status, next_step):
    case = given.a_case()
    words = "  请问光猫指示灯的颜色？\r\n"
    message = reply_to_case(actor=given.agent(), case_id=case.pk, body=words, then=then)
    case = fresh(case)
    assert (case.status, case.next_step_at, case.customer_waits) == (status, next_step, False)
    stored = Message.objects.get(pk=message.pk)
    assert (stored.kind, stored.body, stored.channel) == ("reply", words, "portal")
    assert (stored.author_kind, stored.author_id) == ("staff", given.staff().pk)


@pytest.mark.proves("S4-2.2-6")
def test_what_is_said_as_a_case_is_resolved_tells_the_result():
    case = given.an_open_case()
    message = reply_to_case(actor=given.agent(), case_id=case.pk, body="已修复。", then="resolve")
    told = JournalEntry.objects.get(code="cases.result_notified")
    assert told.data == {"case_id": case.pk, "message_id": message.pk}
    codes = codes_about(case)
    assert codes.index("cases.case_resolved") < codes.index("cases.result_notified")


def test_a_resolved_case_stays_resolved_when_the_customer_is_told_the_result(monday):
    case = given.a_resolved_case()
    closes_at = case.next_step_at
    monday.shift(timedelta(hours=2))
    before = len(codes_about(case))
    message = reply_to_case(actor=given.agent(), case_id=case.pk, body="线路已修复，请您验证。")
    assert codes_about(case)[before:] == ["cases.agent_replied", "cases.result_notified"]
    case = fresh(case)
    assert (case.status, case.status_since, case.next_step_at) == ("resolved", MONDAY, closes_at)
    assert case.last_message_at == message.at == MONDAY + timedelta(hours=2)


@pytest.mark.parametrize("then", ["wait", "third_party", "resolve"])
def test_nothing_follows_a_reply_in_a_resolved_case(then):
    case = given.a_resolved_case()
    with nothing_changes(), pytest.raises(Conflict):
        reply_to_case(actor=given.agent(), case_id=case.pk, body="已修复。", then=then)


def test_waiting_anew_counts_reminders_from_the_start():
    case = given.a_waiting_case()
    Case.objects.filter(pk=case.pk).update(reminders=2, next_step_at=None)
    reply_to_case(actor=given.agent(), case_id=case.pk, body="再问一下。", then="wait")
    assert (fresh(case).reminders, fresh(case).next_step_at) == (0, MONDAY + timedelta(days=2))


@pytest.mark.parametrize(
    ("body", "then", "field"), [(" ", "stay", "body"), ("你好\x00", "stay", "body"), ("你好", "go", "then")]
)
def test_a_wrong_reply_changes_nothing(body, then, field):
    case = given.an_open_case()
    with nothing_changes(), pytest.raises(Invalid) as refused:
        reply_to_case(actor=given.agent(), case_id=case.pk, body=body, then=then)
    assert set(refused.value.fields) == {field}


def test_a_reply_sent_twice_is_one_reply_also_when_the_case_has_moved_on():
    case = given.an_open_case()
    wanted = {"actor": given.agent(), "case_id": case.pk, "body": "已修复。", "then": "resolve"}
    first = reply_to_case.once("token")(**wanted)
    before = all_rows()
    assert reply_to_case.once("token")(**wanted) == first
    assert all_rows() == before
    with pytest.raises(Conflict):
        reply_to_case(**wanted)


@pytest.mark.parametrize(
    ("state", "status", "event"),
    [
        (given.a_case, "new", None),
        (given.an_open_case, "open", None),
        (given.a_waiting_case, "open", "cases.wait_ended"),
        (given.a_case_at_a_third_party, "waiting_third_party", None),
        (given.a_resolved_case, "open", "cases.case_reopened"),
        (given.a_closed_case, "open", "cases.case_reopened"),
    ],
)
def test_the_customers_words_bring_the_case_back_to_us(state, status, event):
    case = state()
    before = codes_about(case)
    write_as_customer(actor=given.customer_of(case), case_id=case.pk, body="还是不行。", channel="portal")
    assert codes_about(case)[len(before) :] == ["cases.customer_wrote", *([event] if event else [])]
    case = fresh(case)
    assert (case.status, case.customer_waits, case.next_step_at) == (status, True, None)
    assert case.reopened == (1 if event == "cases.case_reopened" else 0)


def test_an_agent_takes_down_what_a_customer_says_on_the_telephone():
    case = given.a_waiting_case()
    message = write_as_customer(actor=given.agent(), case_id=case.pk, body="灯是红的。", channel="phone")
    assert (message.kind, message.channel, message.author_kind) == ("customer", "phone", "staff")
    assert fresh(case).status == "open"


@pytest.mark.parametrize(("body", "channel", "field"), [("", "portal", "body"), ("灯是红的。", "fax", "channel")])
@pytest.mark.parametrize("state", [given.a_waiting_case, given.a_closed_case])
def test_wrong_words_of_a_customer_change_nothing(state, body, channel, field, monday):
    case = state()
    monday.shift(timedelta(days=30))
    with nothing_changes(), pytest.raises(Invalid) as refused:
        write_as_customer(actor=given.customer_of(case), case_id=case.pk, body=body, channel=channel)
    assert set(refused.value.fields) == {field}


@pytest.mark.proves("OWN-3")
def test_words_on_the_last_moment_of_the_window_reopen_the_case(monday):
    case = given.a_closed_case()
    monday.shift(WINDOW)
    message = write_as_customer(actor=given.customer_of(case), case_id=case.pk, body="又断了。", channel="portal")
    assert (message.case_id, fresh(case).status, Case.objects.count()) == (case.pk, "open", 1)


@pytest.mark.proves("OWN-3", "S1-6.3-1")
def test_words_after_the_window_open_a_linked_case_with_clocks_of_its_own(monday):
    case = given.a_closed_case(type="complaint", priority="urgent")
    monday.shift(WINDOW + timedelta(seconds=1))
    message = write_as_customer(actor=given.customer_of(case), case_id=case.pk, body="又断了。", channel="portal")
    later = message.case
    assert (later.follows_id, later.customer_id, later.team_id) == (case.pk, case.customer_id, case.team_id)
    assert (later.type, later.priority, later.subject) == ("complaint", "urgent", case.subject)
    assert (later.status, later.assignee_id, message.body) == ("new", None, "又断了。")
    assert fresh(case).status == "closed"
    assert codes_about(case)[-1] == "cases.follow_up_opened"
    clocks = Clock.objects.filter(case=later)
    assert {clock.definition: clock.started_at for clock in clocks} == {
        "first_response": later.opened_at,
        "resolution": later.opened_at,
    }
    assert {clock.state for clock in Clock.objects.filter(case=case)} == {"stopped"}


def test_a_follow_up_takes_the_facts_along_and_serves_the_customer_as_they_are_served_now(monday):
    case = given.a_closed_case(line="telecom", service_class="basic", urgency="high", complexity="complex")
    monday.shift(WINDOW + timedelta(seconds=1))
    set_tier(actor=given.supervisor(), customer_id=case.customer_id, tier="vip")
    later = write_as_customer(actor=given.customer_of(case), case_id=case.pk, body="又断了。", channel="phone").case
    facts = facts_of([case.pk, later.pk])
    assert facts[later.pk] == {**facts[case.pk], "channel": "phone", "tier": "vip"}


def test_later_words_go_to_the_linked_case_and_open_no_third_one(monday):
    case = given.a_closed_case()
    customer = given.customer_of(case)
    monday.shift(WINDOW + timedelta(seconds=1))
    later = write_as_customer(actor=customer, case_id=case.pk, body="又断了。", channel="portal").case
    again = write_as_customer(actor=customer, case_id=case.pk, body="怎么没人回？", channel="portal")
    assert (again.case_id, Case.objects.count()) == (later.pk, 2)
    reply_to_case(actor=given.agent(), case_id=later.pk, body="已修复。", then="resolve")
    close_case(actor=given.supervisor(), case_id=later.pk, rating="no_answer")
    monday.shift(WINDOW + timedelta(seconds=1))
    wanted = {"actor": customer, "case_id": case.pk, "body": "第三次了。", "channel": "portal"}
    third = write_as_customer.once("token")(**wanted)
    assert write_as_customer.once("token")(**wanted) == third
    assert (third.case.follows_id, Case.objects.count()) == (later.pk, 3)


def test_words_sent_twice_after_the_window_open_one_linked_case(monday):
    case = given.a_closed_case()
    monday.shift(timedelta(days=30))
    wanted = {"actor": given.customer_of(case), "case_id": case.pk, "body": "又断了。", "channel": "portal"}
    first = write_as_customer.once("token")(**wanted)
    before = all_rows()
    assert write_as_customer.once("token")(**wanted) == first
    assert all_rows() == before


def test_a_key_that_another_customer_guesses_shows_nothing():
    case, other = given.an_open_case(), given.an_open_case(phone="13800138000")
    wanted = {"body": "灯是红的。", "channel": "portal"}
    write_as_customer.once("token")(actor=given.customer_of(case), case_id=case.pk, **wanted)
    guessing = Actor.customer(case.customer_id, frozenset({other.pk}))
    with nothing_changes(), pytest.raises(NotFound):
        write_as_customer.once("token")(actor=guessing, case_id=case.pk, **wanted)


@pytest.mark.parametrize("state", [given.a_case, given.a_waiting_case, given.a_closed_case])
def test_a_note_moves_nothing_but_is_in_the_history(state):
    case = state()
    before = Case.objects.filter(pk=case.pk).values().get()
    note = add_note(actor=given.agent(), case_id=case.pk, body="已联系装维。")
    assert (note.kind, note.author_id) == ("note", given.staff().pk)
    assert Case.objects.filter(pk=case.pk).values().get() == before
    assert codes_about(case)[-1] == "cases.note_added"


def test_a_customer_leaves_no_note():
    case = given.an_open_case()
    with nothing_changes(), pytest.raises(Refused):
        add_note(actor=given.customer_of(case), case_id=case.pk, body="内部")
    with nothing_changes(), pytest.raises(Invalid):
        add_note(actor=given.agent(), case_id=case.pk, body="  ")


def test_a_note_sent_twice_is_one_note():
    case = given.an_open_case()
    wanted = {"actor": given.agent(), "case_id": case.pk, "body": "已联系装维。"}
    assert add_note.once("token")(**wanted) == add_note.once("token")(**wanted)
    assert case.messages.filter(kind="note").count() == 1
