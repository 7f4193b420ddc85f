"""The arithmetic of one clock, over random histories and real calendars."""

from datetime import UTC, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from fuwutai.domain.calendars.chinese_days import chinese_schedule
from fuwutai.domain.calendars.rules import Schedule
from fuwutai.domain.calendars.working_time import WorkingTime
from fuwutai.domain.sla.rules import DEFINITIONS, moved, overran, paused, resumed, started, stopped

ALWAYS = WorkingTime(Schedule.of("UTC", {weekday: [(0, 86_400)] for weekday in range(7)}))
CHINA = WorkingTime(chinese_schedule())
HALVES = [(28_800, 43_200), (46_800, 61_200)]
BERLIN = WorkingTime(Schedule.of("Europe/Berlin", dict.fromkeys((0, 5, 6), HALVES)))

moments = st.integers(0, 395 * 86_400).map(  # a year with holidays, working Saturdays and both clock changes
    lambda second: datetime(2025, 9, 20, tzinfo=UTC) + timedelta(seconds=second)
)
gaps = st.lists(st.integers(0, 4 * 86_400), min_size=1, max_size=12)
targets = st.integers(60, 20 * 86_400)
signals = st.sampled_from(["start", "pause", "resume", "stop"])
histories = st.lists(st.tuples(signals, st.integers(0, 10**6)), max_size=15)
calendars = st.sampled_from([ALWAYS, CHINA, BERLIN])


@given(moments, targets, gaps)
def test_round_the_clock_each_pause_moves_the_deadline_by_its_own_length(at, target, lengths):
    face = started(at, target, 75, ALWAYS)
    first_due, stood_still = face.due_at, timedelta()
    now = at
    for number, seconds in enumerate(lengths):
        now += timedelta(seconds=seconds)
        if number % 2 == 0:
            face, since = paused(face, now, ALWAYS), now
        else:
            face = resumed(face, now, ALWAYS)
            stood_still += now - since
    if face.state == "running":
        assert face.due_at - first_due == stood_still or face.consumed_seconds > target


@given(moments, targets, gaps, calendars)
@settings(max_examples=300)
def test_no_minute_is_lost_between_pauses(at, target, lengths, time):
    """Used time = working time of all stretches in which the clock ran; due leaves exactly the rest."""
    face, now, used, running_since = started(at, target, 75, time), at, 0, at
    for seconds in lengths:
        now += timedelta(seconds=seconds)
        if face.state == "running":
            used += time.working_seconds_between(running_since, now)
            face = paused(face, now, time)
            assert face.consumed_seconds == used
            assert face.due_at is None
        else:
            face, running_since = resumed(face, now, time), now
            if used <= target:
                assert time.working_seconds_between(now, face.due_at) == target - used


@given(moments, targets, histories, calendars)
@settings(max_examples=300)
def test_a_clock_counted_step_by_step_equals_one_counted_from_scratch(at, target, history, time):
    now, face, intervals, open_since, over = at, started(at, target, 75, time), [], at, False
    for signal, seconds in history:
        now += timedelta(seconds=seconds)
        face = moved(face, signal, now, time)
        if over and signal != "start":
            continue
        runs = signal in ("start", "resume")
        if runs and open_since is None:
            open_since = now
        elif not runs and open_since is not None:
            intervals.append((open_since, now))
            open_since = None
        over = signal == "stop" or (over and signal != "start")
    assert face.consumed_seconds == sum(time.working_seconds_between(start, end) for start, end in intervals)
    assert face.running_since == open_since
    assert (face.state == "running") == (open_since is not None)


def test_an_answer_on_the_dot_keeps_the_promise():
    face = started(datetime(2026, 11, 20, 1, tzinfo=UTC), 600, 75, ALWAYS)
    assert not overran(face, face.due_at)
    assert overran(face, face.due_at + timedelta(seconds=1))


def test_a_stopped_clock_stays_stopped_until_it_is_started_again():
    at = datetime(2026, 11, 20, 1, tzinfo=UTC)
    face = stopped(started(at, 600, 75, ALWAYS), at + timedelta(minutes=4), ALWAYS)
    later = at + timedelta(hours=5)
    assert moved(face, "resume", later, ALWAYS) == face
    again = moved(face, "start", later, ALWAYS)
    assert again.due_at == later + timedelta(minutes=6)


def test_the_working_saturday_counts_and_the_holiday_does_not():
    """2026-02-14 is a working Saturday before the Spring Festival, 2026-02-15 the first day off."""
    friday = datetime(2026, 2, 13, 8, 30, tzinfo=UTC)  # 16:30 in Shanghai, one hour before closing
    assert started(friday, 2 * 3600, 75, CHINA).due_at == datetime(2026, 2, 14, 2, tzinfo=UTC)
    saturday = datetime(2026, 2, 14, 9, tzinfo=UTC)  # 17:00, half an hour before closing
    due = started(saturday, 3600, 75, CHINA).due_at
    assert due == datetime(2026, 2, 24, 1, 30, tzinfo=UTC)


def test_no_event_means_two_things_to_one_clock():
    for definition in DEFINITIONS:
        sets = [definition.start_on, definition.pause_on, definition.resume_on, definition.stop_on]
        assert sum(map(len, sets)) == len(frozenset().union(*sets))
