import asyncio
from datetime import UTC, datetime, timedelta

import pytest
from django.core.exceptions import SynchronousOnlyOperation
from django.db import transaction
from tests.kernel.things import ANYBODY, stored
from tests.racing import at_once

from fuwutai.kernel import clock, push
from fuwutai.kernel.actors import Actor
from fuwutai.kernel.command import command, emit, in_step, playing, registered_commands
from fuwutai.kernel.errors import Conflict, Invalid, NotFound
from fuwutai.kernel.jobs import enqueue, job
from fuwutai.kernel.models import IdempotencyKey, JournalEntry, NumberSeries, OutboxRow
from fuwutai.kernel.reactions import react_to, react_to_all

pytestmark = pytest.mark.django_db

PAST = datetime(2025, 3, 4, 5, 6, 7, tzinfo=UTC)


def test_a_command_is_registered_under_app_and_name(things):
    assert registered_commands()["kernel.make"] is things.make


def test_a_command_writes_its_rows_and_its_events_with_who_and_what(things):
    thing = things.make(actor=Actor(kind="staff", id=7))
    entry = JournalEntry.objects.get()
    assert (entry.code, entry.subject, entry.subject_id, entry.subject_seq) == ("things.made", "thing", thing.pk, 1)
    assert (entry.actor_kind, entry.actor_id, entry.actor_name, entry.command) == ("staff", 7, "", "kernel.make")
    assert entry.data == {"thing_id": thing.pk}


def test_a_command_inside_a_command_joins_it_under_its_own_name_and_actor(things):
    @command
    def make_two(*, actor):
        things.make(actor=Actor(kind="staff", id=7), name="left")
        things.make(actor=actor, name="right")

    make_two(actor=ANYBODY)
    rows = JournalEntry.objects.order_by("pk").values_list("actor_kind", "actor_name", "command")
    assert list(rows) == [("staff", "", "kernel.make"), ("system", "tests", "kernel.make")]


def test_an_error_takes_back_rows_journal_outbox_and_key(things):
    @react_to("things.made", when="after_commit")
    def later(recorded):
        raise AssertionError("nobody runs this")

    @command(replay=lambda actor, key: None)
    def fail(*, actor):
        things.make(actor=actor)
        raise Invalid("no")

    before = stored()
    with pytest.raises(Invalid):
        fail.once("key")(actor=ANYBODY)
    assert stored() == before


def test_an_error_in_a_reaction_takes_back_the_whole_command(things):
    @react_to("things.made", when="in_transaction")
    def never(recorded):
        NumberSeries.objects.create(series="from the reaction", day=recorded.at.date(), last=0)
        raise Conflict("never")

    before = stored()
    with pytest.raises(Conflict):
        things.make(actor=ANYBODY)
    assert stored() == before


def test_a_failure_that_an_outer_command_swallows_still_takes_back_everything(things):
    @command
    def fail(*, actor):
        things.make(actor=actor, name="half done")
        raise Invalid("no")

    @command
    def swallow(*, actor):
        try:
            fail(actor=actor)
        except Invalid:
            things.make(actor=actor, name="instead")

    before = stored()
    with pytest.raises(RuntimeError, match=r"kernel\.swallow swallowed the failure of kernel\.fail"):
        swallow(actor=ANYBODY)
    assert stored() == before


def test_an_event_outside_of_a_command_is_an_error(things):
    with pytest.raises(RuntimeError, match="outside of a command"):
        emit(things.Made(thing_id=1))


def test_reactions_that_run_in_a_circle_are_stopped(things):
    @react_to("things.changed", when="in_transaction")
    def again(recorded):
        things.change(actor=ANYBODY, thing_id=recorded.event.thing_id)

    before = stored()
    with pytest.raises(RuntimeError, match="in a circle"):
        things.change(actor=ANYBODY, thing_id=1)
    assert stored() == before


def test_a_command_that_takes_in_much_says_so_also_from_inside_another(things):
    @command(most_events=3_000)
    def make_many(*, actor):
        for thing_id in range(2_500):
            emit(things.Made(thing_id=thing_id))

    @command
    def outer(*, actor):
        make_many(actor=actor)

    outer(actor=ANYBODY)
    assert JournalEntry.objects.count() == 2_500


def test_history_stands_in_the_journal_in_the_order_of_its_moments_with_what_followed(things):
    @react_to_all("things.changed", "things.made")
    def follow(many):
        for one in many:
            with clock.stopped_at(one.at):
                if one.event.code == "things.made":
                    emit(things.Changed(thing_id=one.event.thing_id))

    @command
    def play(*, actor):
        for moment in (PAST, PAST + timedelta(days=1)):
            for thing_id in (1, 2):
                with clock.stopped_at(moment):
                    emit((things.Made if moment == PAST else things.Changed)(thing_id=thing_id))

    play(actor=ANYBODY)
    rows = JournalEntry.objects.filter(subject_id=1).order_by("subject_seq").values_list("command", "at")
    assert list(rows) == [("kernel.play", PAST), ("kernel.follow", PAST), ("kernel.play", PAST + timedelta(days=1))]
    written = list(JournalEntry.objects.order_by("pk").values_list("at", flat=True))
    assert written == sorted(written)


