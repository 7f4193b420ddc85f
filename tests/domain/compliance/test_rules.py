"""What is unusual, as arithmetic."""

from datetime import UTC, datetime, timedelta

import pytest

from fuwutai.domain.compliance import rules

NOON = datetime(2026, 3, 9, 4, 0, tzinfo=UTC)


def minutes(*offsets: int) -> list[datetime]:
    return [NOON + timedelta(minutes=one) for one in offsets]


@pytest.mark.parametrize(
    ("today", "before", "is_unusual"),
    [(9, 0, False), (10, 0, True), (10, 93, True), (10, 94, False), (30, 280, True), (29, 280, False)],
)
def test_many_reveals_are_ten_and_three_times_the_daily_mean(today, before, is_unusual):
    assert rules.many_reveals(today, before) is is_unusual


def test_the_mean_of_a_day_is_rounded_to_one_place():
    assert (rules.daily_mean(0), rules.daily_mean(28), rules.daily_mean(30)) == (0.0, 1.0, 1.1)


@pytest.mark.parametrize(
    ("when", "most"),
    [((), 0), ((0,), 1), ((0, 59), 2), ((0, 60), 1), ((0, 30, 59, 60, 61, 200), 4), ((200, 0, 10), 2)],
)
def test_the_fullest_hour_is_found(when, most):
    assert rules.most_within_an_hour(minutes(*when)) == most


@pytest.mark.parametrize(
    ("successes", "failures", "counted"),
    [
        ((), (1, 2, 3), 0),
        ((10,), (7, 8), 0),
        ((10,), (7, 8, 9), 3),
        ((10,), (11, 12, 13), 0),
        ((70,), (9, 30, 40), 0),
        ((10, 100), (1, 2, 3, 95, 96, 97, 98), 4),
    ],
)
def test_a_guessed_password_is_three_failures_in_the_hour_before_a_success(successes, failures, counted):
    assert rules.most_failures(minutes(*successes), minutes(*failures)) == counted
