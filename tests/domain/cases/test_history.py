"""What the history of a case tells to whom."""

import pytest
from tests import given

from fuwutai.domain.cases.commands import add_note
from fuwutai.domain.cases.queries import history_of
from fuwutai.kernel.actors import Actor
from fuwutai.kernel.errors import NotFound

pytestmark = pytest.mark.django_db


def codes(actor, case):
    return [entry.code for entry in history_of(actor, case.pk)]


@pytest.mark.proves("S4-2.1-6", "S4-2.2-6")
def test_staff_read_everything_in_order():
    case = given.a_waiting_case()
    add_note(actor=given.agent(), case_id=case.pk, body="客户在外地。")
    assert codes(given.agent(), case) == [
        "cases.case_opened",
        "sla.clock_started",
        "sla.clock_started",
        "cases.case_assigned",
        "cases.case_taken",
        "cases.agent_replied",
        "cases.wait_started",
        "cases.note_added",
    ]


def test_customers_learn_neither_of_notes_nor_of_clocks():
    case = given.a_waiting_case()
    add_note(actor=given.agent(), case_id=case.pk, body="客户在外地。")
    assert codes(given.customer_of(case), case) == [
        "cases.case_opened",
        "cases.case_assigned",
        "cases.agent_replied",
        "cases.wait_started",
    ]


def test_strangers_learn_nothing():
    case = given.a_case()
    with pytest.raises(NotFound):
        history_of(Actor.customer(case.customer_id), case.pk)
