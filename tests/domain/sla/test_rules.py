"""The arithmetic of one clock, over random histories and real calendars."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fuwutai.domain.calendars.chinese_days import chinese_schedule
from fuwutai.domain.calendars.rules import Schedule
from fuwutai.domain.calendars.working_time import WorkingTime
from fuwutai.domain.sla.rules import (
    CHANGES,
    Level,
    Terms,
    cancelled,
    fired,
    missed_by,
    next_moment,
    overran,
    paused,
    recounted,
    resumed,
    retargeted,
    started,
    stopped,
    taken_over,
    used_seconds,
)

ALWAYS = WorkingTime(Schedule.of("UTC", {weekday: [(0, 86_400)] for weekday in range(7)}))
CHINA = WorkingTime(chinese_schedule())
HALVES = [(28_800, 43_200), (46_800, 61_200)]
BERLIN = WorkingTime(Schedule.of("Europe/Berlin", dict.fromkeys((0, 5, 6), HALVES)))
NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)

moments = st.integers(0, 395 * 86_400).map(  # a year with holidays, working Saturdays and both clock changes
    lambda second: datetime(2025, 9, 20, tzinfo=UTC) + timedelta(seconds=second)
)
gaps = st.lists(st.integers(0, 4 * 86_400), min_size=1, max_size=12)
targets = st.integers(60, 20 * 86_400)
calendars = st.sampled_from([ALWAYS, CHINA, BERLIN])
minutes = lambda number: timedelta(minutes=number)  # noqa: E731, reads as a unit


def running(target=3600, time=ALWAYS, at=NOON, **terms):
    return started(at, Terms(target_seconds=target, **terms), time)


@given(moments, targets, gaps)
def test_round_the_clock_each_pause_moves_the_deadline_by_its_own_length(at, target, lengths):
    face = running(target, at=at)
    first_due, stood_still, now = face.due_at, timedelta(), at
    for number, seconds in enumerate(lengths):
        now += timedelta(seconds=seconds)
        face = missed_by(face, now)
        if number % 2 == 0:
            face, since = paused(face, now, ALWAYS), now
        else:
            face = resumed(face, now, ALWAYS)
            stood_still += now - since
    if face.state == "running":
        assert face.due_at == (face.breached_at or first_due + stood_still)


@given(moments, targets, gaps, calendars)
@settings(max_examples=300)
def test_no_minute_is_lost_between_pauses(at, target, lengths, time):
    """Used time = working time of all stretches in which the clock ran; due leaves exactly the rest."""
    face, now, used, running_since = running(target, time, at), at, 0, at
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


@given(moments, targets, targets, st.integers(0, 9 * 86_400), st.integers(0, 9 * 86_400), calendars, calendars)
@settings(max_examples=300)
def test_a_swap_of_terms_during_a_pause_loses_no_paused_minute(at, target, other, ran, stood, time, new_time):
    """GLPI #6902: what was used before the pause, and nothing of the pause, counts against the new target."""
    face = running(target, time, at)
    pause = at + timedelta(seconds=ran)
    face = paused(missed_by(face, pause), pause, time)
    used = time.working_seconds_between(at, pause)
    swapped = retargeted(
        face, pause + timedelta(seconds=stood // 2), Terms(target_seconds=other), time, new_time, 7
    )
    assert (swapped.state, swapped.consumed_seconds, swapped.due_at) == ("paused", used, None)
    end = pause + timedelta(seconds=stood)
    again = resumed(swapped, end, new_time)
    if again.breached_at:
        assert again.due_at == again.breached_at
    elif other >= used:
        assert new_time.working_seconds_between(end, again.due_at) == other - used


@given(moments, targets, targets, st.integers(0, 9 * 86_400), calendars, calendars)
@settings(max_examples=300)
def test_after_a_swap_while_running_what_was_used_stays_used(at, target, other, ran, time, new_time):
    moment = at + timedelta(seconds=ran)
    face = missed_by(running(target, time, at), moment)
    swapped = retargeted(face, moment, Terms(target_seconds=other), time, new_time, 7)
    used = time.working_seconds_between(at, moment)
    assert (swapped.consumed_seconds, swapped.running_since, swapped.edition) == (used, moment, 7)
    if face.breached_at:
        assert swapped.due_at == face.breached_at  # what was missed was due when it was
    elif other >= used:
        assert new_time.working_seconds_between(moment, swapped.due_at) == other - used
    else:
        assert swapped.due_at == new_time.next_open_or_same(moment)  # not before it was promised


@given(moments, targets, st.integers(0, 9 * 86_400), calendars, calendars)
@settings(max_examples=200)
def test_an_edited_calendar_counts_from_the_edit_on_only(at, target, ran, time, new_time):
    moment = at + timedelta(seconds=ran)
    face = running(target, time, at)
    edited = recounted(face, moment, time, new_time, 8)
    used = time.working_seconds_between(at, moment)
    assert edited.consumed_seconds == used
    later = moment + timedelta(days=3)
    assert used_seconds(edited, later, new_time) == used + new_time.working_seconds_between(moment, later)


def test_an_answer_on_the_dot_keeps_the_promise():
    face = running(600)
    assert not overran(face, face.due_at)
    assert missed_by(face, face.due_at) is face
    late = missed_by(face, face.due_at + timedelta(seconds=1))
    assert late.breached_at == face.due_at


def test_what_was_missed_once_stays_missed_whatever_happens_later():
    late = missed_by(running(600), NOON + minutes(11))
    easier = retargeted(late, NOON + minutes(12), Terms(target_seconds=9000), ALWAYS, ALWAYS, 0)
    again = resumed(stopped(easier, NOON + minutes(13), ALWAYS), NOON + minutes(99), ALWAYS)
    for face in (easier, paused(easier, NOON + minutes(13), ALWAYS), recounted(late, NOON, ALWAYS, CHINA, 2), again):
        assert face.breached_at == NOON + minutes(10)
        assert not any(stage.what == "breach" for stage, _face in fired(face, NOON + timedelta(days=9), ALWAYS))


def test_a_stopped_clock_goes_on_with_the_time_it_had_used():
    face = stopped(running(600), NOON + minutes(4), ALWAYS)
    assert (face.state, face.consumed_seconds, face.due_at, face.is_live) == ("stopped", 240, None, False)
    later = NOON + timedelta(hours=5)
    assert resumed(face, later, ALWAYS).due_at == later + minutes(6)


def test_a_moment_before_the_clock_ran_takes_nothing_back():
    face = stopped(running(600), NOON - minutes(4), ALWAYS)
    assert (face.state, face.consumed_seconds) == ("stopped", 0)


def test_a_clock_called_off_is_neither_kept_nor_missed():
    face = cancelled(running(600), NOON + minutes(4), ALWAYS)
    assert (face.state, face.breached_at, face.due_at) == ("cancelled", None, None)
    assert stopped(face, NOON + minutes(5), ALWAYS) is face


def test_a_cause_that_the_terms_do_not_wait_for_stops_nothing():
    face = running(600, pause_for=frozenset({"customer"}))
    assert paused(face, NOON + minutes(1), ALWAYS, "third_party") is face
    waits = paused(face, NOON + minutes(1), ALWAYS, "customer")
    assert waits.cause == "customer"
    goes_on = paused(waits, NOON + minutes(9), ALWAYS, "third_party")
    assert (goes_on.state, goes_on.due_at) == ("running", NOON + minutes(18))


def test_a_pause_that_changes_its_cause_stays_one_pause():
    face = paused(running(600), NOON + minutes(1), ALWAYS, "customer")
    other = paused(face, NOON + minutes(5), ALWAYS, "third_party")
    assert (other.cause, other.consumed_seconds, other.state) == ("third_party", 60, "paused")


def test_a_merged_case_brings_its_earlier_base_and_the_greater_use():
    face = running(3600)
    older = taken_over(face, NOON + minutes(10), NOON - minutes(30), 2400, ALWAYS)
    assert (older.started_at, older.due_at) == (NOON - minutes(30), NOON + minutes(30))
    younger = taken_over(face, NOON + minutes(10), NOON - minutes(30), 60, ALWAYS)
    assert younger.due_at == face.due_at


LEVELS = (Level(level=1, percent=75, rule_id=1), Level(level=2, percent=100, rule_id=2),
          Level(level=3, percent=200, rule_id=3))  # fmt: skip


def test_stages_come_in_order_and_each_once():
    face = running(6000, warn_percents=(50, 75), levels=LEVELS)
    told = []
    now = NOON
    for _number in range(400):
        now += minutes(1)
        for stage, after in fired(face, now, ALWAYS):
            told.append((stage.percent, stage.what, int((now - NOON).total_seconds() // 60)))
            face = after
    assert told == [
        (50, "warning", 50), (75, "warning", 75), (75, "escalation", 75),
        (100, "breach", 101), (100, "escalation", 101), (200, "escalation", 201),
    ]  # fmt: skip
    assert next_moment(face, ALWAYS) is None


def test_who_slept_through_all_of_it_catches_up_in_the_same_order():
    face = running(6000, warn_percents=(75, 50), levels=LEVELS)
    told = [stage.percent for stage, _face in fired(face, NOON + timedelta(days=9), ALWAYS)]
    assert told == [50, 75, 75, 100, 100, 200]


@given(moments, targets, st.lists(st.integers(1, 99), max_size=4, unique=True), calendars, st.integers(0, 10**6))
def test_the_next_moment_is_when_the_next_stage_comes(at, target, percents, time, later):
    face = running(target, time, at, warn_percents=tuple(percents), levels=LEVELS)
    now = at + timedelta(seconds=later)
    for _stage, after in fired(face, now, time):
        face = after
    moment = next_moment(face, time)
    assert moment is None or moment >= now
    if moment is not None:
        assert list(fired(face, moment + timedelta(seconds=1), time))
        assert not list(fired(face, moment - timedelta(microseconds=1), time))


def test_a_stricter_promise_warns_not_of_what_is_past_but_misses_at_once():
    face = running(6000, warn_percents=(50,))
    strict = Terms(target_seconds=600, warn_percents=(50, 75), levels=LEVELS)
    face = retargeted(face, NOON + minutes(20), strict, ALWAYS, ALWAYS, 0)
    assert (face.due_at, face.warned_percent) == (NOON + minutes(20), 75)
    told = [(stage.what, stage.level) for stage, _face in fired(face, NOON + minutes(21), ALWAYS)]
    assert told == [("escalation", 1), ("breach", 0), ("escalation", 2), ("escalation", 3)]


def test_the_working_saturday_counts_and_the_holiday_does_not():
    """2026-02-14 is a working Saturday before the Spring Festival, 2026-02-15 the first day off."""
    friday = datetime(2026, 2, 13, 8, 30, tzinfo=UTC)  # 16:30 in Shanghai, one hour before closing
    assert running(2 * 3600, CHINA, friday).due_at == datetime(2026, 2, 14, 2, tzinfo=UTC)
    saturday = datetime(2026, 2, 14, 9, tzinfo=UTC)  # 17:00, half an hour before closing
    assert running(3600, CHINA, saturday).due_at == datetime(2026, 2, 24, 1, 30, tzinfo=UTC)


@pytest.mark.parametrize("change", sorted({change for change, _state in CHANGES}))
def test_every_change_is_decided_for_every_state_and_never_undoes_a_breach(change):
    rows = [CHANGES[change, state] for state in ("running", "paused", "stopped")]
    assert {row.breach for row in rows} == {"kept"}
