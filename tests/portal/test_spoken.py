"""Moments and hours as people say them."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone, translation

from fuwutai.portal.spoken import spoken_moment, spoken_openings

NOW = datetime(2026, 3, 5, 6, 0, tzinfo=UTC)  # Thursday, 14:00 in Shanghai


@pytest.fixture(autouse=True)
def in_shanghai() -> Iterator[None]:
    with timezone.override("Asia/Shanghai"), translation.override("en"):
        yield


@pytest.mark.parametrize(
    ("away", "said"),
    [
        (timedelta(minutes=80), "today at 15:20"),
        (timedelta(hours=10), "tomorrow at 00:00"),
        (timedelta(days=1), "tomorrow at 14:00"),
        (timedelta(days=-1), "yesterday at 14:00"),
        (timedelta(days=4), "on Monday 9 March at 14:00"),
        (timedelta(days=-300), "on Friday 9 May 2025 at 14:00"),
    ],
)
def test_a_moment_is_said_with_its_day(away: timedelta, said: str) -> None:
    assert spoken_moment(NOW + away, NOW) == said


def test_openings_are_said_one_after_the_other() -> None:
    assert spoken_openings([(9 * 3600, 12 * 3600), (48600, 18 * 3600)]) == "09:00–12:00, 13:30–18:00"


def test_a_day_without_night_is_said_so() -> None:
    assert spoken_openings([(0, 86400)]) == "day and night"


def test_until_midnight_is_24_00() -> None:
    assert spoken_openings([(79200, 86400)]) == "22:00–24:00"


def test_no_opening_is_nothing() -> None:
    assert spoken_openings([]) == ""
