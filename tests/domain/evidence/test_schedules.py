"""Schedules by calendar periods of the centre: done, to be done, or gone by without it."""

from datetime import UTC, date, datetime

import pytest
from tests.domain.evidence.given_clauses import SCHEDULE, THREE, a_shelf
from tests.domain.standards.given_manuals import a_rule_of

from fuwutai.domain.evidence.periods import months_after, period_before, period_of, preset
from fuwutai.domain.evidence.schedules import round_of, worst_first
from fuwutai.domain.standards.models import ManualVersion
from fuwutai.domain.standards.queries import rule_by_id

DAY = date(2026, 11, 22)  # a Sunday in the fourth quarter
LONG_AGO = datetime(2025, 1, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    ("every", "here", "before"),
    [
        ("day", (date(2026, 11, 22), date(2026, 11, 23)), date(2026, 11, 21)),
        ("week", (date(2026, 11, 16), date(2026, 11, 23)), date(2026, 11, 9)),
        ("month", (date(2026, 11, 1), date(2026, 12, 1)), date(2026, 10, 1)),
        ("quarter", (date(2026, 10, 1), date(2027, 1, 1)), date(2026, 7, 1)),
        ("half_year", (date(2026, 7, 1), date(2027, 1, 1)), date(2026, 1, 1)),
        ("year", (date(2026, 1, 1), date(2027, 1, 1)), date(2025, 1, 1)),
    ],
)
def test_periods_are_those_of_the_calendar_and_join_without_a_gap(every, here, before):
    assert period_of(every, DAY) == here
    assert period_before(every, DAY) == (before, here[0])


def test_months_and_presets_pass_new_year():
    assert months_after(date(2026, 1, 1), -1) == date(2025, 12, 1)
    assert months_after(date(2026, 12, 1), 13) == date(2028, 1, 1)
    assert preset("90", DAY) == (date(2026, 8, 25), date(2026, 11, 23))
    assert preset("quarter", DAY) == (date(2026, 10, 1), date(2026, 11, 23))


def a_rule(valid_from=LONG_AGO, activity="emergency_drill", **value):
    row = a_rule_of(
        a_shelf(), SCHEDULE, {"activity": activity}, THREE, valid_from=valid_from, **(value or {"every": "quarter"})
    )
    return rule_by_id(row.kind, row.pk)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("done_on", "state"),
    [
        ([], "schedule_missed"),
        ([date(2026, 6, 30)], "schedule_missed"),
        ([date(2026, 10, 1)], "schedule_missed"),
        ([date(2026, 7, 1)], "schedule_kept"),
        ([date(2026, 9, 30)], "schedule_kept"),
        ([date(2026, 9, 30), date(2026, 11, 22)], "schedule_kept"),
    ],
)
def test_the_last_period_decides_where_the_schedule_held_all_through_it(done_on, state):
    assert round_of(a_rule(), done_on, DAY).state == state


@pytest.mark.django_db
def test_a_schedule_that_came_during_the_last_period_is_due_until_done():
    rule = a_rule(valid_from=datetime(2026, 7, 2, tzinfo=UTC))
    due = round_of(rule, [], DAY)
    assert (due.state, due.is_open, due.last_day, due.was_due) == ("schedule_due", True, date(2026, 12, 31), False)
    assert round_of(rule, [date(2026, 11, 22)], DAY).state == "schedule_kept"
    assert round_of(rule, [date(2026, 11, 23)], DAY).state == "schedule_due"


@pytest.mark.django_db
def test_the_first_day_of_a_period_is_that_of_the_centre_and_not_of_the_clock_in_greenwich():
    assert round_of(a_rule(valid_from=datetime(2026, 6, 30, 16, tzinfo=UTC)), [], DAY).was_due
    assert not round_of(a_rule(valid_from=datetime(2026, 7, 1, 16, tzinfo=UTC)), [], DAY).was_due


@pytest.mark.django_db
def test_so_many_times_are_asked_for_in_each_period_and_the_worst_schedule_decides():
    twice = a_rule(every="month", times=2)
    done = [date(2026, 10, 5), date(2026, 10, 5), date(2026, 11, 2)]
    kept = round_of(twice, done, DAY)
    assert (kept.state, kept.done, kept.done_before, kept.is_open) == ("schedule_kept", 1, 2, True)
    missed = round_of(a_rule(every="year"), done, DAY)
    assert worst_first([kept, missed]) == [missed, kept]


@pytest.mark.django_db
def test_a_revision_of_the_manual_leaves_its_own_trace():
    rule = a_rule(activity="manual_revision", every="quarter")
    first = ManualVersion.objects.get(manual_id=rule.manual_id)
    assert round_of(rule, [], DAY).state == "schedule_missed"
    ManualVersion.objects.create(
        manual_id=first.manual_id, number=2, state="approved", title="二", created_at=LONG_AGO,
        effective_from=datetime(2026, 7, 31, 16, tzinfo=UTC),
    )  # fmt: skip
    found = round_of(rule, [], DAY)
    assert (found.state, found.done, found.done_before) == ("schedule_kept", 0, 1)
