"""The forms of a calendar."""

from fuwutai.desk.calendars.forms import DayForm, WeekForm
from fuwutai.domain.calendars.queries import CalendarOverview


def test_the_weekly_form_gives_back_the_hours_it_was_given():
    hours = {0: [(540, 720), (810, 1050)], 6: [(0, 1440)]}
    shown = WeekForm.of(CalendarOverview("cn", "日历", "Asia/Shanghai", hours, ()))
    sent = WeekForm({field.name: field.value() for field in shown})
    assert sent.is_valid() and sent.hours() == hours


def test_openings_that_touch_are_made_one():
    form = DayForm({"date": "2026-10-08", "kind": "special_hours", "intervals": "9-12 12-15"})
    assert form.is_valid() and form.cleaned_data["intervals"] == [(540, 900)]
