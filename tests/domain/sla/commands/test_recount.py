"""An edited calendar counts for every live promise, from the moment of the edit on."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from tests import given
from tests.domain.sla.given_clocks import (
    MONDAY,
    SYSTEM,
    a_rule,
    clock_of,
    events_of,
    happened,
    minutes,
    promise,
    reply,
    swept,
    write,
)
from tests.racing import at_once
from tests.rows import nothing_changes

from fuwutai.domain.calendars.commands import clear_day, set_day, set_weekly_hours
from fuwutai.domain.calendars.queries import edition_at
from fuwutai.domain.cases.commands import reply_to_case, resolve_case
from fuwutai.domain.cases.models import Case
from fuwutai.domain.sla import jobs
from fuwutai.domain.sla.commands import fire_moment, recount_clocks
from fuwutai.domain.sla.jobs import sweep
from fuwutai.domain.sla.models import Clock
from fuwutai.domain.sla.recompute import compared
from fuwutai.domain.sla.stored import FACE_FIELDS
from fuwutai.kernel import clock as wall
from fuwutai.kernel import outbox
from fuwutai.kernel.models import JournalEntry
from fuwutai.kernel.worker import drain

pytestmark = pytest.mark.django_db

HOUR = 3600
TUESDAY = date(2026, 3, 3)
LATER = timedelta(seconds=3)


def holiday(day: date, calendar: str = "cn") -> None:
    set_day(actor=given.administrator(), calendar=calendar, date=day, kind="holiday")


def short_days() -> None:
    hours = {weekday: [(600, 720)] for weekday in range(5)}  # 10:00-12:00
    set_weekly_hours(actor=given.administrator(), calendar="cn", hours=hours)


def recounted_later(monday: Any) -> None:
    monday.shift(LATER)
    drain()


def edition() -> int:
    return edition_at("cn", wall.now())


def row_of(clock: Clock) -> dict[str, Any]:
    return Clock.objects.filter(pk=clock.pk).values().get()


def face(case: Case, definition: str = "resolution") -> dict[str, Any]:
    """Return all that may change of a clock, to compare it with that of a case with the same history."""
    row = row_of(clock_of(case, definition))
    return {name: row[name] for name in FACE_FIELDS}


def recounts(*cases: Case) -> list[tuple[int, str]]:
    found = [(case.pk, one["definition"]) for case in cases for one in events_of(case, "recounted")]
    return sorted(found)


def test_every_live_promise_moves_and_what_is_over_stays(monday):
    running, waiting = given.an_open_case(), given.a_waiting_case()
    resolved, pressing = given.a_resolved_case(), given.a_case(priority="emergency")
    fresh = given.a_case()
    over = [row_of(clock_of(case)) for case in (running, waiting, resolved)]
    over.append(row_of(clock_of(resolved, "resolution")))
    elsewhere = [row_of(clock) for clock in Clock.objects.filter(case=pressing)]
    monday.shift(minutes(10))
    holiday(TUESDAY)
    assert clock_of(running, "resolution").due_at == datetime(2026, 3, 5, 6, 30, tzinfo=UTC)
    recounted_later(monday)
    for case in (running, fresh):
        clock = clock_of(case, "resolution")
        assert (clock.calendar_version, clock.due_at) == (edition(), datetime(2026, 3, 6, 6, 30, tzinfo=UTC))
        assert (clock.consumed_seconds, clock.running_since) == (600, MONDAY + minutes(10))
    waits = clock_of(waiting, "resolution")
    assert (waits.calendar_version, waits.state, waits.due_at, waits.consumed_seconds) == (edition(), "paused", None, 0)
    soon = clock_of(fresh)
    assert (soon.calendar_version, soon.due_at) == (edition(), MONDAY + minutes(30))
    assert [row_of(Clock(pk=row["id"])) for row in over] == over
    assert [row_of(Clock(pk=row["id"])) for row in elsewhere] == elsewhere
    assert recounts(running, waiting, resolved, pressing, fresh) == [
        (running.pk, "resolution"), (fresh.pk, "resolution"),
    ]  # fmt: skip
    assert promise(running) == datetime(2026, 3, 6, 6, 30, tzinfo=UTC)
    assert compared([case.pk for case in (running, waiting, resolved, pressing, fresh)], wall.now()).differences == []


def test_the_journal_says_when_the_calendar_was_edited_and_what_is_due_then(monday):
    case = given.an_open_case()
    monday.shift(minutes(10))
    holiday(TUESDAY)
    recounted_later(monday)
    [told] = events_of(case, "recounted")
    assert (told["at"], told["round"]) == (MONDAY + minutes(10), 1)
    assert told["due_at"] == "2026-03-06T06:30:00Z"


def test_a_missed_promise_stays_missed_when_the_calendar_makes_room(monday):
    case = given.a_case()
    monday.shift(minutes(31))
    swept()
    holiday(MONDAY.date())
    recounted_later(monday)
    clock = clock_of(case)
    assert (clock.breached_at, clock.calendar_version) == (MONDAY + minutes(30), edition())
    monday.shift(timedelta(days=3))
    swept()
    assert [one for one in happened(case, "first_response") if one[0] == "breached"] == [("breached", "first_response")]


def test_what_was_missed_before_the_edit_is_missed_though_nobody_had_looked(monday):
    case = given.a_case()
    monday.shift(minutes(31))
    holiday(MONDAY.date())
    recounted_later(monday)
    assert clock_of(case).breached_at == MONDAY + minutes(30)
    assert [one["at"] for one in events_of(case, "breached")] == [MONDAY + minutes(31)]


def test_a_warning_comes_at_its_new_moment_and_not_at_the_old_one(monday):
    case = given.a_case()
    monday.shift(minutes(10))
    holiday(MONDAY.date())
    recounted_later(monday)
    assert clock_of(case).next_moment_at == datetime(2026, 3, 3, 1, 12, 30, tzinfo=UTC)
    monday.move_to(MONDAY + minutes(40), tick=False)
    swept()
    assert happened(case) == []
    monday.move_to(datetime(2026, 3, 3, 1, 12, 30, tzinfo=UTC), tick=False)
    swept()
    assert ("warned", "first_response", 75) in happened(case)


def test_the_sweep_before_the_recount_goes_by_the_edited_calendar_already(monday):
    """The old warning moment comes within the three seconds: nothing may be said of a promise that has moved."""
    case = given.a_case()
    monday.move_to(MONDAY + minutes(22.5) - timedelta(seconds=2), tick=False)
    drain()
    holiday(MONDAY.date())
    monday.shift(timedelta(seconds=2))
    sweep({})
    [row] = [row for row in outbox.claim("tests") if row.name == "sla.fire_moment"]
    assert outbox.run(row)
    assert happened(case) == []
    assert clock_of(case).due_at == datetime(2026, 3, 3, 1, 7, 32, tzinfo=UTC)
    assert recounts(case) == [(case.pk, "first_response")]
    recounted_later(monday)
    assert recounts(case) == [(case.pk, "first_response"), (case.pk, "resolution")]


def test_the_recount_gives_what_the_next_move_would_have_given(monday):
    case, other = given.an_open_case(), given.an_open_case()
    missed, too = given.a_case(priority="urgent"), given.a_case(priority="urgent")
    for edit in (lambda: holiday(TUESDAY), short_days):
        monday.shift(minutes(20))
        edit()
    monday.shift(minutes(20))
    recount_clocks(actor=SYSTEM, case_ids=[case.pk, missed.pk])
    reply(other)
    reply(too)
    assert face(case) == face(other)
    assert face(missed) == face(too)
    for one in (case, other):
        reply(one, "wait")
    assert face(case) == face(other)


@pytest.mark.parametrize(
    "move",
    [
        lambda case: reply(case),
        lambda case: reply(case, "wait"),
        lambda case: resolve_case(actor=given.agent(), case_id=case.pk),
        lambda case: write(case),
    ],
    ids=["an answer", "a wait", "the end", "the customer"],
)
def test_a_move_before_the_recount_comes_to_the_same_as_one_after_it(monday, move):
    early, late = given.an_open_case(), given.an_open_case()
    monday.shift(minutes(20))
    short_days()
    monday.shift(minutes(40))
    move(early)
    recount_clocks(actor=SYSTEM, case_ids=[early.pk, late.pk])
    move(late)
    assert face(early) == face(late)
    assert compared([early.pk, late.pk], wall.now()).differences == []


def test_two_edits_before_the_recount_count_each_for_its_own_time(monday):
    case = given.an_open_case()
    monday.shift(minutes(20))  # 10:20, counts
    holiday(MONDAY.date())
    monday.shift(minutes(30))  # 10:50, does not
    clear_day(actor=given.administrator(), calendar="cn", date=MONDAY.date())
    monday.shift(minutes(15))  # 11:05, counts
    drain()
    clock = clock_of(case, "resolution")
    assert clock.consumed_seconds == 20 * 60
    assert clock.running_since == MONDAY + minutes(50)
    resolve_case(actor=given.agent(), case_id=case.pk)
    assert clock_of(case, "resolution").consumed_seconds == 35 * 60
    assert compared([case.pk], wall.now()).differences == []


def test_a_second_recount_changes_nothing(monday):
    case = given.an_open_case()
    holiday(TUESDAY)
    recounted_later(monday)
    with nothing_changes():
        assert recount_clocks(actor=SYSTEM, case_ids=[case.pk]) == 0


def test_a_case_opened_after_the_edit_has_nothing_to_be_recounted(monday):
    given.centre()
    holiday(TUESDAY)
    case = given.a_case()
    before = list(Clock.objects.order_by("pk").values())
    recounted_later(monday)
    assert list(Clock.objects.order_by("pk").values()) == before
    assert recounts(case) == []


def test_many_cases_are_recounted_some_at_a_time_and_none_is_left_out(monday, monkeypatch):
    monkeypatch.setattr(jobs, "BATCH", 3)
    cases = [given.a_case() for _number in range(5)]
    holiday(TUESDAY)
    recounted_later(monday)
    assert set(Clock.objects.values_list("calendar_version", flat=True)) == {edition()}
    assert recounts(*cases) == [(case.pk, "resolution") for case in cases]
    assert len(JournalEntry.objects.filter(code="sla.clock_recounted")) == 5


def test_target_days_that_were_promised_stay_the_working_time_they_were(monday):
    """A promise of working days is fixed as working time when it is made; an edit moves its end, not its length."""
    a_rule("sla.resolution", {"type": "fault"}, working_days=2)
    case = given.an_open_case()
    before = clock_of(case, "resolution")
    assert (before.target_seconds, before.due_at) == (20 * HOUR, datetime(2026, 3, 4, 9, 30, tzinfo=UTC))
    holiday(TUESDAY)
    recounted_later(monday)
    after = clock_of(case, "resolution")
    assert (after.target_seconds, after.due_at) == (20 * HOUR, datetime(2026, 3, 5, 9, 30, tzinfo=UTC))


# --- two workers at once


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_two_workers_recount_each_promise_once_and_miss_none(monday, monkeypatch):
    monkeypatch.setattr(jobs, "BATCH", 2)
    cases = [given.an_open_case() for _number in range(4)]
    monday.shift(minutes(1))
    holiday(TUESDAY)
    monday.shift(LATER)

    def work() -> None:
        recount_clocks(actor=SYSTEM, case_ids=[case.pk for case in cases])

    assert at_once(work, lambda: drain("one"), lambda: drain("two"))[0] is None
    drain()
    assert recounts(*cases) == [(case.pk, "resolution") for case in cases]
    assert set(Clock.objects.filter(state="running").values_list("calendar_version", flat=True)) == {edition()}
    assert compared([case.pk for case in cases], wall.now()).differences == []


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_a_recount_a_sweep_and_an_answer_at_once_leave_what_the_journal_says(monday):
    case, lin = given.a_case(), given.agent()
    clock = clock_of(case)
    monday.shift(minutes(40))
    short_days()
    monday.shift(LATER)
    results = at_once(
        lambda: recount_clocks(actor=SYSTEM, case_ids=[case.pk]),
        lambda: fire_moment(actor=SYSTEM, clock_id=clock.pk, case_id=case.pk),
        lambda: reply_to_case(actor=lin, case_id=case.pk, body="您好。"),
        lambda: fire_moment(actor=SYSTEM, clock_id=clock.pk, case_id=case.pk),
    )
    assert not [one for one in results if isinstance(one, Exception)]
    assert len(events_of(case, "breached")) == 1
    assert clock_of(case).breached_at == MONDAY + minutes(30)
    assert recounts(case).count((case.pk, "resolution")) == 1
    assert compared([case.pk], wall.now()).differences == []
