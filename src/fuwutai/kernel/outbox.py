"""The outbox: claimed in batches under a lease, retried with back-off, parked where a person sees it."""

import logging
import traceback
from collections.abc import Callable, Collection, Iterable
from datetime import timedelta
from typing import Any

from django.db import IntegrityError, connection, transaction
from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from fuwutai.kernel import clock, jobs, journal, masking
from fuwutai.kernel.errors import NotFound
from fuwutai.kernel.models import JournalEntry, OutboxRow
from fuwutai.kernel.reactions import reaction_named

log = logging.getLogger(__name__)

LEASE = timedelta(seconds=60)
MAX_ATTEMPTS = 8


# Each part reads its own partial index in order, so the cost follows `limit`, not the backlog.
_CLAIM = """
    WITH lapsed AS (
        SELECT id FROM kernel_outboxrow WHERE state = 'running' AND lease_until < %s
        ORDER BY lease_until LIMIT %s{skip}
    ), due AS (
        SELECT id FROM kernel_outboxrow WHERE state = 'ready' AND run_at <= %s
        ORDER BY run_at, id LIMIT %s{skip}
    ), taken AS (
        SELECT id FROM lapsed UNION ALL SELECT id FROM due LIMIT %s
    )
    UPDATE kernel_outboxrow SET state = 'running', attempts = attempts + 1, lease_until = %s, leased_by = %s
    WHERE id IN (SELECT id FROM taken) RETURNING id
"""


class LeaseLost(Exception):
    """Another worker holds the row now; what this one did is rolled back."""


class UnknownWork(Exception):
    """The row names a reaction or job that this release does not have."""


def claim(worker: str, limit: int = 20) -> list[OutboxRow]:
    """Take up to `limit` due rows (rows whose lease ran out before all others) and return them, oldest first."""
    now = clock.wall()
    skip = " FOR UPDATE SKIP LOCKED" if connection.features.has_select_for_update_skip_locked else ""
    with transaction.atomic(), connection.cursor() as cursor:
        moment = connection.ops.adapt_datetimefield_value(now)
        until = connection.ops.adapt_datetimefield_value(now + LEASE)
        cursor.execute(_CLAIM.format(skip=skip), [moment, limit, moment, limit, limit, until, worker])
        ids = [row[0] for row in cursor.fetchall()]
    return list(OutboxRow.objects.filter(id__in=ids).order_by("run_at", "id")) if ids else []


def due_exists() -> bool:
    """Return whether anything waits; one cheap read, so that an idle worker takes no write lock."""
    now = clock.wall()
    return (
        OutboxRow.objects.filter(state=OutboxRow.READY, run_at__lte=now).exists()
        or OutboxRow.objects.filter(state=OutboxRow.RUNNING, lease_until__lt=now).exists()
    )


def extend_leases(worker: str, row_ids: Collection[int]) -> int:
    """Heartbeat: prolong the rows that a worker has in hand, and return how many of them it still holds."""
    held = OutboxRow.objects.filter(pk__in=row_ids, state=OutboxRow.RUNNING, leased_by=worker)
    return held.filter(lease_until__gte=clock.wall()).update(lease_until=clock.wall() + LEASE)


def release(rows: Iterable[OutboxRow]) -> None:
    """Give back claimed rows that were not begun, as if they had never been claimed."""
    for row in rows:
        state = {"state": OutboxRow.READY, "attempts": row.attempts - 1, "lease_until": None, "leased_by": ""}
        _change(row, state)


def run(row: OutboxRow) -> bool:
    """Carry out one claimed row and return whether it succeeded; a failure is put off or parked, never lost."""
    try:
        handler, external = _handler(row)
        if external:
            handler()
            _finish(row)
        else:
            with transaction.atomic():
                handler()
                _finish(row)
    except LeaseLost:
        log.warning("outbox row %s (%s) was taken over by another worker", row.pk, row.name)
        return False
    except Exception as problem:
        _put_off(row, problem)
        return False
    return True


def _handler(row: OutboxRow) -> tuple[Callable[[], None], bool]:
    if row.entry_id is None:
        if (job := jobs.job_named(row.name)) is None:
            raise UnknownWork(row.name)
        return lambda: job.handler(row.payload), job.external
    entry = JournalEntry.objects.get(pk=row.entry_id)
    if (reaction := reaction_named(row.name, entry.code)) is None:
        raise UnknownWork(row.name)
    return lambda: reaction.handle([journal.recorded(entry)]), reaction.external


def _finish(row: OutboxRow) -> None:
    gone, _by_model = _held(row).delete()
    if not gone:
        raise LeaseLost


def _held(row: OutboxRow) -> QuerySet[OutboxRow]:
    return OutboxRow.objects.filter(pk=row.pk, state=OutboxRow.RUNNING, leased_by=row.leased_by, attempts=row.attempts)


def _put_off(row: OutboxRow, problem: Exception) -> None:
    parked = row.attempts >= MAX_ATTEMPTS or isinstance(problem, UnknownWork)
    why = "".join(traceback.format_exception(problem))[-4_000:]
    log.error("outbox row %s (%s) failed at attempt %s: %s", row.pk, row.name, row.attempts, type(problem).__name__)
    state = {
        "state": OutboxRow.PARKED if parked else OutboxRow.READY,
        "run_at": clock.wall() + timedelta(seconds=min(3_600, 5 * 2 ** (row.attempts - 1))),
        "lease_until": None,
        "last_error": masking.mask_text(why),
    }
    _change(row, state)
    if parked and row.unique_key is not None:
        # A sweep promises what keeps failing again and again: one parked row of it is enough to look at.
        same = OutboxRow.objects.filter(state=OutboxRow.PARKED, name=row.name, unique_key=row.unique_key)
        same.exclude(pk=row.pk).delete()


def _change(row: OutboxRow, state: dict[str, Any]) -> None:
    try:
        with transaction.atomic():
            _held(row).update(**state)
    except IntegrityError:  # the same work was promised once more while this row ran
        _held(row).update(**state, unique_key=None)


def parked() -> QuerySet[OutboxRow]:
    """Return the rows that wait for a person, newest first."""
    return OutboxRow.objects.filter(state=OutboxRow.PARKED).order_by("-id")


def backlog() -> dict[str, int]:
    """Return how many rows are due, running and parked. Cost: 1 statement."""
    return OutboxRow.objects.aggregate(
        due=Count("id", filter=Q(state=OutboxRow.READY, run_at__lte=clock.wall())),
        running=Count("id", filter=Q(state=OutboxRow.RUNNING)),
        parked=Count("id", filter=Q(state=OutboxRow.PARKED)),
    )


def retry_parked(row_id: int) -> None:
    """Give a parked row another full round of attempts. Raises: NotFound."""
    changed = OutboxRow.objects.filter(pk=row_id, state=OutboxRow.PARKED).update(
        state=OutboxRow.READY, attempts=0, run_at=clock.wall(), unique_key=None
    )
    if not changed:
        raise NotFound(_("This job is no longer parked. Reload the page."))


def discard_parked(row_id: int) -> None:
    """Delete a parked row for good. Raises: NotFound."""
    gone, _by_model = OutboxRow.objects.filter(pk=row_id, state=OutboxRow.PARKED).delete()
    if not gone:
        raise NotFound(_("This job is no longer parked. Reload the page."))
