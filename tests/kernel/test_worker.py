import threading
import time

import pytest
from django.db import OperationalError, connections

from fuwutai.kernel import jobs, outbox, push, worker
from fuwutai.kernel.jobs import enqueue, job, repeat
from fuwutai.kernel.models import OutboxRow
from fuwutai.kernel.worker import Worker

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def working(things, monkeypatch):
    """Return a function that lets a worker run until something has happened."""
    monkeypatch.setattr(worker, "TROUBLE_SECONDS", 0.05)

    def work(happened, one=None):
        one = one or Worker()
        thread = threading.Thread(target=one.run)
        thread.start()
        until = time.monotonic() + 20
        while not happened() and time.monotonic() < until:
            time.sleep(0.01)
        one.stop()
        thread.join(20)
        assert happened()
        assert not thread.is_alive()
        return one

    return work


def test_a_worker_runs_what_was_promised_and_ends_when_told_to(working):
    done = []
    job("kernel.polish")(done.append)
    enqueue("kernel.polish", {"thing_id": 1})
    working(lambda: done)
    assert done == [{"thing_id": 1}]
    assert OutboxRow.objects.count() == 0


def test_a_worker_starts_what_repeats(working, monkeypatch):
    from datetime import timedelta

    monkeypatch.setattr(worker, "CRON_SECONDS", 0.01)
    monkeypatch.setattr(worker, "IDLE_SECONDS", 0.01)
    done = []
    job("kernel.polish")(done.append)
    repeat("kernel.polish", every=timedelta(seconds=0.01))
    working(lambda: len(done) >= 3)


def test_a_worker_survives_a_database_that_is_away_for_a_while(working, monkeypatch, caplog):
    done, failures = [], iter([OperationalError("away"), OperationalError("still away")])
    real = outbox.due_exists

    def sometimes():
        if (failure := next(failures, None)) is not None:
            raise failure
        return real()

    monkeypatch.setattr(outbox, "due_exists", sometimes)
    job("kernel.polish")(done.append)
    enqueue("kernel.polish", {})
    working(lambda: done)
    assert caplog.text.count("could not reach its database") == 2


def test_a_worker_goes_on_over_a_broken_connection(working, monkeypatch):
    done = []

    def cut(payload):
        connections["default"].close()
        raise OperationalError("server closed the connection")

    job("kernel.cut", external=True)(cut)
    job("kernel.polish")(done.append)
    enqueue("kernel.cut", {})
    enqueue("kernel.polish", {})
    working(lambda: done)
    assert OutboxRow.objects.get().name == "kernel.cut"


def test_what_a_worker_dropped_after_an_error_gets_no_heartbeat(working, monkeypatch):
    monkeypatch.setattr(outbox, "_put_off", lambda row, problem: (_ for _ in ()).throw(OperationalError("away")))
    beats = []
    monkeypatch.setattr(outbox, "extend_leases", lambda name, ids: beats.append(set(ids)))
    failed = []

    def fail(payload):
        failed.append(payload)
        raise ValueError

    job("kernel.fail")(fail)
    enqueue("kernel.fail", {})
    one = working(lambda: failed)
    assert one._in_hand == frozenset()


def test_the_heartbeat_covers_the_row_in_hand_and_those_claimed_with_it(working, monkeypatch):
    from datetime import timedelta

    monkeypatch.setattr(outbox, "LEASE", timedelta(seconds=0.3))
    renewed = []
    job("kernel.wait")(lambda payload: time.sleep(0.5))
    real = outbox.extend_leases

    def note(name, ids):
        renewed.append(set(ids))
        return real(name, ids)

    if connections["default"].vendor == "sqlite":
        job("kernel.call", external=True)(lambda payload: time.sleep(0.5))  # else its transaction locks out the heart
    monkeypatch.setattr(outbox, "extend_leases", note)
    name = "kernel.call" if connections["default"].vendor == "sqlite" else "kernel.wait"
    for _ in range(2):
        enqueue(name, {})
    ids = set(OutboxRow.objects.values_list("pk", flat=True))
    working(lambda: not OutboxRow.objects.exists())
    assert renewed[0] == ids


def test_a_worker_that_ends_gives_back_what_it_has_not_begun(working):
    one = Worker()
    ran = []

    def run_and_stop(payload):
        ran.append(payload)
        one.stop()

    job("kernel.stop")(run_and_stop)
    for number in range(3):
        enqueue("kernel.stop", {"number": number})
    working(lambda: ran, one)
    assert ran == [{"number": 0}]
    assert set(OutboxRow.objects.values_list("state", "attempts")) == {("ready", 0)}


def test_a_commit_wakes_an_idle_worker(working, monkeypatch):
    monkeypatch.setattr(worker, "IDLE_SECONDS", 60)
    looked, done = threading.Event(), []
    real = outbox.due_exists

    def look():
        found = real()
        looked.set()
        return found

    monkeypatch.setattr(outbox, "due_exists", look)
    job("kernel.polish")(done.append)

    def promise():
        looked.wait(10)
        enqueue("kernel.polish", {})
        push._dispatch('["outbox",null]')
        connections.close_all()

    other = threading.Thread(target=promise)
    other.start()
    working(lambda: done)
    other.join()


def test_two_workers_of_one_process_number_have_different_names():
    assert Worker().name != Worker().name
    assert len(Worker().name) <= OutboxRow._meta.get_field("leased_by").max_length


def test_jobs_of_the_product_that_repeat_all_exist():
    assert set(jobs.registered_crons()) <= set(jobs._jobs)
