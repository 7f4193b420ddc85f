"""The sweep promises one job for each clock that is due and touches no other; an edited calendar promises a recount."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from tests import given
from tests.racing import at_once
from tests.rows import nothing_changes

from fuwutai.domain.calendars.commands import clear_day, set_day, set_weekly_hours
from fuwutai.domain.sla.jobs import fire, sweep
from fuwutai.domain.sla.models import Clock
from fuwutai.kernel import outbox
from fuwutai.kernel.errors import Refused
from fuwutai.kernel.jobs import registered_crons
from fuwutai.kernel.models import JournalEntry, OutboxRow
from fuwutai.kernel.worker import drain

pytestmark = pytest.mark.django_db

SOON = timedelta(seconds=3)
MONDAY = datetime(2026, 3, 2, 10, tzinfo=ZoneInfo("Asia/Shanghai"))


@pytest.fixture(autouse=True)
def monday(time_machine):
    """Stop the time on a Monday morning, in working hours."""
    time_machine.move_to(MONDAY, tick=False)
    return time_machine


def promised() -> list[OutboxRow]:
    """Return the jobs for single clocks; making the calendars of the centre has promised recounts too."""
    return list(OutboxRow.objects.filter(name="sla.fire_moment").order_by("pk"))


def noted() -> list[tuple[str, int]]:
    codes = ["sla.clock_warned", "sla.clock_breached"]
    return list(JournalEntry.objects.filter(code__in=codes).order_by("pk").values_list("code", "subject_id"))


def test_nothing_is_promised_while_nothing_is_due(monday):
    given.a_case()
    monday.shift(timedelta(minutes=22))
    with nothing_changes():
        sweep({})


def test_the_sweep_touches_only_what_is_due(monday):
    due = given.a_case()
    monday.shift(timedelta(minutes=10))
    later = given.a_case()
    monday.shift(timedelta(minutes=15))
    before = list(Clock.objects.filter(case=later).order_by("pk").values())
    sweep({})
    [row] = promised()
    first = Clock.objects.get(case=due, definition="first_response")
    assert row.payload == {"clock_id": first.pk, "case_id": due.pk}
    fire(row.payload)
    assert noted() == [("sla.clock_warned", due.pk)]
    assert list(Clock.objects.filter(case=later).order_by("pk").values()) == before


def test_a_second_sweep_before_the_job_ran_promises_nothing_more(monday):
    given.a_case()
    monday.shift(timedelta(minutes=25))
    sweep({})
    with nothing_changes():
        sweep({})


def test_a_job_that_comes_late_or_twice_notes_nothing_twice(monday):
    case = given.a_case()
    monday.shift(timedelta(hours=1))
    sweep({})
    [payload] = [row.payload for row in promised()]
    fire(payload)
    with nothing_changes():
        fire(payload)
    assert noted() == [("sla.clock_warned", case.pk), ("sla.clock_breached", case.pk)]


def test_one_clock_that_fails_holds_up_no_other(monday):
    broken, sound = given.a_case(), given.a_case()
    monday.shift(timedelta(minutes=25))
    drain()
    sweep({})
    Clock.objects.filter(case=broken).delete()
    done = [outbox.run(row) for row in outbox.claim("tests")]
    assert done == [False, True]
    assert noted() == [("sla.clock_warned", sound.pk)]
    assert [row.payload["case_id"] for row in promised()] == [broken.pk]


def test_the_sweep_repeats_every_few_seconds():
    assert registered_crons()["sla.sweep"].every == timedelta(seconds=5)


def recounts_promised() -> list[tuple[str, datetime]]:
    rows = OutboxRow.objects.filter(name="sla.recount").order_by("pk")
    return [(row.payload["calendar"], row.run_at) for row in rows]


def test_each_edit_of_a_calendar_is_followed_by_a_recount_three_seconds_later(monday):
    he = given.administrator()
    monday.shift(SOON)
    drain()
    due = datetime.now(MONDAY.tzinfo) + SOON
    for day in (10, 11, 12):
        set_day(actor=he, calendar="cn", date=date(2026, 3, day), kind="holiday")
    assert recounts_promised() == [("cn", due)] * 3
    clear_day(actor=he, calendar="cn", date=date(2026, 3, 12))
    set_weekly_hours(actor=he, calendar="always", hours={0: [(0, 1440)]})
    assert recounts_promised() == [("cn", due)] * 4 + [("always", due)]
    monday.shift(SOON - timedelta(seconds=1))
    assert drain() == 0
    monday.shift(timedelta(seconds=1))
    assert drain() == 5
    assert recounts_promised() == []


def test_an_edit_that_changes_nothing_or_is_refused_promises_nothing(monday):
    he, lin = given.administrator(), given.agent()
    set_day(actor=he, calendar="cn", date=date(2026, 3, 10), kind="holiday")
    monday.shift(SOON)
    drain()
    with nothing_changes():
        set_day(actor=he, calendar="cn", date=date(2026, 3, 10), kind="holiday")
        with pytest.raises(Refused):
            set_day(actor=lin, calendar="cn", date=date(2026, 3, 11), kind="holiday")


def test_an_edit_after_the_recount_began_is_recounted_too(monday):
    he, case = given.administrator(), given.an_open_case()
    monday.shift(SOON)
    drain()
    set_day(actor=he, calendar="cn", date=date(2026, 3, 3), kind="holiday")
    monday.shift(SOON)
    [begun] = outbox.claim("tests")
    set_day(actor=he, calendar="cn", date=date(2026, 3, 4), kind="holiday")
    assert outbox.run(begun)
    assert {calendar for calendar, _run_at in recounts_promised()} == {"cn"}
    monday.shift(SOON)
    drain()
    clock = Clock.objects.get(case=case, definition="resolution")
    assert clock.due_at == datetime(2026, 3, 9, 14, 30, tzinfo=MONDAY.tzinfo)
    assert recounts_promised() == []


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_two_workers_who_sweep_at_once_note_each_moment_once(monday):
    cases = [given.a_case() for _number in range(4)]
    monday.shift(timedelta(hours=1))

    def work(name: str) -> None:
        sweep({})
        while rows := outbox.claim(name, limit=2):
            for row in rows:
                outbox.run(row)

    assert at_once(lambda: work("one"), lambda: work("two")) == [None, None]
    both = ["sla.clock_warned", "sla.clock_breached"]
    assert sorted(noted()) == sorted((code, case.pk) for code in both for case in cases)
    assert not OutboxRow.objects.exists()
