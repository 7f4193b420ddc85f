"""What every edit of a calendar shares: who may, the lock, the new edition, and words for refused input."""

from collections.abc import Iterable, Mapping, Sequence

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from fuwutai.domain.calendars.editions import schedule_in_rows
from fuwutai.domain.calendars.models import Calendar, CalendarEdition, WeeklyHours, new_version
from fuwutai.domain.calendars.policies import may_edit_calendars
from fuwutai.domain.calendars.queries import calendar_by_code, forget_editions
from fuwutai.domain.calendars.rules import CalendarError, checked
from fuwutai.kernel import clock
from fuwutai.kernel.actors import Actor
from fuwutai.kernel.errors import Invalid, Refused, Text

Minutes = tuple[int, int]

WORDS: dict[str, Text] = {
    "unknown_time_zone": _("This time zone is unknown. Choose one such as Asia/Shanghai."),
    "bad_interval": _(
        "Each opening must close later than it opens, on the same day. "
        "Split hours over midnight: one opening until 24:00 and one from 00:00 on the next day."
    ),
    "bad_schedule": _("The hours name an unknown weekday. Reload the page and enter them again."),
    "too_large": _("This calendar file is too large. Export fewer years and import it again."),
    "bad_ical": _(
        "This file is not a readable calendar file. Export it again as .ics (iCalendar) and import that."
    ),
    "unreadable": _("Its date or repetition cannot be read. Enter the day by hand."),
    "cancelled": _("It is marked as cancelled."),
    "not_all_day": _("It does not cover whole days. Enter special hours by hand."),
    "too_long": _("It is longer than two months. Check its dates."),
    "too_often": _("It repeats too often for a holiday. Change the weekly hours instead."),
    "conflict": _("Another entry of this file says the opposite about the same day. Enter the day by hand."),
}


def refuse_strangers(actor: Actor) -> None:
    """Raises: Refused unless the actor may edit calendars."""
    if not may_edit_calendars(actor):
        raise Refused(_("Your role may not change calendars. Ask an administrator."))


def calendar_to_edit(actor: Actor, code: str) -> Calendar:
    """Return the locked calendar. Raises: Refused, NotFound."""
    refuse_strangers(actor)
    return calendar_by_code(code, for_update=True)


def touch(calendar: Calendar) -> None:
    """Give the calendar a new version with its edition; the last step of every edit. Cost: 4 statements."""
    calendar.version = new_version()
    calendar.save(update_fields=["version"])
    keep_edition(calendar)


def keep_edition(calendar: Calendar) -> None:
    """Write down what the calendar says from now on, under its present version. Cost: 3 statements."""
    CalendarEdition.objects.create(
        calendar=calendar, version=calendar.version, at=clock.now(), schedule=schedule_in_rows(calendar)
    )
    forget_editions()
    transaction.on_commit(forget_editions)


def invalid(error: CalendarError, field: str) -> Invalid:
    """Return a refusal of the rules as a refusal people can read."""
    return Invalid(WORDS[error.code], code=error.code, fields={field: WORDS[error.code]})


def checked_minutes(intervals: Iterable[Sequence[int]], field: str) -> list[Minutes]:
    """Return openings in minutes, sorted and joined. Raises: Invalid bad_interval."""
    try:
        found = checked((opens * 60, closes * 60) for opens, closes in intervals)
    except CalendarError as error:
        raise invalid(error, field) from error
    return [(opens // 60, closes // 60) for opens, closes in found]


def weekly_rows(calendar: Calendar, hours: Mapping[int, Iterable[Sequence[int]]]) -> list[WeeklyHours]:
    """Return unsaved rows for weekly hours in minutes.

    Raises: Invalid bad_interval, bad_schedule, never_open.
    """
    if any(weekday not in range(7) for weekday in hours):
        raise invalid(CalendarError("bad_schedule", ""), "hours")
    rows = [
        WeeklyHours(calendar=calendar, weekday=weekday, opens_minute=opens, closes_minute=closes)
        for weekday in sorted(hours)
        for opens, closes in checked_minutes(hours[weekday], "hours")
    ]
    if not rows:
        # Every deadline of the centre would have no answer.
        text = _("A calendar must open at least once a week. Enter hours for at least one weekday.")
        raise Invalid(text, code="never_open", fields={"hours": text})
    return rows
