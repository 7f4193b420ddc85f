"""What is packed into a page comes out again as it was."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fuwutai.domain.exports.rules import CASES_A_PAGE, ids_of, packed, paged, unpacked

TEXTS = st.text() | st.lists(st.text(max_size=5), max_size=3)
VALUES = st.none() | st.booleans() | st.integers(-(2**60), 2**60) | TEXTS
MOMENTS = st.datetimes(timezones=st.just(UTC))


@given(st.lists(st.integers(1, 2**62), max_size=30))
def test_ids_come_out_as_they_went_in(ids):
    assert [one for page in paged(ids) for one in ids_of(page)] == ids


def test_a_page_holds_a_thousand_and_the_last_one_the_rest():
    assert [len(ids_of(page)) for page in paged(range(2 * CASES_A_PAGE + 1))] == [CASES_A_PAGE, CASES_A_PAGE, 1]


@given(st.lists(st.dictionaries(st.text(max_size=8), VALUES | MOMENTS, max_size=5), max_size=4))
def test_rows_come_out_as_they_went_in_and_moments_as_moments(rows):
    assert unpacked(packed(rows)) == rows


def test_a_text_that_only_looks_like_a_moment_stays_a_text():
    moment = datetime(2026, 5, 1, tzinfo=UTC)
    assert unpacked(packed([{"a": moment.isoformat(), "b": moment}])) == [{"a": moment.isoformat(), "b": moment}]


def test_what_no_file_of_cases_can_hold_is_refused():
    with pytest.raises(TypeError):
        packed([{"a": object()}])
