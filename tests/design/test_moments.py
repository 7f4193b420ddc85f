"""Moments and spans in the reader's words."""

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone, translation

from fuwutai.design import moments

NOW = datetime(2026, 3, 5, 6, 0, tzinfo=UTC)  # 14:00 in Shanghai


@pytest.fixture(autouse=True)
def in_shanghai():
    with timezone.override("Asia/Shanghai"), translation.override("en"):
        yield


def test_today_is_a_time_alone() -> None:
    assert moments.short_moment(NOW - timedelta(hours=1), NOW) == "13:00"


def test_the_day_is_that_of_the_centre_not_of_utc() -> None:
    assert moments.short_moment(datetime(2026, 3, 4, 16, 30, tzinfo=UTC), NOW) == "00:30"


def test_the_day_before_and_after_have_a_word() -> None:
    assert moments.short_moment(NOW - timedelta(days=1), NOW) == "Yesterday 14:00"
    assert moments.short_moment(NOW + timedelta(days=1), NOW) == "Tomorrow 14:00"


def test_further_off_stands_the_date_and_in_another_year_the_year() -> None:
    assert moments.short_moment(NOW - timedelta(days=20), NOW) == "13 Feb, 14:00"
    assert moments.short_moment(NOW - timedelta(days=400), NOW) == "29 Jan 2025"


def test_a_promise_always_names_its_day() -> None:
    assert moments.day_moment(NOW + timedelta(hours=2), NOW) == "Today 16:00"
    assert moments.day_moment(NOW + timedelta(days=1), NOW) == "Tomorrow 14:00"
    assert moments.day_moment(NOW + timedelta(days=4), NOW) == "Mon 9 Mar 14:00"


def test_the_exact_moment_names_second_and_zone() -> None:
    assert moments.exact_moment(NOW) == "2026-03-05 14:00:00 Asia/Shanghai"


@pytest.mark.parametrize(
    ("seconds", "said"),
    [(0, "under 1 min"), (59, "under 1 min"), (60, "1 min"), (3599, "59 min"), (3600, "1 h"),
     (3660, "1 h 1 min"), (86400, "1 d"), (90000, "1 d 1 h"), (86400 + 1800, "1 d")],
)  # fmt: skip
def test_a_span_has_at_most_two_units(seconds: int, said: str) -> None:
    assert moments.span(seconds) == said


def test_a_deadline_says_what_is_left_or_how_far_it_is_past() -> None:
    assert moments.time_left(NOW + timedelta(minutes=80), NOW) == "1 h 20 min left"
    assert moments.time_left(NOW - timedelta(minutes=5), NOW) == "5 min over"
    assert moments.time_left(NOW, NOW) == "under 1 min over"
