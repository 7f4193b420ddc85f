"""New calendars: one's own, and the Chinese one that is shipped."""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Literal

from django.utils.translation import gettext_lazy as _

from fuwutai.domain.calendars import chinese_days
from fuwutai.domain.calendars.choices import DaySource
from fuwutai.domain.calendars.commands.edit import (
    calendar_to_edit,
    invalid,
    keep_edition,
    refuse_strangers,
    touch,
    weekly_rows,
)
from fuwutai.domain.calendars.events import CalendarCreated, DaysImported
from fuwutai.domain.calendars.models import Calendar, DayRule, WeeklyHours
from fuwutai.domain.calendars.queries import calendar_exists
from fuwutai.domain.calendars.rules import CalendarError, zone_named
from fuwutai.kernel.actors import Actor
from fuwutai.kernel.command import command, emit
from fuwutai.kernel.errors import Conflict, Invalid
from fuwutai.kernel.events import Code

_CODE = re.compile(r"[a-z0-9][a-z0-9_-]{0,39}")


@command(statements=13)
def create_calendar(
    *, actor: Actor, code: str, name: str, time_zone: str, hours: Mapping[int, Iterable[Sequence[int]]]
) -> Calendar:
    """Return a new calendar with weekly hours: weekday (0 = Monday) to a list of openings.

    Units: an opening is [from, to) in minutes after midnight.

    Emits: calendars.calendar_created.
    Raises: Refused, Conflict (the code is taken), Invalid (code, name, time zone or hours).
    """
    calendar = _without_edition(actor, code, name, time_zone, hours)
    keep_edition(calendar)
    return calendar


def _without_edition(
    actor: Actor, code: str, name: str, time_zone: str, hours: Mapping[int, Iterable[Sequence[int]]]
) -> Calendar:
    refuse_strangers(actor)
    _check_names(code, name)
    try:
        zone_named(time_zone)
    except CalendarError as error:
        raise invalid(error, "time_zone") from error
    if calendar_exists(code):
        text = _("A calendar with this code exists already. Choose another code or edit that calendar.")
        raise Conflict(text, code="code_taken", fields={"code": text})
    calendar = Calendar(code=code, name=name.strip(), time_zone=time_zone)
    rows = weekly_rows(calendar, hours)
    calendar.save()
    WeeklyHours.objects.bulk_create(rows)
    emit(CalendarCreated(calendar_id=calendar.pk))
    return calendar


def _check_names(code: str, name: str) -> None:
    if not _CODE.fullmatch(code):
        text = _("Use 1 to 40 small letters, digits, - or _ for the code.")
        raise Invalid(text, code="bad_code", fields={"code": text})
    if not 1 <= len(name.strip()) <= 80:
        text = _("Give the calendar a name of at most 80 characters.")
        raise Invalid(text, code="bad_name", fields={"name": text})


@command(statements=19)
def seed_chinese_calendar(*, actor: Actor, language: Literal["zh", "en"] = "zh") -> Calendar:
    """Return the shipped Chinese calendar, created or completed with the years it lacks.

    A year that was shipped before is left alone, so a day somebody cleared or changed stays as it is.

    Emits: calendars.calendar_created, calendars.days_imported.
    Raises: Refused.
    """
    refuse_strangers(actor)
    if calendar_exists(chinese_days.CODE):
        calendar = calendar_to_edit(actor, chinese_days.CODE)
    else:
        calendar = _empty_chinese_calendar(actor, language)
    rules = calendar.day_rules.values_list("date", "source")
    seeded_years = {day.year for day, source in rules if source == DaySource.SEED}
    taken = {day for day, _source in rules}
    shipped = [day for day in chinese_days.chinese_days() if day.date.year not in seeded_years]
    rows = [
        DayRule(
            calendar=calendar,
            date=day.date,
            kind=day.kind,
            name=day.name_zh if language == "zh" else day.name_en,
            source=DaySource.SEED,
        )
        for day in shipped
        if day.date not in taken
    ]
    if rows:
        DayRule.objects.bulk_create(rows)
        touch(calendar)
        emit(
            DaysImported(
                calendar_id=calendar.pk, source=Code(DaySource.SEED),
                added=len(rows), changed=0, kept=len(shipped) - len(rows), rejected=0,
            )
        )  # fmt: skip
    return calendar


def _empty_chinese_calendar(actor: Actor, language: str) -> Calendar:
    """Return the new calendar without its days; its first edition comes with them."""
    hours = {
        weekday: [(opens // 60, closes // 60) for opens, closes in intervals]
        for weekday, intervals in chinese_days.WEEKLY_HOURS.items()
    }
    name = "法定工作日历" if language == "zh" else "Chinese working days"
    return _without_edition(actor, chinese_days.CODE, name, chinese_days.TIME_ZONE, hours)
