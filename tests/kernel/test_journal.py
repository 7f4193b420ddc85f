import pytest
from django.db import IntegrityError, transaction
from tests.kernel.things import ANYBODY
from tests.racing import at_once

from fuwutai.kernel import journal
from fuwutai.kernel.actors import Actor
from fuwutai.kernel.command import command, emit
from fuwutai.kernel.models import JournalEntry, OutboxRow
from fuwutai.kernel.reactions import react_to

pytestmark = pytest.mark.django_db


def sequences(thing_id: int) -> list[int]:
    return [entry.subject_seq for entry in journal.entries_about("thing", [thing_id])]


def test_the_history_of_a_thing_is_numbered_from_one_without_gaps(things):
    lamp, chair = things.make(actor=ANYBODY), things.make(actor=ANYBODY, name="chair")
    for _ in range(3):
        things.change(actor=ANYBODY, thing_id=lamp.pk)
    things.change(actor=ANYBODY, thing_id=chair.pk)
    assert sequences(lamp.pk) == [1, 2, 3, 4]
    assert sequences(chair.pk) == [1, 2]


def test_several_events_of_several_things_in_one_command_keep_their_own_numbers(things):
    lamp, chair = things.make(actor=ANYBODY), things.make(actor=ANYBODY, name="chair")

    @command
    def change_both(*, actor):
        for thing in (lamp, chair, lamp, chair):
            things.change(actor=actor, thing_id=thing.pk)
        things.make(actor=actor, name="table")

    change_both(actor=ANYBODY)
    assert sequences(lamp.pk) == sequences(chair.pk) == [1, 2, 3]


def test_a_command_may_write_about_thousands_of_things(things):
    @command
    def change_many(*, actor):
        for thing_id in range(1_500):
            emit(things.Changed(thing_id=thing_id))

    change_many(actor=ANYBODY)
    change_many(actor=ANYBODY)
    assert JournalEntry.objects.filter(subject_seq=2).count() == 1_500


def test_the_database_itself_refuses_a_number_twice(things):
    things.make(actor=ANYBODY)
    entry = JournalEntry.objects.get()
    entry.pk = None
    with pytest.raises(IntegrityError), transaction.atomic():
        entry.save(force_insert=True)


def test_a_new_thing_costs_one_statement_and_a_known_one_at_most_three(things, django_assert_max_num_queries):
    with django_assert_max_num_queries(2 + 2):  # the row of the thing, the journal, savepoint and release
        thing = things.make(actor=ANYBODY)
    with django_assert_max_num_queries(3 + 2):
        things.change(actor=ANYBODY, thing_id=thing.pk)


def test_each_reaction_after_commit_is_promised_with_its_entry(things):
    @react_to("things.made", "things.changed", when="after_commit")
    def first(recorded):
        """React."""

    @react_to("things.made", when="after_commit")
    def second(recorded):
        """React."""

    thing = things.make(actor=ANYBODY)
    things.change(actor=ANYBODY, thing_id=thing.pk)
    made, changed = JournalEntry.objects.order_by("pk")
    rows = OutboxRow.objects.order_by("pk").values_list("name", "entry_id", "state")
    assert list(rows) == [
        ("kernel.first", made.pk, "ready"),
        ("kernel.second", made.pk, "ready"),
        ("kernel.first", changed.pk, "ready"),
    ]


def test_a_recorded_event_names_who_did_it_but_hands_on_no_rights(things):
    things.make(actor=Actor(kind="staff", id=7, permissions=frozenset({"cases.view"}), reach="all"))
    recorded = journal.recorded(JournalEntry.objects.get())
    assert recorded.event == things.Made(thing_id=recorded.event.thing_id)
    assert recorded.actor == Actor(kind="staff", id=7)
    assert recorded.entry_id is not None


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_writers_about_one_thing_at_the_same_moment_get_different_numbers(things):
    thing = things.make(actor=ANYBODY)
    results = at_once(*[lambda: things.change(actor=ANYBODY, thing_id=thing.pk)] * 6)
    assert results == [None] * 6
    assert sequences(thing.pk) == [1, 2, 3, 4, 5, 6, 7]


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_writers_about_the_same_things_in_opposite_order_do_not_block_each_other(things):
    ids = [things.make(actor=ANYBODY, name=name).pk for name in ("lamp", "chair", "table")]

    @command
    def change_all(*, actor, order):
        for thing_id in order:
            emit(things.Changed(thing_id=thing_id))

    calls = [lambda order=order: change_all(actor=ANYBODY, order=order) for order in (ids, ids[::-1]) * 4]
    assert at_once(*calls) == [None] * 8
    assert [sequences(thing_id)[-1] for thing_id in ids] == [9, 9, 9]
