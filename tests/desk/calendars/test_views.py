"""The working calendars: who may change them, what each form does, and what it refuses."""

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import resolve
from tests import given

from fuwutai.desk.calendars import views
from fuwutai.domain.calendars.commands import create_calendar, set_day
from fuwutai.domain.calendars.models import Calendar, DayRule, WeeklyHours
from fuwutai.domain.calendars.queries import calendar_hours, working_time
from fuwutai.kernel.models import JournalEntry

pytestmark = pytest.mark.django_db

PAGE = "/desk/calendars/cn"
WEEK = {f"day_{weekday}": "09:00-12:00, 13:30-17:30" for weekday in range(5)}
DAY = {"date": "2026-11-25", "kind": "holiday", "name": "司庆"}
WEDNESDAY = date(2026, 11, 25)


@pytest.fixture(autouse=True)
def november(time_machine) -> None:
    time_machine.move_to("2026-11-21T02:00:00Z", tick=False)


def state() -> list[list[tuple]]:
    """Return all that a change of a calendar would change."""
    return [
        list(Calendar.objects.order_by("pk").values_list("pk", "version")),
        list(WeeklyHours.objects.order_by("pk").values_list()),
        list(DayRule.objects.order_by("pk").values_list()),
        list(JournalEntry.objects.filter(subject="calendar").values_list("pk")),
    ]


def ics(*events: str) -> SimpleUploadedFile:
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:test"]
    for number, event in enumerate(events):
        lines += ["BEGIN:VEVENT", f"UID:{number}", *event.split("|"), "END:VEVENT"]
    return SimpleUploadedFile("holidays.ics", "\r\n".join([*lines, "END:VCALENDAR", ""]).encode(), "text/calendar")


def opens_on(day: date) -> bool:
    return working_time("cn").schedule.is_working_day(day)


@pytest.mark.parametrize("address", ["/desk/calendars", PAGE, f"{PAGE}/hours", f"{PAGE}/days", f"{PAGE}/import"])
def test_only_administrators_look_at_calendars(desk, supervisor_desk, admin_desk, address):
    answers = [browser.get(address).status_code for browser in (desk, supervisor_desk, admin_desk)]
    assert answers == [403, 403, 200]


@pytest.mark.parametrize("username", [given.LIN, given.CHEN])
def test_nobody_else_changes_a_calendar(signed_in, username):
    browser, before = signed_in(username), state()
    sent = [
        browser.post(f"{PAGE}/hours", WEEK | {"day_5": "10-16"}),
        browser.post(f"{PAGE}/days", DAY),
        browser.post(f"{PAGE}/days/2026-10-01/clear"),
        browser.post(f"{PAGE}/import", {"file": ics("DTSTART;VALUE=DATE:20270101|SUMMARY:元旦")}),
    ]
    assert [answer.status_code for answer in sent] == [403] * 4
    assert state() == before


def test_the_settings_lead_only_an_administrator_to_calendars(supervisor_desk, admin_desk):
    shown = [
        'href="/desk/calendars"' in browser.get("/desk/settings").content.decode()
        for browser in (supervisor_desk, admin_desk)
    ]
    assert shown == [False, True]


def test_the_list_shows_hours_the_centres_calendar_and_missing_years(admin_desk):
    rows = {row["calendar"].code: row for row in admin_desk.get("/desk/calendars").context["rows"]}
    assert "09:00–12:00" in rows["cn"]["week"] and "00:00–24:00" in rows["always"]["week"]
    assert (rows["cn"]["is_the_centres"], rows["always"]["is_the_centres"]) == (True, False)
    assert "2027" in str(rows["cn"]["warning"]) and not rows["always"]["warning"]


def test_the_page_shows_the_days_of_the_year_and_warns_of_the_next(admin_desk):
    page = admin_desk.get(f"{PAGE}?year=2026")
    days = {day["date"]: day for day in page.context["days"]}
    assert days["2026-10-01"]["kind"] == "节假日"
    working = next(day for day in page.context["days"] if day["tone"] == "blue")
    assert "09:00–12:00" in working["hours"] and "13:30–17:30" in working["hours"]
    assert "2027" in str(page.context["warning"]) and str(page.context["warning"]) in page.content.decode()
    assert page.context["years"] == {"before": 2025, "after": 2027}


@pytest.mark.parametrize("asked", ["", "20", "abcd", "9999", "-2026", "²⁰²⁶"])
def test_a_year_nobody_knows_shows_this_one(admin_desk, asked):
    assert admin_desk.get(PAGE, {"year": asked}).context["year"] == 2026


