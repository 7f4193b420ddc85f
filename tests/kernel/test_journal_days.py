"""Where a day begins in the journal, found by halves."""

from datetime import UTC, datetime, timedelta

import pytest

from fuwutai.kernel.journal_days import first_id_since, last_id_until
from fuwutai.kernel.models import JournalEntry

pytestmark = pytest.mark.django_db
START = datetime(2026, 3, 9, tzinfo=UTC)


def written(ids) -> None:
    """Write one row an hour under these ids."""
    JournalEntry.objects.bulk_create(
        JournalEntry(
            pk=pk, at=START, recorded_at=START + timedelta(hours=nth), code="x", subject="x", subject_id=1,
            subject_seq=nth, actor_kind="system", command="x", data={},
        )
        for nth, pk in enumerate(ids)
    )  # fmt: skip


def between(since: datetime, until: datetime) -> int:
    """Return how many rows lie between the ids found for two moments."""
    return JournalEntry.objects.filter(pk__gte=first_id_since(since), pk__lte=last_id_until(until)).count()


@pytest.mark.parametrize("ids", [range(1, 49), range(5, 485, 10), [3, 4, 90, 91, 4_000, *range(9_000, 9_043)]])
def test_a_span_is_found_whatever_ids_are_missing(ids):
    written(ids)
    rows = list(JournalEntry.objects.order_by("pk"))
    for nth in (0, 1, 7, 24, 46):
        assert first_id_since(rows[nth].recorded_at + timedelta(minutes=1)) <= rows[nth].pk
        assert first_id_since(rows[nth].recorded_at + timedelta(minutes=1)) > (rows[nth - 1].pk if nth else -1)
    assert between(START + timedelta(hours=10), START + timedelta(hours=20)) in (11, 12)  # both ends belong to it


def test_before_and_after_all_rows_nothing_is_lost():
    written(range(1, 49))
    assert between(START - timedelta(days=1), START + timedelta(days=9)) == 48
    assert between(START + timedelta(days=8), START + timedelta(days=9)) == 0


def test_an_empty_journal_has_no_days():
    assert between(START, START + timedelta(days=1)) == 0


def test_one_statement_is_enough(django_assert_num_queries):
    written(range(1, 49))
    with django_assert_num_queries(1):
        first_id_since(START)
