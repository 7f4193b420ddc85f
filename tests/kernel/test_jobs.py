from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from tests.racing import at_once

from fuwutai.kernel import outbox
from fuwutai.kernel.jobs import (
    Cron,
    enqueue,
    enqueue_due_crons,
    enqueue_many,
    job,
    job_named,
    repeat,
    repeating_jobs,
)
from fuwutai.kernel.models import CronRow, OutboxRow
from fuwutai.kernel.worker import drain

pytestmark = pytest.mark.django_db

NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)


def keys() -> list[str | None]:
    return list(OutboxRow.objects.order_by("pk").values_list("unique_key", flat=True))


@pytest.fixture
def done(things) -> list[dict]:
    """Return the payloads of a job that was run."""
    payloads: list[dict] = []
    job("kernel.polish")(payloads.append)
    return payloads


def test_a_job_runs_with_its_payload(done):
    enqueue("kernel.polish", {"thing_id": 1})
    assert drain() == 1
    assert done == [{"thing_id": 1}]
    assert OutboxRow.objects.count() == 0


def test_an_unknown_job_cannot_be_promised(things):
    with pytest.raises(KeyError, match="no job is called"):
        enqueue("kernel.unheard_of")
    assert OutboxRow.objects.count() == 0
    assert job_named("kernel.unheard_of") is None


def test_a_name_is_registered_once(done):
    with pytest.raises(TypeError, match="registered twice"):
        job("kernel.polish")(print)


def test_a_waiting_row_with_the_same_key_is_enough_for_both(done):
    enqueue("kernel.polish", {"thing_id": 1}, unique_key="polish:1")
    enqueue("kernel.polish", {"thing_id": 1}, unique_key="polish:1")
    enqueue_many("kernel.polish", [({"thing_id": 1}, "polish:1"), ({"thing_id": 2}, "polish:2")])
    assert keys() == ["polish:1", "polish:2"]


def test_rows_without_a_key_never_stand_for_each_other(done):
    enqueue("kernel.polish")
    enqueue("kernel.polish")
    assert keys() == [None, None]


def test_a_row_that_runs_already_may_have_looked_too_early_so_the_same_key_is_promised_again(done):
    enqueue("kernel.polish", unique_key="polish:1")
    outbox.claim("one")
    enqueue("kernel.polish", unique_key="polish:1")
    assert keys() == ["polish:1", "polish:1"]


def test_many_jobs_are_promised_in_one_statement(done, django_assert_num_queries):
    with django_assert_num_queries(1):
        enqueue_many("kernel.polish", [({"thing_id": number}, f"polish:{number}") for number in range(50)])
    assert OutboxRow.objects.count() == 50


def test_a_job_for_later_waits_until_then(done):
    with time_machine.travel(NOON, tick=False) as time:
        enqueue("kernel.polish", run_at=NOON + timedelta(minutes=5))
        assert drain() == 0
        time.shift(timedelta(minutes=5))
        assert drain() == 1


def test_a_repeating_job_runs_at_once_and_then_every_so_often(done):
    repeat("kernel.polish", every=timedelta(seconds=30))
    with time_machine.travel(NOON, tick=False) as time:
        assert enqueue_due_crons() == 0  # now it is known
        assert enqueue_due_crons() == 1
        assert enqueue_due_crons() == 0
        time.shift(timedelta(seconds=30))
        assert enqueue_due_crons() == 1
        assert [row.next_run_at for row in repeating_jobs()] == [NOON + timedelta(seconds=60)]


def test_a_job_by_the_calendar_waits_for_its_hour_from_the_first_day_on(done):
    repeat("kernel.polish", line="30 18 * * *")
    with time_machine.travel(NOON, tick=False) as time:
        enqueue_due_crons()
        assert enqueue_due_crons() == 0
        assert CronRow.objects.get().next_run_at == NOON.replace(hour=18, minute=30)
        time.move_to(NOON.replace(hour=18, minute=30))
        assert enqueue_due_crons() == 1
        assert CronRow.objects.get().next_run_at == NOON.replace(day=22, hour=18, minute=30)


def test_what_was_missed_while_no_worker_ran_is_made_up_once(done):
    repeat("kernel.polish", every=timedelta(seconds=5))
    with time_machine.travel(NOON, tick=False) as time:
        enqueue_due_crons()
        enqueue_due_crons()
        drain()
        time.shift(timedelta(days=3))
        assert enqueue_due_crons() == 1
        assert enqueue_due_crons() == 0
        assert drain() == 1


def test_a_repeating_job_that_still_waits_is_not_piled_up(done):
    repeat("kernel.polish", every=timedelta(seconds=5))
    with time_machine.travel(NOON, tick=False) as time:
        enqueue_due_crons()
        for _ in range(4):
            enqueue_due_crons()
            time.shift(timedelta(seconds=5))
    assert keys() == ["cron:kernel.polish"]


def test_a_row_of_a_job_that_this_release_does_not_have_is_left_alone(things):
    CronRow.objects.create(name="kernel.from_the_future", next_run_at=NOON)
    assert enqueue_due_crons() == 0
    assert CronRow.objects.get().next_run_at == NOON
    assert repeating_jobs() == []


def test_a_repeating_job_says_when_in_one_way():
    with pytest.raises(TypeError, match="either"):
        repeat("kernel.polish")
    with pytest.raises(TypeError, match="either"):
        repeat("kernel.polish", every=timedelta(1), line="* * * * *")


def test_the_next_time_is_strictly_later():
    cron = Cron(job_name="x", line="0 12 * * *")
    assert cron.next_after(NOON) == NOON + timedelta(days=1)
    assert cron.next_after(NOON - timedelta(microseconds=1)) == NOON


@pytest.mark.django_db(transaction=True)
def test_of_several_workers_one_starts_a_repeating_job(done):
    repeat("kernel.polish", every=timedelta(hours=1))
    enqueue_due_crons()
    assert sorted(at_once(*[enqueue_due_crons] * 4)) == [0, 0, 0, 1]
    assert OutboxRow.objects.count() == 1
