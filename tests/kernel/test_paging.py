from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from fuwutai.kernel.errors import Invalid
from fuwutai.kernel.models import AccessEntry
from fuwutai.kernel.paging import page

NOON = datetime(2026, 11, 21, 12, 0, 0, 250_001, tzinfo=UTC)


def add(minutes: int, action: str = "look") -> AccessEntry:
    return AccessEntry.objects.create(at=NOON + timedelta(minutes=minutes), action=action, actor_kind="system")


def walked(order: tuple[str, ...], size: int) -> list[int]:
    seen, cursor = [], None
    while True:
        found = page(AccessEntry.objects.all(), order, cursor, size)
        seen += [row.pk for row in found.rows]
        assert len(found.rows) <= size
        if found.next is None:
            return seen
        assert len(found.rows) == size
        cursor = found.next


class Walking(TestCase):
    """hypothesis needs a class where each example has a transaction of its own."""

    @given(
        minutes=st.lists(st.integers(0, 3), max_size=25),
        size=st.integers(1, 7),
        order=st.sampled_from([("at", "id"), ("-at", "-id"), ("at", "-id"), ("-at", "id"), ("action", "-at", "id")]),
    )
    def test_pages_show_every_row_once_and_in_order_under_equal_values(self, minutes, size, order):
        for number in minutes:
            add(number, action="look" if number % 2 else "export")
        expected = list(AccessEntry.objects.order_by(*order).values_list("pk", flat=True))
        assert walked(order, size) == expected


@pytest.mark.django_db
def test_rows_that_come_meanwhile_repeat_and_hide_nothing():
    first = [add(minutes).pk for minutes in range(6)]
    begun = page(AccessEntry.objects.all(), ("-at", "-id"), None, 3)
    add(100)
    AccessEntry.objects.filter(pk=first[4]).delete()
    rest = page(AccessEntry.objects.all(), ("-at", "-id"), begun.next, 3)
    assert [row.pk for row in begun.rows] == first[:2:-1]
    assert [row.pk for row in rest.rows] == first[2::-1]
    assert rest.next is None


@pytest.mark.django_db
def test_a_page_costs_one_statement(django_assert_num_queries):
    for minutes in range(5):
        add(minutes)
    cursor = page(AccessEntry.objects.all(), ("at", "id"), None, 2).next
    with django_assert_num_queries(1):
        page(AccessEntry.objects.all(), ("at", "id"), cursor, 2)


@pytest.mark.django_db
def test_a_cursor_is_good_for_the_list_that_gave_it_out_and_no_other():
    for minutes in range(5):
        add(minutes)
    cursor = page(AccessEntry.objects.all(), ("at", "id"), None, 2).next
    for order, spoilt in [
        (("-at", "id"), cursor),
        (("id",), cursor),
        (("at", "id"), cursor[:-1]),
        (("at", "id"), "x" + cursor),
    ]:
        with pytest.raises(Invalid) as refused:
            page(AccessEntry.objects.all(), order, spoilt, 2)
        assert refused.value.code == "bad_cursor"


@pytest.mark.django_db
@given(st.text(max_size=40))
def test_no_cursor_whatever_breaks_a_list(cursor):
    try:
        page(AccessEntry.objects.all(), ("at", "id"), cursor, 2)
    except Invalid as refused:
        assert refused.code == "bad_cursor"
