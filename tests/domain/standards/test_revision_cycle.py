"""When somebody has to be asked for the next revision of a manual."""

from datetime import UTC, date, datetime, timedelta

import pytest
from tests.domain.standards.given_announcements import LONG_AGO, revised
from tests.domain.standards.given_manuals import a_manual, a_rule_of, an_approved_version

from fuwutai.domain.standards.commands import adopt_rule, ask_for_revision
from fuwutai.domain.standards.models import Manual
from fuwutai.domain.standards.revision_cycle import Period, manuals_to_revise, period_of
from fuwutai.kernel import clock
from fuwutai.kernel.actors import Actor

pytestmark = pytest.mark.django_db

LATE = datetime(2026, 6, 10, 2, tzinfo=UTC)  # in the last 30 days of the second quarter


@pytest.fixture(autouse=True)
def late(time_machine):
    time_machine.move_to(LATE, tick=False)
    return time_machine


def due() -> list[int]:
    return manuals_to_revise(clock.now())


@pytest.mark.parametrize(
    ("day", "every", "period"),
    [
        (date(2026, 1, 1), "quarter", Period("2026Q1", date(2026, 1, 1), date(2026, 4, 1))),
        (date(2026, 12, 31), "quarter", Period("2026Q4", date(2026, 10, 1), date(2027, 1, 1))),
        (date(2026, 7, 1), "half_year", Period("2026H2", date(2026, 7, 1), date(2027, 1, 1))),
        (date(2026, 6, 30), "year", Period("2026", date(2026, 1, 1), date(2027, 1, 1))),
        (date(2026, 2, 28), "month", Period("202602", date(2026, 2, 1), date(2026, 3, 1))),
        (date(2026, 12, 1), "week", Period("202612", date(2026, 12, 1), date(2027, 1, 1))),
    ],
)
def test_a_day_lies_in_one_period(day, every, period):
    assert period_of(day, every) == period
    assert len(period.code) <= Manual._meta.get_field("reminded_for").max_length


def test_a_manual_without_a_schedule_of_its_own_is_not_asked_for():
    a_manual("M1", since=LONG_AGO)
    adopt_rule(
        actor=Actor.system("tests"), kind="standards.schedule", scope={"activity": "manual_revision"},
        value={"every": "quarter"}, valid_from=LONG_AGO,
    )  # fmt: skip
    assert due() == []


def test_another_schedule_is_no_revision():
    manual = a_manual(since=LONG_AGO)
    a_rule_of(manual, kind="standards.schedule", scope={"activity": "drill"}, valid_from=LONG_AGO, every="quarter")
    assert due() == []


@pytest.mark.parametrize(
    ("now", "asked"),
    [
        ((2026, 5, 31, 15, 59), False),  # 31 May, 23:59 in Shanghai
        ((2026, 5, 31, 16, 0), True),  # 1 June: 30 days are left
        ((2026, 6, 30, 15, 59), True),
        ((2026, 6, 30, 16, 0), False),  # the next quarter has begun
    ],
)
def test_people_are_asked_in_the_last_thirty_days_of_the_quarter(late, now, asked):
    manual = revised()
    late.move_to(datetime(*now, tzinfo=UTC), tick=False)
    assert due() == ([manual.pk] if asked else [])


def test_a_quarter_with_a_new_version_needs_no_other(late):
    manual = revised()
    an_approved_version(manual)
    assert due() == []
    late.move_to(datetime(2026, 9, 10, tzinfo=UTC), tick=False)
    assert due() == [manual.pk]


def test_a_version_that_comes_before_the_quarter_ends_is_enough():
    manual = revised()
    an_approved_version(manual, effective_from=LATE + timedelta(days=5))
    assert due() == []


def test_a_version_that_comes_after_the_quarter_is_not_enough():
    manual = revised()
    an_approved_version(manual, effective_from=LATE + timedelta(days=30))
    assert due() == [manual.pk]


def test_the_schedule_says_how_often():
    manual = revised(every="quarter", times=2)
    an_approved_version(manual)
    assert due() == [manual.pk]


def test_a_manual_that_no_line_obeys_is_not_asked_for():
    manual = revised(pack="telecom")
    assert due() == []
    adopt_rule(
        actor=Actor.system("tests"), kind="standards.pack_in_use", scope={"line": "broadband"},
        value={"pack": "telecom"}, valid_from=LONG_AGO,
    )  # fmt: skip
    assert due() == [manual.pk]


def test_for_one_quarter_it_is_asked_once():
    manual = revised()
    assert ask_for_revision(actor=Actor.system("tests"), manual_id=manual.pk) == "2026Q2"
    assert due() == []
