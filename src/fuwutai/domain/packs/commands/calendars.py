"""The calendars that a centre starts with."""

from typing import Literal

from fuwutai.domain.calendars.commands import create_calendar, seed_chinese_calendar
from fuwutai.domain.calendars.queries import calendar_exists
from fuwutai.kernel.actors import Actor
from fuwutai.kernel.command import command

CHINESE, WEEKDAYS, ALWAYS = "cn", "weekdays", "always"
CODES = (CHINESE, WEEKDAYS, ALWAYS)

_HOURS = {
    WEEKDAYS: {weekday: [(9 * 60, 18 * 60)] for weekday in range(5)},
    ALWAYS: {weekday: [(0, 24 * 60)] for weekday in range(7)},
}
_NAMES = {
    WEEKDAYS: {"zh": "周一至周五 9:00–18:00", "en": "Monday to Friday 9:00–18:00"},
    ALWAYS: {"zh": "全天候 7×24", "en": "Day and night, every day"},
}


@command
def prepare_calendars(*, actor: Actor, time_zone: str, language: str) -> None:
    """Make the calendars that packs and set-up name: Chinese working days, weekdays, always; kept if there.

    Emits: calendars.calendar_created, calendars.days_imported.
    Raises: Refused, Invalid for an unknown time zone.
    """
    words: Literal["zh", "en"] = "zh" if language.startswith("zh") else "en"
    seed_chinese_calendar(actor=actor, language=words)
    for code, hours in _HOURS.items():
        if not calendar_exists(code):
            create_calendar(
                actor=actor, code=code, name=_NAMES[code][words], time_zone=time_zone, hours=hours
            )
