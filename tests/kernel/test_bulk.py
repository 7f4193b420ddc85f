"""Many rows at once: the same rows as one by one, and ids that nobody else gets."""

from datetime import UTC, date, datetime

import pytest
from django.db import IntegrityError, transaction
from tests.racing import at_once

from fuwutai.kernel import bulk
from fuwutai.kernel.models import JournalEntry, NumberSeries

pytestmark = pytest.mark.django_db

AT = datetime(2026, 11, 21, 8, 30, 15, 123456, tzinfo=UTC)
ODD = {"text": "换行\n制表\t反斜\\N 引号\" {} 🀄", "list": [1, None, True, {"深": "层"}], "number": 1.5}


def entries(count: int) -> list[JournalEntry]:
    return [
        JournalEntry(
            at=AT, recorded_at=AT, code="a.b", subject="a", subject_id=number, subject_seq=1, actor_kind="staff",
            actor_id=number if number % 2 else None, actor_name="换\\行\n\t", command="c.d", data=ODD,
        )
        for number in range(count)
    ]  # fmt: skip


def stored() -> list[dict]:
    return [{key: row[key] for key in row if key != "id"} for row in JournalEntry.objects.order_by("pk").values()]


@pytest.mark.parametrize("count", [1, bulk.ROWS_WORTH_COPYING + 1])
def test_rows_come_out_as_they_would_have_one_by_one(count):
    for one in entries(count):
        one.save(force_insert=True)
    expected = stored()
    JournalEntry.objects.all().delete()
    made = entries(count)
    bulk.insert(made)
    assert stored() == expected
    assert [one.pk for one in made] == list(JournalEntry.objects.order_by("pk").values_list("pk", flat=True))


@pytest.mark.parametrize("count", [0, 1, bulk.ROWS_WORTH_COPYING + 1])
def test_values_come_out_as_rows_would(count):
    bulk.insert(entries(count))
    expected, names = stored(), list(stored()[0]) if count else ["at"]
    JournalEntry.objects.all().delete()
    rows = ([getattr(one, name) for name in names] for one in entries(count))
    ids = bulk.insert_values(JournalEntry, names, rows, count)
    assert stored() == expected
    assert ids == list(JournalEntry.objects.order_by("pk").values_list("pk", flat=True))


def test_ids_taken_beforehand_are_kept_and_the_next_row_gets_a_later_one():
    ids = bulk.take_ids(JournalEntry, 150)
    made = entries(150)
    for one, pk in zip(made, ids, strict=True):
        one.pk = pk
    bulk.insert(made)
    [later] = entries(1)
    later.subject_seq = 2
    later.save(force_insert=True)
    assert list(JournalEntry.objects.order_by("pk").values_list("pk", flat=True)) == [*ids, later.pk]


def test_ids_are_taken_once_also_before_any_row_is_stored():
    first, second = bulk.take_ids(NumberSeries, 3), bulk.take_ids(NumberSeries, 2)
    made = NumberSeries.objects.create(series="case", day=date(2026, 11, 21), last=0)
    taken = [*first, *second, made.pk]
    assert (len(set(taken)), taken) == (6, sorted(taken))
    assert bulk.take_ids(NumberSeries, 0) == []


def test_nothing_is_stored_of_nothing():
    bulk.insert([])
    assert not JournalEntry.objects.exists()


def test_a_row_that_may_not_be_there_takes_all_of_them_back():
    bulk.insert(entries(1))
    with pytest.raises(IntegrityError), transaction.atomic():
        bulk.insert(entries(150))
    assert JournalEntry.objects.count() == 1


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_two_who_take_ids_at_once_get_different_ones():
    results = at_once(*[lambda: bulk.take_ids(NumberSeries, 200)] * 4)
    assert len({one for ids in results for one in ids}) == 800
