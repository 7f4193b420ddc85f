from datetime import UTC, datetime, timedelta
from secrets import token_hex

import pytest
import time_machine
from django.db import connection
from tests.kernel.things import ANYBODY, DAY
from tests.racing import at_once

from fuwutai.kernel import outbox
from fuwutai.kernel.errors import NotFound
from fuwutai.kernel.jobs import enqueue, job
from fuwutai.kernel.models import JournalEntry, NumberSeries, OutboxRow
from fuwutai.kernel.reactions import react_to
from fuwutai.kernel.worker import drain

pytestmark = pytest.mark.django_db

NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)


@pytest.fixture
def time():
    with time_machine.travel(NOON, tick=False) as traveller:
        yield traveller


@pytest.fixture
def rows_made(things):
    """Promise a job that makes a row, so that one sees whether its effect stayed."""
    job("kernel.make_row")(lambda payload: NumberSeries.objects.create(series=token_hex(8), day=DAY, last=0))
    return NumberSeries.objects


@pytest.fixture
def failing(things):
    """Promise a job that fails with its payload."""

    def fail(payload):
        NumberSeries.objects.create(series="half done", day=DAY, last=0)
        raise ValueError(payload["words"])

    job("kernel.fail")(fail)


def test_a_reaction_after_commit_gets_the_event_with_its_circumstances(things):
    heard = []

    @react_to("things.made", when="after_commit")
    def hear(recorded):
        heard.append(recorded)

    thing = things.make(actor=ANYBODY)
    assert heard == []
    assert drain() == 1
    assert heard[0].event == things.Made(thing_id=thing.pk)
    assert heard[0].actor.name == "tests"
    assert heard[0].entry_id == JournalEntry.objects.get().pk
    assert OutboxRow.objects.count() == 0


def test_a_claimed_row_is_leased_and_not_claimed_again(rows_made, time):
    enqueue("kernel.make_row")
    (row,) = outbox.claim("one")
    assert (row.state, row.attempts, row.leased_by, row.lease_until) == ("running", 1, "one", NOON + outbox.LEASE)
    assert outbox.claim("two") == []


def test_the_oldest_due_rows_are_claimed_first_and_no_more_than_wanted(rows_made, time):
    for minutes in (3, 1, 2, -5):
        enqueue("kernel.make_row", {"minutes": minutes}, run_at=NOON - timedelta(minutes=minutes))
    assert [row.payload["minutes"] for row in outbox.claim("one", limit=2)] == [3, 2]
    assert [row.payload["minutes"] for row in outbox.claim("one")] == [1]


def test_a_lapsed_lease_is_taken_over_before_what_is_merely_due(rows_made, time):
    enqueue("kernel.make_row", {"number": 1})
    outbox.claim("one")
    enqueue("kernel.make_row", {"number": 2})
    time.shift(outbox.LEASE + timedelta(seconds=1))
    assert outbox.due_exists()
    (row,) = outbox.claim("two", limit=1)
    assert (row.payload["number"], row.attempts, row.leased_by) == (1, 2, "two")


def test_the_work_of_one_who_lost_the_lease_is_taken_back(rows_made, time):
    enqueue("kernel.make_row")
    (late,) = outbox.claim("one")
    time.shift(outbox.LEASE + timedelta(seconds=1))
    (taken,) = outbox.claim("two")
    assert outbox.run(late) is False
    assert rows_made.count() == 0
    assert outbox.run(taken) is True
    assert rows_made.count() == 1
    assert outbox.run(taken) is False
    assert rows_made.count() == 1


def test_a_heartbeat_keeps_what_is_in_hand_and_nothing_else(rows_made, time):
    for number in range(3):
        enqueue("kernel.make_row", {"number": number})
    mine, dropped = outbox.claim("one", limit=2)
    (theirs,) = outbox.claim("two")
    time.shift(outbox.LEASE / 2)
    assert outbox.extend_leases("one", [mine.pk, theirs.pk]) == 1
    time.shift(outbox.LEASE / 2 + timedelta(seconds=1))
    assert {row.pk for row in outbox.claim("three")} == {dropped.pk, theirs.pk}


def test_a_lapsed_lease_is_not_revived_by_a_late_heartbeat(rows_made, time):
    enqueue("kernel.make_row")
    (row,) = outbox.claim("one")
    time.shift(outbox.LEASE + timedelta(seconds=1))
    assert outbox.extend_leases("one", [row.pk]) == 0


def test_what_was_claimed_but_not_begun_is_given_back_as_if_never_claimed(rows_made, time):
    enqueue("kernel.make_row", unique_key="row")
    outbox.release(outbox.claim("one"))
    row = OutboxRow.objects.get()
    assert (row.state, row.attempts, row.lease_until, row.unique_key) == ("ready", 0, None, "row")
    assert drain() == 1


def test_a_failure_leaves_no_half_done_work_and_is_tried_again_later_and_later(failing, time):
    enqueue("kernel.fail", {"words": "call 13912345678 back"})
    waits = []
    for attempt in range(1, outbox.MAX_ATTEMPTS):
        assert drain() == 0
        row = OutboxRow.objects.get()
        assert (row.state, row.attempts, row.lease_until) == ("ready", attempt, None)
        waits.append((row.run_at - datetime.now(UTC)).total_seconds())
        time.move_to(row.run_at)
    assert waits == [5, 10, 20, 40, 80, 160, 320]
    assert drain() == 0
    row = outbox.parked().get()
    assert row.attempts == outbox.MAX_ATTEMPTS
    time.shift(timedelta(days=1))
    assert not outbox.due_exists()
    assert NumberSeries.objects.count() == 0