def test_the_first_year_has_none_before_it(admin_desk):
    assert admin_desk.get(f"{PAGE}?year=1900").context["years"] == {"before": None, "after": 1901}


def test_a_calendar_nobody_made_is_not_found(admin_desk):
    before = state()
    assert admin_desk.get("/desk/calendars/mars").status_code == 404
    assert admin_desk.post("/desk/calendars/mars/days", DAY).status_code == 404
    assert state() == before


def test_saved_weekly_hours_hold_at_once(admin_desk):
    saturday = date(2026, 11, 28)
    assert not opens_on(saturday)
    answer = admin_desk.post(f"{PAGE}/hours?year=2025", WEEK | {"day_5": "１０：００－１６：００", "day_0": ""})
    assert (answer.status_code, answer["Location"]) == (303, f"{PAGE}?year=2025#week")
    assert calendar_hours("cn")[5] == [(600, 960)] and 0 not in calendar_hours("cn")
    assert opens_on(saturday)
    assert admin_desk.get(PAGE).context["week_form"]["day_5"].value() == "10:00-16:00"


@pytest.mark.parametrize("typed", ["all day", "17:30-09:00", "9:00-25:00"])
def test_hours_that_make_no_sense_are_refused_at_their_weekday(admin_desk, typed):
    given.centre()
    before = state()
    answer = admin_desk.post(f"{PAGE}/hours", WEEK | {"day_2": typed, "day_4": "08:00-11:11"})
    form = answer.context["week_form"]
    assert answer.status_code == 422 and list(form.errors) == ["day_2"]
    assert typed in answer.content.decode() and "08:00-11:11" in answer.content.decode()
    assert state() == before


def test_a_calendar_that_never_opens_is_refused(admin_desk):
    before = state()
    answer = admin_desk.post(f"{PAGE}/hours", {})
    assert answer.status_code == 422 and answer.context["week_form"].non_field_errors()
    assert state() == before


def test_a_day_that_is_set_shows_at_once_in_working_time(admin_desk):
    assert opens_on(WEDNESDAY)
    answer = admin_desk.post(f"{PAGE}/days", DAY)
    assert (answer.status_code, answer["Location"]) == (303, f"{PAGE}?year=2026#days")
    assert not opens_on(WEDNESDAY)
    row = next(day for day in admin_desk.get(PAGE).context["days"] if day["date"] == DAY["date"])
    assert (row["name"], row["tone"]) == ("司庆", "green")


def test_special_hours_are_set(admin_desk):
    admin_desk.post(f"{PAGE}/days", DAY | {"kind": "special_hours", "intervals": "10：00－16：00"})
    assert working_time("cn").schedule.intervals_on(WEDNESDAY) == ((36_000, 57_600),)


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"date": ""}, "date"),
        ({"date": "soon"}, "date"),
        ({"date": "1800-01-01"}, "date"),
        ({"kind": "party"}, "kind"),
        ({"name": "很" * 121}, "name"),
        ({"kind": "special_hours"}, "intervals"),
        ({"intervals": "10:00-16:00"}, "intervals"),
        ({"kind": "special_hours", "intervals": "16:00-10:00"}, "intervals"),
    ],
)
def test_a_day_that_makes_no_sense_is_refused_and_stays_typed(admin_desk, wrong, field):
    before = state()
    answer = admin_desk.post(f"{PAGE}/days?year=2025", DAY | {"name": "司庆日"} | wrong)
    form = answer.context["day_form"]
    assert answer.status_code == 422 and list(form.errors) == [field]
    assert answer.context["year"] == 2025
    assert form["name"].value() == wrong.get("name", "司庆日")
    assert form["intervals"].value() == wrong.get("intervals")
    assert state() == before


def test_a_day_goes_back_to_the_weekly_hours(admin_desk):
    holiday = date(2026, 10, 1)
    assert not opens_on(holiday)
    answer = admin_desk.post(f"{PAGE}/days/2026-10-01/clear")
    assert (answer.status_code, answer["Location"]) == (303, f"{PAGE}?year=2026#days")
    assert opens_on(holiday)


@pytest.mark.parametrize("day", ["2026-11-25", "2026-02-30", "yesterday"])
def test_a_day_without_a_rule_cannot_go_back(admin_desk, day):
    before = state()
    assert admin_desk.post(f"{PAGE}/days/{day}/clear").status_code == 404
    assert state() == before


