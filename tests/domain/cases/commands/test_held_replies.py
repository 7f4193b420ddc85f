"""Replies that can be taken back, or are sent later: sent once, as their author, or stopped with a reason."""

from datetime import UTC, datetime, timedelta

import pytest
from tests import given
from tests.rows import nothing_changes

from fuwutai.domain.accounts.commands import deactivate_staff
from fuwutai.domain.cases.commands import (
    assign_case,
    hold_reply,
    merge_case,
    resolve_case,
    save_draft,
    send_held_reply,
    stop_held_reply,
    withdraw_reply,
    write_as_customer,
)
from fuwutai.domain.cases.models import Case, Draft, HeldReply, Message
from fuwutai.domain.sla.models import Clock
from fuwutai.kernel import clock
from fuwutai.kernel.actors import Actor
from fuwutai.kernel.errors import Conflict, Invalid, NotFound, Refused
from fuwutai.kernel.jobs import job_named
from fuwutai.kernel.models import JournalEntry, OutboxRow
from fuwutai.kernel.worker import drain

pytestmark = pytest.mark.django_db

MONDAY = datetime(2026, 3, 2, 2, tzinfo=UTC)  # 10:00 in Shanghai
PLATFORM = Actor.system("cases")
WORDS = "您好，线路已修复，请再试一次。"


@pytest.fixture(autouse=True)
def monday_morning(time_machine):
    time_machine.move_to(MONDAY, tick=False)
    given.seconds_to_undo(5)


def held(case, *, by=None, **more):
    return hold_reply(actor=by or given.agent(), case_id=case.pk, **{"body": WORDS, **more})


def timed(case, **more):
    return held(case, send_at=clock.now() + timedelta(days=1), **more)


def replies(case):
    return list(Message.objects.filter(case=case, kind="reply").order_by("pk").values_list("body", flat=True))


def now_of(reply):
    return HeldReply.objects.get(pk=reply.pk)


def codes(case):
    return list(JournalEntry.objects.filter(subject="case", subject_id=case.pk).values_list("code", flat=True))


@pytest.mark.proves("OWN-12")
def test_a_reply_is_held_for_the_seconds_of_the_rule_and_then_sent_as_its_author(time_machine):
    case = given.a_case()
    given.an_open_case()
    reply = held(case, then="wait")
    assert (reply.state, reply.send_at, replies(case)) == ("held", MONDAY + timedelta(seconds=5), [])
    assert Case.objects.get(pk=case.pk).status == "new"
    time_machine.shift(timedelta(seconds=4))
    drain()
    assert replies(case) == []
    time_machine.shift(timedelta(seconds=1))
    drain()
    message = Message.objects.get(case=case, kind="reply")
    assert (message.body, message.author_kind, message.author_id) == (WORDS, "staff", given.agent().id)
    assert message.at == MONDAY + timedelta(seconds=5)
    assert Case.objects.get(pk=case.pk).status == "waiting_customer"
    assert (now_of(reply).state, now_of(reply).message_id, now_of(reply).body) == ("sent", message.pk, "")


def test_clocks_stop_when_the_words_are_really_sent(time_machine):
    case = given.a_case()
    held(case)
    time_machine.shift(timedelta(seconds=5))
    assert Clock.objects.get(case=case, definition="first_response").stopped_at is None
    drain()
    assert Clock.objects.get(case=case, definition="first_response").stopped_at == MONDAY + timedelta(seconds=5)


def test_where_the_rule_gives_no_seconds_a_reply_is_sent_at_once():
    given.seconds_to_undo(0)
    case = given.an_open_case()
    reply = held(case, then="resolve")
    assert (reply.state, reply.message.body) == ("sent", WORDS)
    assert Case.objects.get(pk=case.pk).status == "resolved"


def test_the_draft_ends_when_its_words_are_on_their_way():
    case = given.an_open_case()
    save_draft(actor=given.agent(), case_id=case.pk, kind="reply", body=WORDS)
    save_draft(actor=given.agent(), case_id=case.pk, kind="note", body="备注")
    held(case)
    assert [one.kind for one in Draft.objects.all()] == ["note"]


