"""What `/healthz` and `/readyz` answer."""

import logging
import shutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from fuwutai.kernel import clock, jobs
from fuwutai.kernel.models import CronRow, OutboxRow

log = logging.getLogger(__name__)

MINIMUM_FREE_BYTES = 200 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Health:
    """`status` is "ok", "degraded" (works, but somebody should look) or "down"."""

    status: str
    checks: dict[str, Any]


def liveness() -> Health:
    """Return that the process answers at all."""
    return Health("ok", {"process": "ok"})


def readiness(*, rounds: Sequence[CronRow] | None = None, parked: int | None = None) -> Health:
    """Return whether database, migrations, disk, worker and outbox are as they should be.

    `rounds` and `parked`: the repeating jobs and how many jobs are parked, where the caller has read them already.
    """
    checks: dict[str, Any] = {}
    for name, check in _ESSENTIAL.items():
        checks[name] = _answer(check)
        if checks[name] != "ok":
            return Health("down", checks)
    desirable = {"disk": _disk, "worker": lambda: _worker(rounds), "outbox": lambda: _outbox(parked)}
    checks |= {name: _answer(check) for name, check in desirable.items()}
    return Health("ok" if all(value == "ok" for value in checks.values()) else "degraded", checks)


def _answer(check: Callable[[], str]) -> str:
    try:
        return check()
    except Exception as problem:
        log.warning("a health check failed: %s", problem)
        return type(problem).__name__


def _database() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        return "ok" if cursor.fetchone() == (1,) else "no answer"


_migrated = False


def _migrations() -> str:
    global _migrated
    if not _migrated:
        executor = MigrationExecutor(connection)
        _migrated = not executor.migration_plan(executor.loader.graph.leaf_nodes())
    return "ok" if _migrated else "pending"


def _disk() -> str:
    free = shutil.disk_usage(settings.FUWUTAI_DATA).free
    return "ok" if free >= MINIMUM_FREE_BYTES else f"{free // 1_048_576} MiB free"


def _worker(rounds: Sequence[CronRow] | None) -> str:
    late = clock.now() - timedelta(minutes=2)
    due = [row.next_run_at for row in (jobs.repeating_jobs() if rounds is None else rounds)]
    return "ok" if due and min(due) > late else "no worker is running"


def _outbox(parked: int | None) -> str:
    if parked is None:
        parked = OutboxRow.objects.filter(state=OutboxRow.PARKED).count()
    return "ok" if parked == 0 else f"{parked} parked"


_ESSENTIAL = {"database": _database, "migrations": _migrations}
