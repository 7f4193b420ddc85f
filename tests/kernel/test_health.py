from collections import namedtuple
from datetime import timedelta

import pytest
from django.db import OperationalError

from fuwutai.kernel import clock, health
from fuwutai.kernel.jobs import enqueue_due_crons
from fuwutai.kernel.models import CronRow, OutboxRow

Usage = namedtuple("Usage", "total used free")

pytestmark = pytest.mark.django_db


@pytest.fixture
def a_worker():
    """Let the table of repeating jobs look as under a running worker."""
    enqueue_due_crons()
    CronRow.objects.update(next_run_at=clock.now() + timedelta(seconds=5))


def test_a_process_that_answers_is_alive():
    assert health.liveness() == health.Health("ok", {"process": "ok"})


def test_all_is_well(a_worker):
    wanted = dict.fromkeys(["database", "migrations", "disk", "worker", "outbox"], "ok")
    assert health.readiness() == health.Health("ok", wanted)


def test_without_a_worker_it_serves_but_somebody_should_look(a_worker):
    CronRow.objects.filter(name="kernel.seal").update(next_run_at=clock.now() - timedelta(minutes=3))
    found = health.readiness()
    assert (found.status, found.checks["worker"]) == ("degraded", "no worker is running")


def test_a_worker_that_never_ran_is_missed_too():
    assert health.readiness().checks["worker"] == "no worker is running"


def test_a_repeating_job_of_a_former_release_is_not_missed(a_worker):
    CronRow.objects.create(name="kernel.gone", next_run_at=clock.now() - timedelta(days=9))
    assert health.readiness().status == "ok"


def test_parked_work_degrades(a_worker):
    OutboxRow.objects.create(name="x", state="parked", run_at=clock.now(), created_at=clock.now())
    found = health.readiness()
    assert (found.status, found.checks["outbox"]) == ("degraded", "1 parked")


def test_a_disk_that_fills_up_degrades(a_worker, monkeypatch):
    monkeypatch.setattr(health.shutil, "disk_usage", lambda path: Usage(10**12, 10**12, 50 * 1_048_576))
    found = health.readiness()
    assert (found.status, found.checks["disk"]) == ("degraded", "50 MiB free")


def test_a_directory_that_is_gone_degrades_and_is_named(a_worker, settings):
    settings.FUWUTAI_DATA = "/nowhere/at/all"
    found = health.readiness()
    assert (found.status, found.checks["disk"]) == ("degraded", "FileNotFoundError")


def test_without_its_database_it_is_down(monkeypatch):
    def away():
        raise OperationalError("away")

    monkeypatch.setitem(health._ESSENTIAL, "database", away)
    assert health.readiness() == health.Health("down", {"database": "OperationalError"})


def test_before_its_migrations_it_is_down(monkeypatch):
    monkeypatch.setattr(health, "_migrated", False)
    monkeypatch.setattr(health.MigrationExecutor, "migration_plan", lambda self, targets: ["0002_something"])
    assert health.readiness() == health.Health("down", {"database": "ok", "migrations": "pending"})