def test_a_reply_taken_back_is_a_draft_again_and_never_sent(time_machine):
    case = given.an_open_case()
    before = replies(case)
    reply = held(case, then="wait")
    withdraw_reply(actor=given.agent(), held_id=reply.pk)
    draft = Draft.objects.get()
    assert (draft.body, draft.then, draft.kind) == (WORDS, "wait", "reply")
    time_machine.shift(timedelta(minutes=5))
    drain()
    assert replies(case) == before
    assert (now_of(reply).state, now_of(reply).body) == ("withdrawn", "")
    assert codes(case)[-1] == "cases.reply_withdrawn"


def test_words_given_back_stand_before_what_was_begun_since():
    case = given.an_open_case()
    reply = held(case)
    save_draft(actor=given.agent(), case_id=case.pk, kind="reply", body="还有一件事")
    withdraw_reply(actor=given.agent(), held_id=reply.pk)
    assert Draft.objects.get().body == f"{WORDS}\n\n还有一件事"


def test_what_is_sent_cannot_be_taken_back():
    case = given.an_open_case()
    reply = held(case)
    send_held_reply(actor=given.agent(), held_id=reply.pk)
    with pytest.raises(Conflict) as refused, nothing_changes():
        withdraw_reply(actor=given.agent(), held_id=reply.pk)
    assert refused.value.code == "sent"
    with nothing_changes():
        assert send_held_reply(actor=given.agent(), held_id=reply.pk).state == "sent"


def test_its_author_sends_a_reply_before_its_moment_and_nobody_else():
    case = given.an_open_case()
    reply = timed(case)
    with pytest.raises(Refused), nothing_changes():
        send_held_reply(actor=given.supervisor(), held_id=reply.pk)
    with pytest.raises(NotFound), nothing_changes():
        send_held_reply(actor=given.agent_elsewhere(), held_id=reply.pk)
    send_held_reply(actor=given.agent(), held_id=reply.pk)
    assert replies(case)[-1] == WORDS
    drain()
    assert replies(case).count(WORDS) == 1


def test_a_colleague_who_may_answer_takes_a_reply_back_for_its_author():
    case = given.an_open_case()
    reply = timed(case)
    with pytest.raises(NotFound), nothing_changes():
        withdraw_reply(actor=given.agent_elsewhere(), held_id=reply.pk)
    reader = Actor(kind="staff", id=given.staff(given.CHEN).pk, permissions=frozenset({"cases.view"}), reach="all")
    with pytest.raises(Refused), nothing_changes():
        withdraw_reply(actor=reader, held_id=reply.pk)
    withdraw_reply(actor=given.supervisor(), held_id=reply.pk)
    assert Draft.objects.get().staff_id == given.agent().id


def test_the_customers_words_stop_what_was_written_before_them(time_machine):
    case = given.an_open_case()
    reply = timed(case)
    write_as_customer(actor=given.customer_of(case), case_id=case.pk, body="已经好了，谢谢", channel="portal")
    assert (now_of(reply).state, now_of(reply).why) == ("stopped", "customer_wrote")
    assert Draft.objects.get().body == WORDS
    stopped = JournalEntry.objects.get(code="cases.reply_stopped")
    assert stopped.data == {
        "case_id": case.pk, "held_id": reply.pk, "staff_id": given.agent().id, "why": "customer_wrote",
    }  # fmt: skip
    time_machine.shift(timedelta(days=2))
    drain()
    assert WORDS not in replies(case)


def test_a_reply_in_a_case_that_is_merged_is_stopped():
    into, case = given.an_open_case(), given.a_case()
    reply = timed(case)
    merge_case(actor=given.agent(), case_id=case.pk, into_id=into.pk)
    assert (now_of(reply).state, now_of(reply).why) == ("stopped", "merged")


def test_a_reply_whose_author_does_not_see_the_case_any_more_is_stopped_and_its_words_are_shared(time_machine):
    case = given.an_open_case()
    reply = timed(case)
    mobile, zhao = given.team("mobile"), given.staff(given.ZHAO)
    assign_case(actor=given.supervisor(), case_id=case.pk, team_id=mobile.pk, staff_id=zhao.pk)
    Case.objects.filter(pk=case.pk).update(responsible=None)  # who answers for it would still see it
    time_machine.shift(timedelta(days=1))
    drain()
    assert (now_of(reply).state, now_of(reply).why) == ("stopped", "not_found")
    assert WORDS not in replies(case)
    draft = Draft.objects.get()
    assert (draft.body, draft.shared, draft.staff_id) == (WORDS, True, given.agent().id)


