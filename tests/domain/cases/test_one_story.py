"""Desk and portal tell one story: what the customer reads is what colleagues read, and all of it is kept."""

import pytest
from tests import given

from fuwutai.domain.cases.choices import AUTOMATIC, CUSTOMER_MESSAGE, REPLY
from fuwutai.domain.cases.commands import add_note, reply_to_case, take_next_step
from fuwutai.domain.cases.models import Case
from fuwutai.domain.cases.speech.conversation import messages_of
from fuwutai.kernel.actors import Actor
from fuwutai.kernel.models import JournalEntry

pytestmark = pytest.mark.django_db


@pytest.mark.proves("S0-2.1-3")
def test_every_word_to_the_customer_is_one_row_that_both_sides_read_and_the_journal_names(time_machine):
    case = given.a_waiting_case()
    add_note(actor=given.agent(), case_id=case.pk, body="客户在外地。")
    step_at = Case.objects.get(pk=case.pk).next_step_at
    assert step_at is not None
    time_machine.move_to(step_at)
    take_next_step(actor=Actor.system("tests"), case_id=case.pk)
    reply_to_case(actor=given.agent(), case_id=case.pk, body="修好了，请您再试。", then="resolve")
    read = [(one.pk, one.kind, one.body, one.at) for one in messages_of(given.customer_of(case), case.pk)]
    at_desk = [(one.pk, one.kind, one.body, one.at) for one in messages_of(given.agent(), case.pk)]
    assert [kind for _pk, kind, *_words in read] == [CUSTOMER_MESSAGE, REPLY, AUTOMATIC, REPLY]
    assert read == [one for one in at_desk if one[1] != "note"]
    told = JournalEntry.objects.filter(
        subject="case", subject_id=case.pk, code__in=("cases.agent_replied", "cases.customer_reminded")
    ).order_by("pk")
    assert [entry.data["message_id"] for entry in told] == [
        pk for pk, kind, *_words in read if kind != CUSTOMER_MESSAGE
    ]
