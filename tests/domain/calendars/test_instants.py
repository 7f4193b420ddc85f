"""From local time to instants, where the clock changes."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from fuwutai.domain.calendars.instants import at_local_second, instant, micros


def local(zone, day, hour):
    found = at_local_second(date.fromisoformat(day).toordinal(), int(hour * 3600), ZoneInfo(zone))
    return instant(found).isoformat()


@pytest.mark.parametrize(
    ("zone", "day", "hour", "expected"),
    [
        ("Asia/Shanghai", "2026-03-02", 9, "2026-03-02T01:00:00+00:00"),
        ("Asia/Shanghai", "2026-03-02", 24, "2026-03-02T16:00:00+00:00"),
        # Skipped: the moment of the change.
        ("Europe/Berlin", "2024-03-31", 2, "2024-03-31T01:00:00+00:00"),
        ("Europe/Berlin", "2024-03-31", 2.75, "2024-03-31T01:00:00+00:00"),
        ("Australia/Lord_Howe", "2024-10-06", 2.25, "2024-10-05T15:30:00+00:00"),
        ("America/Sao_Paulo", "2018-11-04", 0, "2018-11-04T03:00:00+00:00"),
        ("Pacific/Apia", "2011-12-30", 12, "2011-12-30T10:00:00+00:00"),
        # Twice: the first.
        ("Europe/Berlin", "2024-10-27", 2.5, "2024-10-27T00:30:00+00:00"),
        ("Europe/Berlin", "2024-10-27", 3, "2024-10-27T02:00:00+00:00"),
        ("America/Havana", "2024-11-03", 0, "2024-11-03T04:00:00+00:00"),
    ],
)
def test_a_local_time_is_the_first_of_two_or_the_change_that_skips_it(zone, day, hour, expected):
    assert local(zone, day, hour) == expected


def test_an_instant_comes_back_as_it_went_in():
    moment = datetime(2026, 3, 2, 9, 0, 0, 123_456, tzinfo=ZoneInfo("America/New_York"))
    assert instant(micros(moment)) == moment
    assert instant(micros(moment)).tzinfo is UTC
