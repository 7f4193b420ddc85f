import threading
from datetime import UTC, datetime, timedelta, timezone

import pytest

from fuwutai.kernel import clock

PAST = datetime(2025, 3, 4, 5, 6, tzinfo=UTC)


def test_it_stands_still_inside_the_block_and_goes_on_after_it():
    with clock.stopped_at(PAST):
        assert clock.now() == PAST
        with clock.stopped_at(PAST + timedelta(days=1)):
            assert clock.now() == PAST + timedelta(days=1)
        assert clock.now() == PAST
    assert clock.now() > PAST + timedelta(days=300)


def test_it_goes_on_after_an_error_too():
    with pytest.raises(RuntimeError), clock.stopped_at(PAST):
        raise RuntimeError
    assert clock.now() != PAST


def test_any_time_zone_becomes_utc_and_none_is_refused():
    with clock.stopped_at(PAST.astimezone(timezone(timedelta(hours=8)))):
        assert clock.now() == PAST
        assert clock.now().tzinfo is UTC
    with pytest.raises(ValueError, match="time zone"), clock.stopped_at(datetime(2025, 3, 4)):  # noqa: DTZ001
        pass


def test_the_clock_on_the_wall_goes_on_and_other_threads_are_not_stopped():
    seen = []
    with clock.stopped_at(PAST):
        thread = threading.Thread(target=lambda: seen.append(clock.now()))
        thread.start()
        thread.join()
        assert clock.wall() > PAST
    assert seen[0] > PAST