def test_what_follows_from_a_step_stands_before_the_next_one_of_the_same_moment(things):
    @react_to_all("things.made", "things.changed")
    def follow(many):
        for one in many:
            if one.event.code == "things.made":
                with clock.stopped_at(one.at), in_step(one.step):
                    emit(things.Changed(thing_id=one.event.thing_id))

    @command
    def play(*, actor):
        with playing(Actor.customer(5), PAST, 0):
            emit(things.Made(thing_id=1))
        with playing(actor, PAST, 1):
            emit(things.Changed(thing_id=1))

    play(actor=ANYBODY)
    rows = JournalEntry.objects.order_by("subject_seq").values_list("command", "actor_kind", "at")
    assert list(rows) == [
        ("kernel.play", "customer", PAST),
        ("kernel.follow", "system", PAST),
        ("kernel.play", "system", PAST),
    ]


@pytest.mark.parametrize("block", [lambda: playing(ANYBODY, PAST, 1), lambda: in_step(1)])
def test_history_is_played_in_a_command(things, block):
    with pytest.raises(RuntimeError, match="outside of a command"), block():
        emit(things.Made(thing_id=1))


def test_what_a_reaction_emits_is_written_under_the_name_of_the_reaction(things):
    @react_to("things.made", when="in_transaction")
    def follow(recorded):
        emit(things.Changed(thing_id=recorded.event.thing_id))

    things.make(actor=Actor(kind="staff", id=7))
    last = JournalEntry.objects.get(code="things.changed")
    assert (last.actor_kind, last.actor_name, last.command, last.subject_seq) == (
        "system",
        "kernel",
        "kernel.follow",
        2,
    )


def test_a_reaction_to_all_gets_the_events_of_one_command_at_once_and_in_order(things):
    seen = []

    @react_to_all("things.made", "things.changed")
    def count(recorded):
        seen.append([one.event.code for one in recorded])

    @command
    def make_and_change(*, actor):
        thing = things.make(actor=actor)
        things.change(actor=actor, thing_id=thing.pk)

    make_and_change(actor=ANYBODY)
    assert seen == [["things.made", "things.changed"]]


def test_what_a_reaction_to_all_emits_is_reacted_to_again(things):
    seen = []

    @react_to_all("things.made", "things.changed")
    def follow(recorded):
        seen.append(len(recorded))
        if recorded[0].event.code == "things.made":
            things.change(actor=ANYBODY, thing_id=recorded[0].event.thing_id)

    things.make(actor=ANYBODY)
    assert seen == [1, 1]
    assert JournalEntry.objects.count() == 2


def test_the_clock_stands_still_for_the_length_of_a_command(things):
    moments = []

    @command
    def look(*, actor):
        moments.extend([clock.now(), clock.now()])

    look(actor=ANYBODY)
    assert moments[0] == moments[1] <= clock.now()


def test_history_happens_in_the_past_and_is_recorded_now(things):
    @react_to("things.made", when="in_transaction")
    def note(recorded):
        assert clock.now() == recorded.at == PAST

    things.make.at(PAST)(actor=ANYBODY)
    entry = JournalEntry.objects.get()
    assert entry.at == PAST
    assert (clock.now() - entry.recorded_at).total_seconds() < 60


def test_a_command_of_the_past_inside_another_keeps_its_moment(things):
    @react_to("things.made", when="in_transaction")
    def note(recorded):
        assert clock.now() == recorded.at

    @command
    def bring_in(*, actor):
        things.make.at(PAST)(actor=actor)
        things.change(actor=actor, thing_id=NumberSeries.objects.get().pk)

    bring_in(actor=ANYBODY)
    made, changed = JournalEntry.objects.order_by("subject_seq")
    assert made.at == PAST < changed.at


def test_a_moment_without_a_time_zone_is_refused_before_anything_happens(things):
    before = stored()
    with pytest.raises(ValueError, match="time zone"):
        things.make.at(datetime(2025, 3, 4))(actor=ANYBODY)  # noqa: DTZ001, that is the point
    assert stored() == before


def test_a_repeated_request_answers_as_the_first_and_does_nothing(things):
    first = things.make.once("key")(actor=ANYBODY)
    before = stored()
    assert things.make.once("key")(actor=ANYBODY) == first
    assert stored() == before


