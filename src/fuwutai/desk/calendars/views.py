"""The working calendars: the list, one calendar with a year of days, and what an administrator changes there."""

from datetime import date
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from fuwutai.desk.access import StaffRequest, staff_action, staff_page
from fuwutai.desk.answers import done, refuse_in_form
from fuwutai.desk.calendars.forms import CalendarFileForm, DayForm, WeekForm
from fuwutai.desk.calendars.hours import WEEKDAYS, spoken, week_in_a_line
from fuwutai.domain.accounts.queries import centre_calendar
from fuwutai.domain.calendars import commands, queries
from fuwutai.domain.calendars.choices import DayKind, DaySource
from fuwutai.kernel import clock
from fuwutai.kernel.errors import Invalid, NotFound

EDIT = "calendars.edit"
MOST_REJECTS_SHOWN = 50
REPORT = "calendar_import"
LOOKS = {
    DayKind.HOLIDAY: ("green", "sun"),
    DayKind.WORKING_DAY: ("blue", "clipboard"),
    DayKind.SPECIAL_HOURS: ("violet", "clock"),
}


@staff_page(permission=EDIT, statements=12)
def calendars(request: StaffRequest) -> HttpResponse:
    """List the calendars, the centre's own marked."""
    rows = [
        {
            "calendar": found,
            "week": week_in_a_line(found.hours),
            "is_the_centres": found.code == centre_calendar(),
            "warning": queries.missing_years_warning(found.missing_years),
        }
        for found in queries.calendar_overviews(_today())
    ]
    return render(request, "desk/calendars/calendars.html", {"rows": rows})


@staff_page(permission=EDIT, statements=12)
def calendar(request: StaffRequest, code: str) -> HttpResponse:
    """Show one calendar and the days of `?year=` that differ; after an import, what became of the file."""
    return _page(request, code)


@staff_action(permission=EDIT, statements=25)
def calendar_hours(request: StaffRequest, code: str) -> HttpResponse:
    """Replace the weekly hours."""
    form = WeekForm(request.POST)
    if form.is_valid():
        try:
            commands.set_weekly_hours(actor=request.actor, calendar=code, hours=form.hours())
        except Invalid as error:
            refuse_in_form(form, error)
        else:
            return done(request, _address(code, _year(request), "week"), _("The weekly hours are saved."))
    return _page(request, code, week_form=form)


@staff_action(permission=EDIT, statements=25)
def calendar_day_set(request: StaffRequest, code: str) -> HttpResponse:
    """Make a date differ from the weekly hours, and show its year."""
    form = DayForm(request.POST)
    if form.is_valid():
        day: date = form.cleaned_data["date"]
        try:
            commands.set_day(actor=request.actor, calendar=code, **form.cleaned_data)
        except Invalid as error:
            refuse_in_form(form, error)
        else:
            text = _("%(date)s is saved.") % {"date": day.isoformat()}
            return done(request, _address(code, day.year, "days"), text)
    return _page(request, code, day_form=form)


@staff_action(permission=EDIT, statements=25)
def calendar_day_clear(request: StaffRequest, code: str, day: str) -> HttpResponse:
    """Let a date follow the weekly hours again."""
    try:
        found = date.fromisoformat(day)
    except ValueError as error:
        raise NotFound from error
    commands.clear_day(actor=request.actor, calendar=code, date=found)
    text = _("%(date)s follows the weekly hours again.") % {"date": found.isoformat()}
    return done(request, _address(code, found.year, "days"), text)


@staff_action(permission=EDIT, statements=30)
def calendar_import(request: StaffRequest, code: str) -> HttpResponse:
    """Take over a calendar file; the next page says what was taken, and what not and why."""
    form = CalendarFileForm(request.POST, request.FILES)
    if form.is_valid():
        data = form.cleaned_data["file"].read()
        try:
            report = commands.import_ical(actor=request.actor, calendar=code, data=data)
        except Invalid as error:
            refuse_in_form(form, error)
        else:
            request.session[REPORT] = _told(report) | {"code": code}
            return done(request, _address(code, _year(request), "report"), _("The calendar file was read."))
    return _page(request, code, file_form=form)


def _page(request: StaffRequest, code: str, **forms: Any) -> HttpResponse:
    """Return the page of a calendar; a form that is handed in was refused and keeps what was typed."""
    found = queries.calendar_overview(code, _today())
    year = _year(request)
    context = {
        "calendar": found,
        "is_the_centres": code == centre_calendar(),
        "warning": queries.missing_years_warning(found.missing_years),
        "year": year,
        "years": {"before": _in_range(year - 1), "after": _in_range(year + 1)},
        "days": [_row(found, day) for day in queries.calendar_days(code, year)],
        "report": None if forms else _report(request, code),
        "week_form": WeekForm.of(found),
        "day_form": DayForm(),
        "file_form": CalendarFileForm(),
    }
    return render(request, "desk/calendars/calendar.html", context | forms, status=422 if forms else 200)


def _row(calendar: queries.CalendarOverview, day: queries.CalendarDay) -> dict[str, Any]:
    tone, icon = LOOKS[DayKind(day.kind)]
    return {
        "date": day.date.isoformat(),
        "weekday": WEEKDAYS[day.date.weekday()],
        "kind": DayKind(day.kind).label,
        "tone": tone,
        "icon": icon,
        "name": day.name,
        "hours": spoken(queries.openings_of_day(calendar.hours, day)),
        "source": DaySource(day.source).label,
    }


def _told(report: commands.ICalImport) -> dict[str, Any]:
    """Return what the next page tells about an import; of a very bad file only the first rejects."""
    shown = report.rejects[:MOST_REJECTS_SHOWN]
    return {
        "added": report.added,
        "changed": report.changed,
        "unchanged": report.unchanged,
        "kept": report.kept,
        "rejects": [{"event": one.event, "message": str(one.message)} for one in shown],
        "not_shown": len(report.rejects) - len(shown),
    }


def _report(request: StaffRequest, code: str) -> dict[str, Any] | None:
    """Return what the import just before did, once."""
    if request.session.get(REPORT, {}).get("code") != code:
        return None
    report: dict[str, Any] = request.session.pop(REPORT)
    return report


def _today() -> date:
    return timezone.localtime(clock.now()).date()


def _year(request: StaffRequest) -> int:
    """Return the year that is asked for, else this one."""
    asked = request.GET.get("year", "")
    if asked.isascii() and asked.isdigit() and len(asked) == 4 and _in_range(int(asked)):
        return int(asked)
    return _today().year


def _in_range(year: int) -> int | None:
    return year if year in queries.YEARS else None


def _address(code: str, year: int, part: str) -> str:
    """Return the page at the part that just changed."""
    return f"{reverse('desk:calendar', args=[code])}?year={year}#{part}"
