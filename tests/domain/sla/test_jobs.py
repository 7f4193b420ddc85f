"""The sweep promises one job for each clock that is due, and touches no other."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from tests import given
from tests.racing import at_once
from tests.rows import nothing_changes

from fuwutai.domain.sla.jobs import fire, sweep
from fuwutai.domain.sla.models import Clock
from fuwutai.kernel import outbox
from fuwutai.kernel.jobs import registered_crons
from fuwutai.kernel.models import JournalEntry, OutboxRow

pytestmark = pytest.mark.django_db

MONDAY = datetime(2026, 3, 2, 10, tzinfo=ZoneInfo("Asia/Shanghai"))


@pytest.fixture(autouse=True)
def monday(time_machine):
    """Stop the time on a Monday morning, in working hours."""
    time_machine.move_to(MONDAY, tick=False)
    return time_machine


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
    [row] = OutboxRow.objects.all()
    first = Clock.objects.get(case=due, definition="first_response")
    assert (row.name, row.payload) == ("sla.fire_moment", {"clock_id": first.pk, "case_id": due.pk})
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
    payload = OutboxRow.objects.get().payload
    fire(payload)
    with nothing_changes():
        fire(payload)
    assert noted() == [("sla.clock_warned", case.pk), ("sla.clock_breached", case.pk)]


def test_one_clock_that_fails_holds_up_no_other(monday):
    broken, sound = given.a_case(), given.a_case()
    monday.shift(timedelta(minutes=25))
    sweep({})
    Clock.objects.filter(case=broken).delete()
    done = [outbox.run(row) for row in outbox.claim("tests")]
    assert done == [False, True]
    assert noted() == [("sla.clock_warned", sound.pk)]
    assert OutboxRow.objects.get().payload["case_id"] == broken.pk


def test_the_sweep_repeats_every_few_seconds():
    assert registered_crons()["sla.sweep"].every == timedelta(seconds=5)


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
