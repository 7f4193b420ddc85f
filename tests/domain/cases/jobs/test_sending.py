"""Held replies where several people and workers meet, and what becomes of unsaid words about an erased customer."""

from datetime import timedelta

import pytest
from tests import given
from tests.racing import at_once

from fuwutai.domain.cases.commands import (
    hold_reply,
    save_draft,
    send_held_reply,
    withdraw_reply,
    write_as_customer,
)
from fuwutai.domain.cases.jobs.sending import erase_unsaid_words
from fuwutai.domain.cases.models import Draft, HeldReply, Message
from fuwutai.domain.customers.events import CustomerErased
from fuwutai.kernel import clock
from fuwutai.kernel.actors import Actor
from fuwutai.kernel.errors import Conflict
from fuwutai.kernel.models import OutboxRow
from fuwutai.kernel.outbox import claim, run
from fuwutai.kernel.reactions import Recorded
from fuwutai.kernel.worker import drain

WORDS = "您好，线路已修复。"
PLATFORM = Actor.system("cases")


def due_reply(time_machine, case):
    given.seconds_to_undo(5)
    reply = hold_reply(actor=given.agent(), case_id=case.pk, body=WORDS)
    time_machine.move_to(clock.now() + timedelta(seconds=6), tick=True)
    return reply


def sent(case):
    return Message.objects.filter(case=case, body=WORDS).count()


@pytest.mark.django_db(transaction=True)
def test_two_workers_send_a_reply_once(time_machine):
    case = given.an_open_case()
    reply = due_reply(time_machine, case)
    results = at_once(*[lambda: send_held_reply(actor=PLATFORM, held_id=reply.pk)] * 4)
    assert not [one for one in results if isinstance(one, Exception)]
    assert sent(case) == 1


@pytest.mark.django_db(transaction=True)
def test_of_sending_and_taking_back_one_happens(time_machine):
    case, lin = given.an_open_case(), given.agent()
    reply = due_reply(time_machine, case)
    results = at_once(
        lambda: send_held_reply(actor=PLATFORM, held_id=reply.pk),
        lambda: withdraw_reply(actor=lin, held_id=reply.pk),
    )
    was_sent = isinstance(results[1], Conflict)
    assert sent(case) == (1 if was_sent else 0)
    assert Draft.objects.filter(kind="reply").count() == (0 if was_sent else 1)


@pytest.mark.django_db(transaction=True)
def test_of_sending_and_the_customers_words_one_comes_first(time_machine):
    case = given.an_open_case()
    reply = due_reply(time_machine, case)
    at_once(
        lambda: send_held_reply(actor=PLATFORM, held_id=reply.pk),
        lambda: write_as_customer(actor=given.customer_of(case), case_id=case.pk, body="好了", channel="portal"),
    )
    state = HeldReply.objects.get().state
    assert (state, sent(case)) in {("sent", 1), ("stopped", 0)}


@pytest.mark.django_db(transaction=True)
def test_two_windows_that_begin_a_draft_at_once_make_one():
    case, lin = given.an_open_case(), given.agent()
    at_once(
        *[lambda n=n: save_draft(actor=lin, case_id=case.pk, kind="reply", body=f"第{n}个窗口") for n in range(4)]
    )
    assert Draft.objects.count() == 1


@pytest.mark.django_db
def test_a_worker_that_dies_with_a_reply_in_hand_loses_nothing(time_machine):
    case = given.an_open_case()
    given.seconds_to_undo(5)
    hold_reply(actor=given.agent(), case_id=case.pk, body=WORDS)
    time_machine.move_to(clock.now() + timedelta(seconds=6), tick=False)
    taken = claim("killed")
    assert [row.name for row in taken if row.name == "cases.send_held_reply"]
    drain()
    assert sent(case) == 0
    time_machine.shift(timedelta(seconds=61))
    drain()
    assert sent(case) == 1
    for row in taken:  # it was not dead after all
        run(row)
    assert sent(case) == 1
    assert not OutboxRow.objects.filter(name="cases.send_held_reply").exists()


@pytest.mark.django_db
def test_no_unsaid_word_about_an_erased_customer_stays():
    case, other = given.an_open_case(), given.an_open_case(phone="13700001111")
    given.seconds_to_undo(5)
    for one in (case, other):
        hold_reply(actor=given.agent(), case_id=one.pk, body=WORDS)
        save_draft(actor=given.agent(), case_id=one.pk, kind="note", body="备注")
    erased = CustomerErased(customer_id=case.customer_id, access_entry_id=1)
    erase_unsaid_words(Recorded(event=erased, at=clock.now(), actor=PLATFORM))
    assert list(Draft.objects.values_list("case_id", flat=True)) == [other.pk]
    gone, stays = HeldReply.objects.get(case=case), HeldReply.objects.get(case=other)
    assert (gone.state, gone.why, gone.body) == ("stopped", "erased", "")
    assert (stays.state, stays.body) == ("held", WORDS)