def test_a_reply_of_somebody_who_left_is_stopped(time_machine):
    case = given.an_open_case()
    reply = timed(case)
    deactivate_staff(actor=given.administrator(), staff_id=given.agent().id)
    time_machine.shift(timedelta(days=1))
    drain()
    assert (now_of(reply).state, now_of(reply).why, Draft.objects.get().shared) == ("stopped", "author_gone", True)


def test_a_reply_that_no_longer_fits_the_state_is_stopped(time_machine):
    case = given.an_open_case()
    reply = timed(case, then="wait")
    resolve_case(actor=given.agent(), case_id=case.pk)
    time_machine.shift(timedelta(days=1))
    drain()
    assert (now_of(reply).state, now_of(reply).why) == ("stopped", "wrong_state")
    assert Draft.objects.get().body == WORDS


def test_a_moment_that_was_chosen_is_told_in_the_history_and_seconds_are_not():
    case = given.an_open_case()
    held(case)
    assert "cases.reply_scheduled" not in codes(case)
    timed(case)
    assert codes(case)[-1] == "cases.reply_scheduled"


@pytest.mark.parametrize("away", [timedelta(0), timedelta(minutes=-1), timedelta(days=400)])
def test_a_moment_that_is_over_or_far_away_is_refused(away):
    case = given.an_open_case()
    with pytest.raises(Invalid) as refused, nothing_changes():
        held(case, send_at=clock.now() + away)
    assert "send_at" in refused.value.fields


def test_what_could_not_be_sent_now_is_refused_at_once():
    closed, resolved, case = given.a_closed_case(), given.a_resolved_case(), given.an_open_case()
    for one, more, error in (
        (closed, {}, Conflict),
        (resolved, {"then": "wait"}, Conflict),
        (case, {"body": " "}, Invalid),
        (case, {"then": "x"}, Invalid),
        (case, {"by": given.agent_elsewhere()}, NotFound),
    ):
        with pytest.raises(error), nothing_changes():
            held(one, **more)
    helper = Actor(
        kind="staff", id=given.agent().id, permissions=frozenset({"cases.view", "cases.reply"}), reach="all"
    )
    with pytest.raises(Refused), nothing_changes():
        held(case, by=helper, then="resolve")


def test_the_same_request_twice_holds_one_reply():
    case = given.an_open_case()
    words = {"actor": given.agent(), "case_id": case.pk, "body": WORDS}
    assert hold_reply.once("key")(**words).pk == hold_reply.once("key")(**words).pk
    assert HeldReply.objects.count() == 1


def test_only_the_platform_stops_a_reply_for_a_reason():
    reply = timed(given.an_open_case())
    with pytest.raises(Refused), nothing_changes():
        stop_held_reply(actor=given.agent(), held_id=reply.pk, why="x")


def test_the_platform_leaves_alone_what_is_not_due_or_over():
    case = given.an_open_case()
    reply = timed(case)
    with nothing_changes():
        send_held_reply(actor=PLATFORM, held_id=reply.pk)
    withdraw_reply(actor=given.agent(), held_id=reply.pk)
    with nothing_changes():
        send_held_reply(actor=PLATFORM, held_id=reply.pk)
        stop_held_reply(actor=PLATFORM, held_id=reply.pk, why="x")


def test_a_promise_that_was_lost_is_given_again(time_machine):
    case = given.an_open_case()
    held(case)
    OutboxRow.objects.filter(name="cases.send_held_reply").delete()
    sweep = job_named("cases.sweep_held_replies")
    assert sweep is not None
    time_machine.shift(timedelta(seconds=20))
    sweep.handler({})
    assert not OutboxRow.objects.filter(name="cases.send_held_reply").exists()
    time_machine.shift(timedelta(seconds=20))
    sweep.handler({})
    drain()
    assert replies(case)[-1] == WORDS
