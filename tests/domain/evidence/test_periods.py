"""Weeks and their days."""

from datetime import date, timedelta

import pytest

from fuwutai.domain.evidence.periods import week_days, week_key


def test_every_day_lies_in_the_week_that_its_key_names():
    day = date(2019, 12, 1)
    while day < date(2021, 2, 1):
        monday, next_monday = week_days(week_key(day))
        assert monday <= day < next_monday and monday.weekday() == 0
        day += timedelta(days=1)


@pytest.mark.parametrize("text", ["", "2026", "2026-W1", "2026-W00", "2025-W53", "2026-W 1", "２０２６-W10", "0-W10"])
def test_what_is_no_week_is_refused(text):
    with pytest.raises(ValueError):
        week_days(text)
