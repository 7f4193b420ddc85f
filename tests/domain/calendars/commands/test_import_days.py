"""Calendar files are taken over, again and again, without harm to what people entered."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.utils import translation
from tests.domain.calendars.given_calendars import EDITOR, STRANGER, an_office_calendar, everything, facts
from tests.domain.calendars.shared_data import SHARED_DATA, needs

from fuwutai.domain.calendars.commands import import_ical, seed_chinese_calendar, set_day
from fuwutai.domain.calendars.commands.edit import WORDS
from fuwutai.domain.calendars.queries import calendar_days, working_time
from fuwutai.kernel.errors import DomainError, Invalid, NotFound, Refused

pytestmark = pytest.mark.django_db
FEED = """\
BEGIN:VCALENDAR
VERSION:2.0
PRODID:-//example//EN
BEGIN:VEVENT
UID:new-year
SUMMARY:元旦
DTSTART;VALUE=DATE:20200101
RRULE:FREQ=YEARLY
END:VEVENT
BEGIN:VEVENT
UID:national-day
SUMMARY:国庆节
DTSTART;VALUE=DATE:20271001
DTEND;VALUE=DATE:20271004
END:VEVENT
BEGIN:VEVENT
UID:work
SUMMARY:上班(补国庆节假期)
DTSTART;VALUE=DATE:20271009
END:VEVENT
BEGIN:VEVENT
UID:meeting
SUMMARY:Meeting
DTSTART:20270105T100000
DTEND:20270105T110000
END:VEVENT
END:VCALENDAR
""".replace("\n", "\r\n").encode()

# One fixed moment, so that the years a repetition is followed in do not depend on the day of the test run.
import_in_2026 = import_ical.at(datetime(2026, 11, 20, tzinfo=UTC))


def test_an_imported_file_sets_holidays_and_working_days_and_names_what_it_left_out():
    calendar = an_office_calendar()
    done = import_in_2026(actor=EDITOR, calendar="office", data=FEED)
    # New Year from 2020 (when the event begins) to 2031 (five years ahead), and four days of October 2027.
    assert (done.added, done.changed, done.unchanged, done.kept) == (16, 0, 0, 0)
    assert [(one.event, one.code) for one in done.rejects] == [("Meeting", "not_all_day")]
    with translation.override("en"):
        assert "whole days" in str(done.rejects[0].message)
    assert {(day.date, day.kind, day.source) for day in calendar_days("office", 2027)} == {
        (date(2027, 1, 1), "holiday", "ical"),
        (date(2027, 10, 1), "holiday", "ical"),
        (date(2027, 10, 2), "holiday", "ical"),
        (date(2027, 10, 3), "holiday", "ical"),
        (date(2027, 10, 9), "working_day", "ical"),
    }
    counts = {"added": 16, "changed": 0, "kept": 0, "rejected": 1}
    data = {"calendar_id": calendar.pk, "source": "ical", **counts}
    assert facts()[-1] == ("calendars.days_imported", data)


def test_the_same_file_again_changes_nothing():
    an_office_calendar()
    import_in_2026(actor=EDITOR, calendar="office", data=FEED)
    before = everything()
    done = import_in_2026(actor=EDITOR, calendar="office", data=FEED)
    assert (done.added, done.changed, done.unchanged) == (0, 0, 16)
    assert everything() == before


def test_days_entered_by_hand_are_kept_and_shipped_ones_replaced_where_the_file_says_otherwise():
    seed_chinese_calendar(actor=EDITOR)
    set_day(actor=EDITOR, calendar="cn", date=date(2027, 10, 2), kind="special_hours", intervals=[(540, 600)])
    work_on_a_holiday = FEED.replace(b"UID:work", b"UID:work\r\nRDATE;VALUE=DATE:20261002")
    done = import_in_2026(actor=EDITOR, calendar="cn", data=work_on_a_holiday)
    kinds = {(day.date, day.kind, day.source) for year in (2026, 2027) for day in calendar_days("cn", year)}
    assert (date(2027, 10, 2), "special_hours", "manual") in kinds
    assert (date(2026, 10, 2), "working_day", "ical") in kinds
    assert (date(2026, 1, 1), "holiday", "seed") in kinds
    # Seven New Years were shipped, 2020 to 2026; five are new with three days of October 2027.
    assert (done.added, done.changed, done.unchanged, done.kept) == (8, 1, 7, 1)


def test_a_new_title_of_an_imported_day_is_taken_over():
    an_office_calendar()
    import_in_2026(actor=EDITOR, calendar="office", data=FEED)
    done = import_in_2026(
        actor=EDITOR, calendar="office", data=FEED.replace("国庆节\r".encode(), b"National Day\r")
    )
    assert (done.added, done.changed) == (0, 3)
    assert calendar_days("office", 2027)[1].name == "National Day"


@pytest.mark.parametrize(
    ("values", "kind", "code"),
    [
        ({"actor": STRANGER}, Refused, "forbidden"),
        ({"calendar": "none"}, NotFound, "not_found"),
        ({"data": b"<html>"}, Invalid, "bad_ical"),
        ({"data": b" " * 2_000_000}, Invalid, "too_large"),
    ],
)
def test_a_refused_import_changes_nothing(values, kind: type[DomainError], code):
    an_office_calendar()
    before = everything()
    with pytest.raises(kind) as refusal:
        import_ical(**{"actor": EDITOR, "calendar": "office", "data": FEED, **values})
    assert refusal.value.code == code
    assert everything() == before


def test_a_file_of_bad_events_only_is_reported_and_changes_nothing():
    an_office_calendar()
    before = everything()
    start = FEED.index(b"BEGIN:VEVENT")
    done = import_ical(
        actor=EDITOR, calendar="office", data=FEED[:start] + FEED[FEED.index(b"BEGIN:VEVENT\r\nUID:me") :]
    )
    assert (done.added, len(done.rejects)) == (0, 1)
    assert everything() == before


def test_every_reason_of_a_rejected_event_has_words():
    for code in ("unreadable", "cancelled", "not_all_day", "too_long", "too_often", "conflict"):
        assert str(WORDS[code])


@needs("calendar_cn")
def test_the_official_feeds_make_no_day_different_from_what_is_shipped():
    seed_chinese_calendar(actor=EDITOR)
    dates = [date(2018, 12, 1) + timedelta(days=offset) for offset in range(8 * 366)]
    before = [working_time("cn").is_working_day(day) for day in dates]
    for year in range(2019, 2027):
        data = (SHARED_DATA / "calendar_cn" / "holiday-cn" / f"{year}.ics").read_bytes()
        done = import_ical(actor=EDITOR, calendar="cn", data=data)
        assert (done.changed, done.kept, done.rejects) == (0, 0, ())
    assert [working_time("cn").is_working_day(day) for day in dates] == before


def test_importing_keeps_to_its_statements(django_assert_max_num_queries):
    seed_chinese_calendar(actor=EDITOR)
    with django_assert_max_num_queries(import_ical.statements):
        import_in_2026(actor=EDITOR, calendar="cn", data=FEED)
