"""Rows to seal and to tamper with, for the tests of the audit chain."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

from django.db import transaction

from fuwutai.kernel import keyring
from fuwutai.kernel.chain import seal, verify
from fuwutai.kernel.models import AccessEntry, JournalEntry

JOURNAL, ACCESS = JournalEntry._meta.db_table, AccessEntry._meta.db_table
NOON = datetime(2026, 11, 21, 4, 0, tzinfo=UTC)


def fresh_data(tmp_path, settings, request, monkeypatch) -> Iterator[Path]:
    """Give every test a data directory of its own: its head file must not know other tests' chains."""
    if not request.node.get_closest_marker("django_db").kwargs:
        monkeypatch.setattr(transaction, "on_commit", lambda action: action())  # such a test never commits
    settings.FUWUTAI_DATA = tmp_path
    keyring.forget_ring()
    yield tmp_path
    keyring.forget_ring()


def entry(number: int, pk: int | None = None) -> JournalEntry:
    return JournalEntry(
        pk=pk,
        at=NOON,
        recorded_at=NOON + timedelta(microseconds=number),
        code="cases.case_opened",
        subject="case",
        subject_id=number,
        subject_seq=1,
        actor_kind="system",
        command="open_case",
        data={
            "case_id": number,
            "at": "2026-11-21T04:00:00Z",
            "urgent": number % 2 == 0,
            "nested": {"b": 1, "a": [None]},
        },
    )


def write(count: int, first: int = 1) -> list[int]:
    """Write journal entries one after the other and return their ids."""
    rows = JournalEntry.objects.bulk_create(entry(number) for number in range(first, first + count))
    return [row.pk for row in rows]


def blocks(sizes: list[int]) -> list[int]:
    """Write and seal blocks of these sizes; return the ids of all rows in order."""
    ids: list[int] = []
    for size in sizes:
        ids += write(size, first=len(ids) + 1)
        assert seal(JOURNAL) == size
    return ids


def broken() -> tuple[int, str] | None:
    found = verify().first_broken
    assert found is None or found.table == JOURNAL
    return (found.seq, found.why) if found else None


def swap_ids(first: int, second: int) -> None:
    JournalEntry.objects.filter(pk=first).update(id=-1)
    JournalEntry.objects.filter(pk=second).update(id=first)
    JournalEntry.objects.filter(pk=-1).update(id=second)
