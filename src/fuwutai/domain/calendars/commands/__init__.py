"""Every write of calendars."""

from .create import create_calendar, seed_chinese_calendar
from .days import clear_day, set_day
from .hours import set_weekly_hours
from .import_days import ICalImport, RejectedEvent, import_ical

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
