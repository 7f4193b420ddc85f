"""What was in force when: editions are found by moment, counted as they were, and noticed at once."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import transaction
from tests.domain.calendars.given_calendars import EDITOR, an_office_calendar

from fuwutai.domain.calendars import events, queries
from fuwutai.domain.calendars.commands import clear_day, set_day, set_weekly_hours
from fuwutai.domain.calendars.models import Calendar, CalendarEdition
from fuwutai.domain.calendars.queries import (
    calendar_code_of,
    edition_at,
    editions,
    editions_between,
    working_time,
    working_time_of,
)
from fuwutai.kernel.errors import NotFound
from fuwutai.kernel.events import registered_events

pytestmark = pytest.mark.django_db
FRIDAY = date(2026, 11, 27)
START = datetime(2026, 11, 23, 4, tzinfo=UTC)
HOUR = timedelta(hours=1)


def three_editions(time_machine) -> list[int]:
    """Return the versions of an office calendar, of noon and of the two hours after it."""
    time_machine.move_to(START, tick=False)
    versions = [an_office_calendar().version]
    for day in (FRIDAY, FRIDAY + timedelta(days=3)):
        time_machine.shift(HOUR)
        set_day(actor=EDITOR, calendar="office", date=day, kind="holiday")
        versions.append(Calendar.objects.get().version)
    return versions


def test_editions_are_listed_oldest_first_with_their_moments(time_machine):
    versions = three_editions(time_machine)
    listed = [(one.version, one.at) for one in editions("office")]
    assert listed == list(zip(versions, (START, START + HOUR, START + 2 * HOUR), strict=True))


def test_an_edition_is_in_force_from_its_moment_and_the_first_also_before(time_machine):
    first, second, third = three_editions(time_machine)
    moments = {
        START - timedelta(days=900): first,
        START: first,
        START + HOUR - timedelta(microseconds=1): first,
        START + HOUR: second,
        START + 2 * HOUR: third,
        START + timedelta(days=900): third,
    }
    assert {moment: edition_at("office", moment) for moment in moments} == moments


def test_the_editions_between_are_those_after_one_up_to_a_moment(time_machine):
    first, second, third = three_editions(time_machine)

    def between(version: int, until: datetime) -> list[int]:
        return [one.version for one in editions_between("office", version, until)]

    assert between(first, START + 2 * HOUR) == [second, third]
    assert between(first, START + HOUR) == [second]
    assert between(second, START + 9 * HOUR) == [third]
    assert between(third, START + 9 * HOUR) == between(first, START) == []
    assert between(7, START + HOUR) == [first, second]


def test_an_edit_made_as_of_the_past_counts_from_then_on(time_machine):
    first, second, third = three_editions(time_machine)
    clear_day.at(START + HOUR / 2)(actor=EDITOR, calendar="office", date=FRIDAY)
    fourth = Calendar.objects.get().version
    later = START + 9 * HOUR
    assert edition_at("office", START) == first
    assert edition_at("office", START + HOUR) == edition_at("office", later) == fourth
    for version in (first, second, third):
        assert [one.version for one in editions_between("office", version, later)] == [fourth]


def test_an_old_edition_counts_as_before_however_often_the_calendar_is_edited():
    old = an_office_calendar().version
    set_day(actor=EDITOR, calendar="office", date=FRIDAY, kind="holiday")
    set_weekly_hours(actor=EDITOR, calendar="office", hours={0: [(600, 660)]})
    friday_morning, sunday = datetime(2026, 11, 27, 1, tzinfo=UTC), datetime(2026, 11, 29, tzinfo=UTC)
    assert working_time_of(old).working_seconds_between(friday_morning, sunday) == 8 * 3600
    assert working_time("office").working_seconds_between(friday_morning, sunday) == 0


def test_an_edition_costs_one_statement_and_none_once_compiled(django_assert_num_queries):
    version = an_office_calendar().version
    with django_assert_num_queries(1):
        first = working_time_of(version)
    with django_assert_num_queries(0):
        assert working_time_of(version) is first
        assert working_time("office", version) is first


def test_the_editions_of_all_calendars_are_remembered_and_forgotten_with_the_edit(django_assert_num_queries):
    an_office_calendar()
    an_office_calendar(code="other")
    with django_assert_num_queries(1):
        before = editions("office")
    with django_assert_num_queries(0):
        assert len(editions("other")) == 1
        assert edition_at("office", START) == before[0].version
        assert editions_between("office", before[0].version, before[0].at) == []
    set_day(actor=EDITOR, calendar="office", date=FRIDAY, kind="holiday")
    assert len(editions("office")) == 2


@pytest.mark.django_db(transaction=True)
def test_what_another_thread_remembered_before_the_commit_is_forgotten_with_it():
    version = an_office_calendar().version
    remembered = editions("office")
    with transaction.atomic():
        set_day(actor=EDITOR, calendar="office", date=FRIDAY, kind="holiday")
        queries._editions._kept = (float("inf"), {"office": remembered})  # as the thread sees it until the commit
    assert [one.version for one in editions("office")] == [version, Calendar.objects.get().version]


def test_what_another_process_wrote_is_read_when_it_is_asked_for():
    first = an_office_calendar()
    editions("office")
    second = CalendarEdition.objects.create(
        calendar=first, version=2, at=START, schedule=CalendarEdition.objects.get().schedule
    )
    assert editions_between("office", second.version, START) == []
    other = Calendar.objects.create(code="other", name="Other", time_zone="UTC")
    CalendarEdition.objects.create(calendar=other, version=3, at=START, schedule=second.schedule)
    assert edition_at("other", START) == 3


def test_nobody_knows_the_history_of_an_unknown_calendar():
    for read in (
        lambda: editions("none"),
        lambda: edition_at("none", START),
        lambda: editions_between("none", 1, START),
        lambda: calendar_code_of(0),
    ):
        with pytest.raises(NotFound):
            read()


def test_an_event_names_its_calendar_by_id():
    assert calendar_code_of(an_office_calendar().pk) == "office"


def test_every_event_of_a_calendar_is_an_edit_of_it():
    assert {code for code in registered_events() if code.startswith("calendars.")} == events.EDITS
