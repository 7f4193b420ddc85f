"""Days out of iCalendar files: repetitions, working days, other programs' habits, bad and hostile files."""

from datetime import date

import pytest
from tests.domain.calendars.shared_data import SHARED_DATA, needs

from fuwutai.domain.calendars.ical import MAX_BYTES, days_in_ical
from fuwutai.domain.calendars.rules import CalendarError

YEARS = range(2024, 2028)


def calendar(*events):
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//example//EN"]
    for event in events:
        lines += ["BEGIN:VEVENT", *event.strip().splitlines(), "END:VEVENT"]
    return "\r\n".join([*(line.strip() for line in lines), "END:VCALENDAR", ""]).encode()


def read(*events):
    days, rejects = days_in_ical(calendar(*events), YEARS)
    return [(day.date.isoformat(), day.kind, day.name) for day in days], [reject.code for reject in rejects]


def test_the_end_of_an_event_is_the_day_after_its_last_day():
    assert read(
        """UID:1
        SUMMARY:春节
        DTSTART;VALUE=DATE:20260216
        DTEND;VALUE=DATE:20260218"""
    ) == ([("2026-02-16", "holiday", "春节"), ("2026-02-17", "holiday", "春节")], [])


@pytest.mark.parametrize("end", ["", "DTEND;VALUE=DATE:20260101", "DURATION:P1D"])
def test_an_event_without_a_real_end_covers_one_day(end):
    days, rejects = read(f"UID:1\nSUMMARY:元旦\nDTSTART;VALUE=DATE:20260101\n{end}".strip())
    assert (days, rejects) == ([("2026-01-01", "holiday", "元旦")], [])


@pytest.mark.parametrize(
    ("summary", "more"),
    [
        ("上班(补国庆节假期)", "TRANSP:OPAQUE"),
        ("国庆节（班）", "TRANSP:OPAQUE"),
        ("春节补班", "TRANSP:OPAQUE"),
        ("Special Working Day", "TRANSP:OPAQUE"),
        ("国庆节", "X-APPLE-SPECIAL-DAY:ALTERNATE-WORKDAY"),
    ],
)
def test_events_that_speak_of_work_are_adjusted_working_days(summary, more):
    days, _ = read(f"UID:1\nSUMMARY:{summary}\n{more}\nDTSTART;VALUE=DATE:20261010")
    assert days == [("2026-10-10", "working_day", summary)]


def test_a_yearly_event_is_followed_in_the_wanted_years_with_its_exceptions():
    days, rejects = read(
        """UID:1
        SUMMARY:Foundation day
        DTSTART;VALUE=DATE:20100520
        RRULE:FREQ=YEARLY
        EXDATE;VALUE=DATE:20250520""",
        """UID:1
        RECURRENCE-ID;VALUE=DATE:20260520
        SUMMARY:Foundation day, moved
        DTSTART;VALUE=DATE:20260522""",
    )
    assert rejects == []
    assert days == [
        ("2024-05-20", "holiday", "Foundation day"),
        ("2026-05-22", "holiday", "Foundation day, moved"),
        ("2027-05-20", "holiday", "Foundation day"),
    ]


def test_a_single_day_of_long_ago_is_taken_as_it_stands():
    assert read("UID:1\nSUMMARY:Then\nDTSTART;VALUE=DATE:20010911")[0] == [("2001-09-11", "holiday", "Then")]


def test_whole_days_written_from_midnight_to_midnight_are_understood():
    days, _ = read("UID:1\nSUMMARY:Outing\nDTSTART:20260601T000000\nDTEND:20260603T000000")
    assert [day for day, _kind, _name in days] == ["2026-06-01", "2026-06-02"]


def test_each_bad_event_is_rejected_with_its_reason_and_stops_no_other():
    days, rejects = read(
        "UID:1\nSUMMARY:timed\nDTSTART:20260601T100000\nDTEND:20260601T110000",
        "UID:2\nSUMMARY:broken date\nDTSTART;VALUE=DATE:20261399",
        "UID:3\nSUMMARY:broken rule\nDTSTART;VALUE=DATE:20260601\nRRULE:FREQ=SOMETIMES",
        "UID:4\nSUMMARY:no date",
        "UID:5\nSUMMARY:too long\nDTSTART;VALUE=DATE:20260101\nDTEND;VALUE=DATE:20270101",
        "UID:6\nSUMMARY:hourly\nDTSTART;VALUE=DATE:20260101\nRRULE:FREQ=HOURLY",
        "UID:7\nSUMMARY:by the second\nDTSTART;VALUE=DATE:20260101\nRRULE:FREQ=DAILY;BYSECOND=1,2,3",
        "UID:8\nSUMMARY:daily\nDTSTART;VALUE=DATE:20200101\nRRULE:FREQ=DAILY",
        "UID:9\nSUMMARY:cancelled\nSTATUS:CANCELLED\nDTSTART;VALUE=DATE:20260701",
        "UID:10\nSUMMARY:National Day\nDTSTART;VALUE=DATE:20261001",
        "UID:11\nSUMMARY:上班\nDTSTART;VALUE=DATE:20261001",
    )
    assert days == [("2026-10-01", "holiday", "National Day")]
    assert rejects == [
        "not_all_day", "unreadable", "unreadable", "unreadable", "too_long",
        "too_often", "too_often", "too_often", "cancelled", "conflict",
    ]  # fmt: skip


def test_events_without_uid_are_kept_apart():
    days, rejects = read("SUMMARY:A\nDTSTART;VALUE=DATE:20260101", "SUMMARY:B\nDTSTART;VALUE=DATE:20260102")
    assert ([name for _day, _kind, name in days], rejects) == (["A", "B"], [])


def test_long_and_multi_line_titles_are_cut_to_one_line():
    days, _ = read(f"UID:1\nSUMMARY:one\\n two {'x' * 200}\nDTSTART;VALUE=DATE:20260101")
    assert days[0][2].startswith("one two xxx")
    assert len(days[0][2]) == 120


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"hello",
        b"\xff\xfe\x00",
        b"BEGIN:VCALENDAR\r\nEND:VEVENT\r\nEND:VCALENDAR",
        b"<html>sign in first</html>",
    ],
)
def test_a_file_that_is_no_calendar_is_refused(data):
    with pytest.raises(CalendarError) as refusal:
        days_in_ical(data, YEARS)
    assert refusal.value.code == "bad_ical"


def test_a_huge_file_is_refused_unread():
    with pytest.raises(CalendarError) as refusal:
        days_in_ical(b"x" * (MAX_BYTES + 1), YEARS)
    assert refusal.value.code == "too_large"


@needs("business_hours/zammad_ics")
def test_recurring_events_of_a_published_feed_are_found():
    data = (SHARED_DATA / "business_hours/zammad_ics/calendar2.ics").read_bytes()
    days, rejects = days_in_ical(data, YEARS)
    assert rejects == []
    assert [day.date for day in days] == [date(year, 12, day) for year in YEARS for day in (24, 25)]


@needs("calendar_cn")
@pytest.mark.parametrize("year", range(2019, 2027))
def test_the_official_chinese_feed_gives_exactly_its_published_days(year):
    import json

    folder = SHARED_DATA / "calendar_cn" / "holiday-cn"
    days, rejects = days_in_ical((folder / f"{year}.ics").read_bytes(), YEARS)
    published = json.loads((folder / f"{year}.json").read_text("utf-8"))["days"]
    assert rejects == []
    assert {day.date.isoformat(): day.kind == "holiday" for day in days} == {
        day["date"]: day["isOffDay"] for day in published
    }