def test_a_repeated_request_answers_as_the_first_also_when_the_state_forbids_it_now(things):
    @command(replay=lambda actor, key: NumberSeries.objects.get(pk=key))
    def make_once_only(*, actor):
        if NumberSeries.objects.exists():
            raise Conflict("there is one already")
        return things.make(actor=actor)

    first = make_once_only.once("key")(actor=ANYBODY)
    assert make_once_only.once("key")(actor=ANYBODY) == first
    with pytest.raises(Conflict):
        make_once_only.once("other key")(actor=ANYBODY)


def test_a_key_with_other_content_is_refused(things):
    things.make.once("key")(actor=ANYBODY, name="lamp")
    before = stored()
    with pytest.raises(Conflict) as refused:
        things.make.once("key")(actor=ANYBODY, name="chair")
    assert refused.value.code == "idempotency_key_reused"
    assert stored() == before


def test_a_key_belongs_to_one_actor_and_one_command(things):
    things.make.once("key")(actor=ANYBODY)
    things.make.once("key")(actor=Actor(kind="staff", id=7), name="chair")
    assert IdempotencyKey.objects.count() == 2


def test_a_repeated_request_of_one_who_may_not_see_the_result_any_more_finds_nothing(things):
    stranger = Actor.customer(5)
    things.make.once("key")(actor=stranger)
    with pytest.raises(NotFound):
        things.make.once("key")(actor=stranger)


@pytest.mark.parametrize("key", ["k" * 5_000, "k\x00", "钥匙", "\ud800"])
def test_any_key_will_do(things, key):
    assert things.make.once(key)(actor=ANYBODY) == things.make.once(key)(actor=ANYBODY)


def test_a_key_needs_a_command_that_can_find_its_result_again(things):
    with pytest.raises(TypeError, match="declares no replay"):
        things.change.once("key")


def test_a_key_is_for_whole_requests_only(things):
    @command
    def outer(*, actor):
        things.make.once("key")(actor=actor)

    before = stored()
    with pytest.raises(RuntimeError, match="not inside"):
        outer(actor=ANYBODY)
    assert stored() == before


def test_a_failed_request_may_be_sent_again_under_its_key(things):
    broken = True

    @command(replay=lambda actor, key: NumberSeries.objects.get(pk=key))
    def sometimes(*, actor):
        if broken:
            raise RuntimeError("the disk is full")
        return things.make(actor=actor)

    with pytest.raises(RuntimeError):
        sometimes.once("key")(actor=ANYBODY)
    broken = False
    assert sometimes.once("key")(actor=ANYBODY) == NumberSeries.objects.get()


@pytest.mark.django_db(transaction=True)
def test_the_same_request_twice_at_once_is_carried_out_once(things):
    results = at_once(*[lambda: things.make.once("key")(actor=ANYBODY)] * 4)
    assert {getattr(result, "pk", result) for result in results} == {NumberSeries.objects.get().pk}
    assert JournalEntry.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_other_processes_hear_of_a_command_only_after_its_commit(things, monkeypatch):
    heard = []
    monkeypatch.setattr(push, "publish", lambda channel, payload: heard.append((channel, payload)))
    with transaction.atomic():
        thing = things.make(actor=ANYBODY)
        assert heard == []
    assert heard == [("outbox", None), ("journal", [["thing", thing.pk, "things.made", 1]])]
    with pytest.raises(RuntimeError), transaction.atomic():
        things.change(actor=ANYBODY, thing_id=thing.pk)
        raise RuntimeError("taken back")
    assert len(heard) == 2


@pytest.mark.django_db(transaction=True)
def test_what_runs_on_commit_is_outside_of_the_command(things):
    @command
    def make_and_go_on(*, actor):
        transaction.on_commit(lambda: things.make(actor=actor, name="on commit"))

    make_and_go_on(actor=ANYBODY)
    assert JournalEntry.objects.get().code == "things.made"


def test_a_promised_job_stands_in_the_transaction_of_the_command(things):
    job("kernel.polish")(lambda payload: None)

    @command
    def promise(*, actor, fail):
        enqueue("kernel.polish", {"thing_id": 1})
        if fail:
            raise Invalid("no")

    with pytest.raises(Invalid):
        promise(actor=ANYBODY, fail=True)
    assert OutboxRow.objects.count() == 0
    promise(actor=ANYBODY, fail=False)
    assert OutboxRow.objects.get().payload == {"thing_id": 1}


@pytest.mark.django_db(transaction=True)
def test_a_command_in_the_event_loop_is_refused(things):
    async def call():
        things.make(actor=ANYBODY)

    before = stored()
    with pytest.raises(SynchronousOnlyOperation):
        asyncio.run(call())
    assert stored() == before