def test_why_it_failed_is_kept_with_personal_data_masked(failing):
    enqueue("kernel.fail", {"words": "call 13912345678 back"})
    drain()
    why = OutboxRow.objects.get().last_error
    assert "ValueError: call 139****5678 back" in why


def test_one_failing_row_holds_up_no_other(failing, rows_made):
    enqueue("kernel.fail", {"words": "no"})
    enqueue("kernel.make_row")
    assert drain() == 1
    assert rows_made.count() == 1


@pytest.mark.parametrize("is_reaction", [True, False])
def test_work_that_this_release_does_not_know_is_parked_at_once(things, is_reaction):
    things.make(actor=ANYBODY)
    entry_id = JournalEntry.objects.get().pk if is_reaction else None
    OutboxRow.objects.create(name="kernel.from_the_future", entry_id=entry_id, run_at=NOON, created_at=NOON)
    assert drain() == 0
    row = outbox.parked().get()
    assert row.attempts == 1
    assert "UnknownWork" in row.last_error


def test_a_parked_row_gets_another_full_round_when_a_person_says_so(failing, things):
    enqueue("kernel.fail", {"words": "no"})
    row = OutboxRow.objects.get()
    OutboxRow.objects.update(attempts=outbox.MAX_ATTEMPTS - 1)
    drain()
    outbox.retry_parked(row.pk)
    row.refresh_from_db()
    assert (row.state, row.attempts) == ("ready", 0)
    with pytest.raises(NotFound):
        outbox.retry_parked(row.pk)
    with pytest.raises(NotFound):
        outbox.discard_parked(row.pk)
    assert OutboxRow.objects.count() == 1


def test_a_parked_row_is_given_up_when_a_person_says_so(things):
    row = OutboxRow.objects.create(name="kernel.gone", state="parked", run_at=NOON, created_at=NOON)
    outbox.discard_parked(row.pk)
    assert OutboxRow.objects.count() == 0
    with pytest.raises(NotFound):
        outbox.discard_parked(row.pk)


def test_a_row_that_is_tried_again_still_stands_for_its_key(failing, time):
    enqueue("kernel.fail", {"words": "no"}, unique_key="fail:1")
    drain()
    enqueue("kernel.fail", {"words": "no"}, unique_key="fail:1")
    assert OutboxRow.objects.get().unique_key == "fail:1"


def test_a_row_that_was_promised_again_while_it_failed_gives_its_key_away(failing, time):
    enqueue("kernel.fail", {"words": "no"}, unique_key="fail:1")
    (row,) = outbox.claim("one")
    enqueue("kernel.fail", {"words": "no"}, unique_key="fail:1")
    assert outbox.run(row) is False
    assert list(OutboxRow.objects.order_by("pk").values_list("state", "unique_key")) == [
        ("ready", None),
        ("ready", "fail:1"),
    ]


def test_what_a_sweep_promises_in_vain_again_and_again_is_parked_once(failing, time):
    for _ in range(3):
        enqueue("kernel.fail", {"words": "no"}, unique_key="fail:1")
        OutboxRow.objects.filter(state="ready").update(attempts=outbox.MAX_ATTEMPTS - 1)
        drain()
    assert outbox.parked().count() == OutboxRow.objects.count() == 1


def test_a_retried_row_does_not_collide_with_a_newer_one_of_its_key(failing, time):
    enqueue("kernel.fail", {"words": "no"}, unique_key="fail:1")
    OutboxRow.objects.update(attempts=outbox.MAX_ATTEMPTS - 1)
    drain()
    enqueue("kernel.fail", {"words": "no"}, unique_key="fail:1")
    outbox.retry_parked(OutboxRow.objects.get(state="parked").pk)
    assert OutboxRow.objects.filter(state="ready").count() == 2


def test_work_that_talks_to_the_network_runs_outside_of_a_transaction(things, transactional_db):
    inside = []
    job("kernel.call", external=True)(lambda payload: inside.append(connection.in_atomic_block))
    job("kernel.write")(lambda payload: inside.append(connection.in_atomic_block))
    enqueue("kernel.call")
    enqueue("kernel.write")
    assert drain() == 2
    assert inside == [False, True]


def test_the_backlog_is_counted_by_state(failing, rows_made, time):
    enqueue("kernel.make_row")
    enqueue("kernel.make_row", run_at=NOON + timedelta(hours=1))
    enqueue("kernel.make_row", run_at=NOON - timedelta(hours=1))
    OutboxRow.objects.create(name="kernel.gone", state="parked", run_at=NOON, created_at=NOON)
    outbox.claim("one", limit=1)
    assert outbox.backlog() == {"due": 1, "running": 1, "parked": 1}


def test_draining_stops_at_its_limit(rows_made):
    for _ in range(5):
        enqueue("kernel.make_row")
    assert drain(limit=3) == 3
    assert OutboxRow.objects.count() == 2


def test_claiming_costs_the_same_whatever_waits(rows_made, django_assert_num_queries):
    for _ in range(30):
        enqueue("kernel.make_row")
    with django_assert_num_queries(2 + 2):  # claim and read; savepoint and release
        assert len(outbox.claim("one", limit=20)) == 20


@pytest.mark.django_db(transaction=True)
def test_two_workers_never_run_one_row_twice(rows_made):
    for _ in range(60):
        enqueue("kernel.make_row")
    done = at_once(lambda: drain("one"), lambda: drain("two"), lambda: drain("three"))
    assert sum(done) == 60
    assert rows_made.count() == 60
    assert OutboxRow.objects.count() == 0


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_two_workers_share_out_what_is_due_without_waiting_for_each_other(rows_made):
    for _ in range(40):
        enqueue("kernel.make_row")
    one, two = at_once(lambda: outbox.claim("one", limit=20), lambda: outbox.claim("two", limit=20))
    assert len({row.pk for row in one} | {row.pk for row in two}) == 40
