from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from fuwutai.kernel import clock, idempotency
from fuwutai.kernel.actors import Actor
from fuwutai.kernel.errors import Conflict
from fuwutai.kernel.models import IdempotencyKey

pytestmark = pytest.mark.django_db

LIN = Actor(kind="staff", id=7)
WORDS = {"actor": LIN, "body": "宽带断网", "phone": "13912345678"}


def test_a_key_leads_back_to_what_it_made():
    assert idempotency.result_of(LIN, "cases.open_case", "key", WORDS) is None
    idempotency.remember(LIN, "cases.open_case", "key", WORDS, 5)
    assert idempotency.result_of(LIN, "cases.open_case", "key", WORDS) == 5


def test_a_key_is_taken_only_once():
    idempotency.remember(LIN, "cases.open_case", "key", WORDS, 5)
    with pytest.raises(idempotency.SentBefore):
        idempotency.remember(LIN, "cases.open_case", "key", WORDS, 6)
    assert IdempotencyKey.objects.get().result_id == 5


def test_the_order_of_the_words_does_not_matter_but_each_of_them_does():
    idempotency.remember(LIN, "cases.open_case", "key", WORDS, 5)
    backwards = dict(reversed(WORDS.items()))
    assert idempotency.result_of(LIN, "cases.open_case", "key", backwards) == 5
    with pytest.raises(Conflict):
        idempotency.result_of(LIN, "cases.open_case", "key", {**WORDS, "phone": "13912345679"})


@pytest.mark.parametrize(
    ("actor", "command", "key"),
    [
        (Actor(kind="staff", id=8), "cases.open_case", "key"),
        (Actor(kind="customer", id=7), "cases.open_case", "key"),
        (LIN, "cases.add_note", "key"),
        (LIN, "cases.open_case", "other"),
    ],
)
def test_keys_of_others_other_commands_and_other_keys_have_nothing_to_do_with_it(actor, command, key):
    idempotency.remember(LIN, "cases.open_case", "key", WORDS, 5)
    assert idempotency.result_of(actor, command, key, WORDS) is None


def test_neither_the_words_nor_the_key_stand_in_the_table():
    idempotency.remember(LIN, "cases.open_case", "my key", WORDS, 5)
    row = IdempotencyKey.objects.get()
    assert "my key" not in row.key
    assert len(row.fingerprint) == 64


def test_keys_are_forgotten_after_a_week_by_the_clock_on_the_wall():
    noon = datetime(2026, 11, 21, 12, tzinfo=UTC)
    with time_machine.travel(noon, tick=False) as time:
        with clock.stopped_at(noon - timedelta(days=900)):
            idempotency.remember(LIN, "cases.open_case", "imported", WORDS, 5)
        time.shift(timedelta(days=7))
        assert idempotency.forget_old() == 0
        time.shift(timedelta(seconds=1))
        assert idempotency.forget_old() == 1
