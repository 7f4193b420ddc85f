"""How complete a file is, when it is to be looked through, and when a customer wants to be left alone."""

from datetime import UTC, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as some

from fuwutai.domain.customers.rules import (
    CHECK_AFTER,
    EXPECTED,
    LEVELS_OF_FIELDS,
    file_state,
    is_quiet,
    level_of,
    masked_address,
)

NOW = datetime(2026, 3, 9, 2, tzinfo=UTC)


def test_an_empty_file_is_at_nothing_and_a_whole_one_at_a_hundred():
    empty, whole = file_state({}, NOW, NOW), file_state(dict.fromkeys(EXPECTED, True), NOW, NOW)
    assert (empty.percent, empty.missing, empty.to_check) == (0, EXPECTED, True)
    assert (whole.percent, whole.missing, whole.to_check) == (100, (), False)


def test_what_is_missing_is_named():
    state = file_state(dict.fromkeys(EXPECTED, True) | {"address": False}, NOW, NOW)
    assert (state.percent, state.missing) == (83, ("address",))


@pytest.mark.parametrize(("age", "is_old"), [(CHECK_AFTER, True), (CHECK_AFTER - timedelta(seconds=1), False)])
def test_a_whole_file_is_looked_through_once_a_year(age, is_old):
    state = file_state(dict.fromkeys(EXPECTED, True), NOW - age, NOW)
    assert (state.is_old, state.to_check) == (is_old, is_old)


@pytest.mark.parametrize(
    ("begin", "end", "now", "quiet"),
    [
        ((22, 0), (8, 0), (23, 0), True),
        ((22, 0), (8, 0), (7, 59), True),
        ((22, 0), (8, 0), (8, 0), False),
        ((12, 0), (14, 0), (12, 0), True),
        ((12, 0), (14, 0), (14, 0), False),
        ((12, 0), (12, 0), (12, 0), False),
    ],
)
def test_quiet_hours_begin_with_their_first_minute_and_may_go_over_midnight(begin, end, now, quiet):
    assert is_quiet(time(*begin), time(*end), time(*now)) is quiet


def test_without_both_ends_no_hour_is_quiet():
    assert not is_quiet(None, time(8), time(7)) and not is_quiet(time(22), None, time(23))


@given(some.times(), some.times(), some.times())
def test_at_each_moment_either_the_quiet_hours_or_the_rest_of_the_day_run(begin, end, now):
    if begin != end:
        assert is_quiet(begin, end, now) is not is_quiet(end, begin, now)


def test_each_field_has_a_level_and_what_is_unknown_is_sensitive():
    assert level_of("contact.phone") == "sensitive" and level_of("special_handling.special_need") == "personal"
    assert level_of("custom.anything") == "sensitive"
    assert set(LEVELS_OF_FIELDS.values()) <= {"public", "internal", "personal", "sensitive"}


@given(some.text(max_size=40))
def test_a_masked_address_keeps_its_length_and_at_most_its_beginning(text):
    masked = masked_address(text)
    assert len(masked) == len(text)
    assert masked[6:] == "*" * len(masked[6:])
