"""Every write of calendars."""

from fuwutai.domain.calendars.commands.create import create_calendar, seed_chinese_calendar
from fuwutai.domain.calendars.commands.days import clear_day, set_day
from fuwutai.domain.calendars.commands.hours import set_weekly_hours
from fuwutai.domain.calendars.commands.import_days import ICalImport, RejectedEvent, import_ical

__all__ = [
    "ICalImport",
    "RejectedEvent",
    "clear_day",
    "create_calendar",
    "import_ical",
    "seed_chinese_calendar",
    "set_day",
    "set_weekly_hours",
]
