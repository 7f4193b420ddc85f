"""Jobs that are not a reaction, and jobs that repeat."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, TypeVar

from croniter import croniter
from django.db import transaction

from fuwutai.kernel import clock
from fuwutai.kernel.models import CronRow, OutboxRow

JobHandler = Callable[[dict[str, Any]], None]
HandlerType = TypeVar("HandlerType", bound=JobHandler)


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """A named handler of a payload. `external`: it talks to the network, so it runs outside a transaction."""

    name: str
    handler: JobHandler
    external: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Cron:
    """When a job repeats: every so often, or by a crontab line in UTC."""

    job_name: str
    every: timedelta | None = None
    line: str = ""

    def next_after(self, moment: datetime) -> datetime:
        """Return the first moment strictly after the given one at which the job is due."""
        if self.every:
            return moment + self.every
        found: datetime = croniter(self.line, moment).get_next(datetime)
        return found


_jobs: dict[str, Job] = {}
_crons: dict[str, Cron] = {}


def job(name: str, *, external: bool = False) -> Callable[[HandlerType], HandlerType]:
    """Register a job under a stable name `<app>.<what>`."""

    def register(handler: HandlerType) -> HandlerType:
        if name in _jobs:
            raise TypeError(f"job {name} is registered twice")
        _jobs[name] = Job(name=name, handler=handler, external=external)
        return handler

    return register


def repeat(job_name: str, *, every: timedelta | None = None, line: str = "") -> None:
    """Let a job repeat: `every` a length of time, or by a crontab `line`."""
    if (every is None) == (line == ""):
        raise TypeError("say either every=… or line=…")
    _crons[job_name] = Cron(job_name=job_name, every=every, line=line)


def job_named(name: str) -> Job | None:
    """Return a job, or None if this release does not have it."""
    return _jobs.get(name)


def registered_crons() -> dict[str, Cron]:
    """Return every repeating job by name."""
    return dict(sorted(_crons.items()))


def repeating_jobs() -> list[CronRow]:
    """Return when each repeating job ran and runs next, by name. Cost: 1 statement."""
    return list(CronRow.objects.filter(name__in=_crons).order_by("name"))


def enqueue(
    name: str, payload: dict[str, Any] | None = None, *, run_at: datetime | None = None, unique_key: str | None = None
) -> None:
    """Promise a job within the open transaction; a waiting row with the same `unique_key` is enough for both."""
    _promise(name, [(payload or {}, unique_key)], run_at)


def enqueue_many(name: str, work: Iterable[tuple[dict[str, Any], str]]) -> None:
    """Promise a job for each (payload, unique_key). Cost: 1 statement."""
    _promise(name, work, None)


def enqueue_at(name: str, work: Iterable[tuple[dict[str, Any], datetime]]) -> None:
    """Promise a job for each (payload, moment at which it is due). Cost: 1 statement."""
    if name not in _jobs:
        raise KeyError(f"no job is called {name}")
    now = clock.wall()
    rows = [OutboxRow(name=name, payload=payload, run_at=run_at, created_at=now) for payload, run_at in work]
    OutboxRow.objects.bulk_create(rows)


def _promise(name: str, work: Iterable[tuple[dict[str, Any], str | None]], run_at: datetime | None) -> None:
    if name not in _jobs:
        raise KeyError(f"no job is called {name}")
    now = clock.wall()
    rows = [
        OutboxRow(name=name, payload=payload, run_at=run_at or now, created_at=now, unique_key=key)
        for payload, key in work
    ]
    OutboxRow.objects.bulk_create(rows, ignore_conflicts=True)


def enqueue_due_crons() -> int:
    """Promise every repeating job that is due, and return how many; of several workers one wins each."""
    now = clock.wall()
    known = {row.name: row for row in CronRow.objects.all()}
    if new := [cron for name, cron in _crons.items() if name not in known]:
        rows = [CronRow(name=cron.job_name, next_run_at=now if cron.every else cron.next_after(now)) for cron in new]
        CronRow.objects.bulk_create(rows, ignore_conflicts=True)
    due = [(row, _crons[name]) for name, row in known.items() if name in _crons and row.next_run_at <= now]
    return sum(_start(row, cron, now) for row, cron in due)


def _start(row: CronRow, cron: Cron, now: datetime) -> bool:
    with transaction.atomic():
        claimed = CronRow.objects.filter(name=row.name, next_run_at=row.next_run_at).update(
            next_run_at=cron.next_after(now), last_run_at=now
        )
        if claimed:
            enqueue(cron.job_name, unique_key=f"cron:{cron.job_name}")
    return bool(claimed)
