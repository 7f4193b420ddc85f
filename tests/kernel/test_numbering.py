import threading
from datetime import date

import pytest
from django.db import connection, transaction
from hypothesis import given
from hypothesis import strategies as st

from fuwutai.kernel.models import NumberSeries
from fuwutai.kernel.numbering import format_number, next_number, next_numbers, parse_number

DAY = date(2026, 11, 21)
DAYS = st.dates(min_value=date(2001, 1, 1), max_value=date(2068, 12, 31))
SEQUENCES = st.integers(min_value=1, max_value=10_000_000)


def test_a_number_shows_day_counter_and_check_digit():
    assert format_number(DAY, 42).startswith("261121-0042-")
    assert format_number(DAY, 12345).startswith("261121-12345-")


def test_numbers_count_from_one():
    with pytest.raises(ValueError, match="from 1"):
        format_number(DAY, 0)


@given(DAYS, SEQUENCES)
def test_a_number_reads_back_however_it_is_typed(day, sequence):
    number = format_number(day, sequence)
    bare = number.replace("-", "")
    wide = bare.translate({code: code + 0xFEE0 for code in range(0x30, 0x3A)})
    for typed in (number, bare, f" {number}\n", number.replace("-", " - "), number.replace("-", "－"), wide):
        assert parse_number(typed) == number


@given(DAYS, SEQUENCES, st.data())
def test_one_wrong_digit_is_noticed(day, sequence, data):
    digits = format_number(day, sequence).replace("-", "")
    place = data.draw(st.integers(0, len(digits) - 1))
    other = data.draw(st.sampled_from([digit for digit in "0123456789" if digit != digits[place]]))
    assert parse_number(digits[:place] + other + digits[place + 1 :]) is None


@given(DAYS, SEQUENCES, st.data())
def test_two_swapped_neighbours_are_noticed(day, sequence, data):
    digits = format_number(day, sequence).replace("-", "")
    place = data.draw(st.integers(0, len(digits) - 2))
    swapped = digits[:place] + digits[place + 1] + digits[place] + digits[place + 2 :]
    assert swapped == digits or parse_number(swapped) is None


@pytest.mark.parametrize(
    "typed", ["", "-", "2611210042", "13812345678901", "工单261121-0042-7", "261121/0042/7", "9" * 40]
)
def test_what_is_no_number_is_none(typed):
    assert parse_number(typed) is None


def test_impossible_days_and_spare_zeros_are_none():
    from stdnum import damm

    for body in ("2613210042", "2611210000", "26112100042"):
        assert parse_number(body + damm.calc_check_digit(body)) is None


@given(st.text())
def test_any_text_is_a_number_or_none(typed):
    number = parse_number(typed)
    assert number is None or parse_number(number) == number


@pytest.mark.django_db
def test_series_and_days_count_on_their_own():
    given_out = [next_number("case", DAY), next_number("case", DAY), next_number("visit", DAY)]
    assert given_out == [1, 2, 1]
    assert next_number("case", date(2026, 11, 22)) == 1
    assert NumberSeries.objects.get(series="case", day=DAY).last == 2


@pytest.mark.django_db
def test_a_number_costs_one_statement(django_assert_num_queries):
    with django_assert_num_queries(1):
        next_number("case", DAY)


@pytest.mark.django_db
@pytest.mark.parametrize("count", [1, 7, 700])
def test_many_numbers_at_once_are_those_that_one_after_the_other_would_have_been(count):
    days = [date.fromordinal(DAY.toordinal() - place * 31 % 350) for place in range(count)]
    next_number("many", DAY)
    next_number("single", DAY)
    for _ in range(2):
        assert next_numbers("many", days) == [next_number("single", day) for day in days]
    assert next_numbers("many", []) == []


@pytest.mark.django_db
def test_many_numbers_cost_one_statement(django_assert_num_queries):
    with django_assert_num_queries(1):
        next_numbers("case", [DAY] * 500 + [date(2026, 11, 22)])


@pytest.mark.django_db(transaction=True)
def test_a_rolled_back_number_is_given_again():
    with pytest.raises(RuntimeError), transaction.atomic():
        next_number("case", DAY)
        raise RuntimeError
    assert next_number("case", DAY) == 1


@pytest.mark.django_db(transaction=True)
def test_people_who_ask_at_once_get_different_numbers_without_gaps():
    found: list[int] = []

    def ask() -> None:
        try:
            for _ in range(10):
                found.append(next_number("case", DAY))
        finally:
            connection.close()

    threads = [threading.Thread(target=ask) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(found) == list(range(1, 41))