def test_an_imported_file_is_reported_once_and_row_by_row(admin_desk):
    set_day(actor=given.administrator(), calendar="cn", date=date(2027, 1, 4), kind="holiday", name="盘点")
    file = ics(
        "DTSTART;VALUE=DATE:20270101|SUMMARY:元旦",
        "DTSTART;VALUE=DATE:20270104|SUMMARY:元旦上班",
        "DTSTART;VALUE=DATE:20261001|SUMMARY:国庆节",
        "DTSTART:20270105T090000Z|SUMMARY:<b>晨会</b>",
    )
    answer = admin_desk.post(f"{PAGE}/import?year=2027", {"file": file})
    assert (answer.status_code, answer["Location"]) == (303, f"{PAGE}?year=2027#report")
    page = admin_desk.get(answer["Location"])
    report = page.context["report"]
    assert [report[fact] for fact in ("added", "changed", "unchanged", "kept")] == [1, 0, 1, 1]
    assert [reject["event"] for reject in report["rejects"]] == ["<b>晨会</b>"]
    text = page.content.decode()
    assert "&lt;b&gt;晨会" in text and "<b>晨会" not in text and report["rejects"][0]["message"] in text
    assert not opens_on(date(2027, 1, 1))
    assert admin_desk.get(answer["Location"]).context["report"] is None


def test_of_very_many_rejects_the_first_are_shown_and_the_rest_counted(admin_desk):
    events = [f"DTSTART:20270105T090000Z|SUMMARY:第{number}场" for number in range(60)]
    report = admin_desk.post(f"{PAGE}/import", {"file": ics(*events)}, follow=True).context["report"]
    assert (len(report["rejects"]), report["not_shown"]) == (50, 10)


@pytest.mark.parametrize(
    "file",
    [
        None,
        SimpleUploadedFile("empty.ics", b""),
        SimpleUploadedFile("picture.ics", b"\x89PNG\x00\xff"),
        SimpleUploadedFile("huge.ics", b"x" * 1_000_001),
    ],
    ids=["none", "empty", "no calendar", "too large"],
)
def test_a_file_that_cannot_be_read_is_refused(admin_desk, file):
    before = state()
    if file:
        file.seek(0)
    answer = admin_desk.post(f"{PAGE}/import", {"file": file} if file else {})
    assert answer.status_code == 422 and list(answer.context["file_form"].errors) == ["file"]
    assert answer.context["report"] is None and state() == before


def test_too_large_a_file_is_told_its_limit(admin_desk):
    huge = SimpleUploadedFile("huge.ics", b"x" * 1_000_001)
    answer = admin_desk.post(f"{PAGE}/import", {"file": huge})
    assert "1 MB" in answer.context["file_form"].errors["file"][0]


@pytest.mark.parametrize("address", ["/desk/calendars", f"{PAGE}?year=2026"])
def test_the_pages_keep_their_budgets(admin_desk, address, django_assert_max_num_queries):
    for number in range(8):
        create_calendar(
            actor=given.administrator(),
            code=f"branch-{number}",
            name=f"分部{number}",
            time_zone="Asia/Shanghai",
            hours=given.ALL_DAY,
        )
    declared = resolve(address.partition("?")[0]).func.statements
    assert declared <= 12 and admin_desk.get(address).status_code == 200
    with django_assert_max_num_queries(declared):
        admin_desk.get(address)


def test_the_page_after_an_import_keeps_its_budget(admin_desk, django_assert_max_num_queries):
    admin_desk.get(PAGE)
    admin_desk.post(f"{PAGE}/import", {"file": ics("DTSTART;VALUE=DATE:20270101|SUMMARY:元旦")})
    with django_assert_max_num_queries(12):
        assert admin_desk.get(PAGE).context["report"]


@pytest.mark.parametrize(
    ("address", "form"), [("hours", WEEK | {"day_5": "10-16"}), ("days", DAY), ("days/2026-10-01/clear", {})]
)
def test_the_actions_keep_their_budgets(admin_desk, address, form, django_assert_max_num_queries):
    admin_desk.get(PAGE)
    with django_assert_max_num_queries(views.calendar_hours.statements):
        assert admin_desk.post(f"{PAGE}/{address}", form).status_code == 303


def test_an_import_keeps_its_budget(admin_desk, django_assert_max_num_queries):
    admin_desk.get(PAGE)
    file = ics("DTSTART;VALUE=DATE:20270101|SUMMARY:元旦", "DTSTART:20270105T090000Z|SUMMARY:晨会")
    with django_assert_max_num_queries(views.calendar_import.statements):
        assert admin_desk.post(f"{PAGE}/import", {"file": file}).status_code == 303
