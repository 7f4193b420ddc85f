"""The Chinese calendar the product ships: statutory holidays and the working weekends that pay for them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Literal

from fuwutai.domain.calendars.rules import Interval, Schedule

CODE = "cn"
TIME_ZONE = "Asia/Shanghai"
OFFICE_HOURS: tuple[Interval, ...] = ((9 * 3600, 12 * 3600), (13 * 3600 + 1800, 17 * 3600 + 1800))
WEEKLY_HOURS: dict[int, tuple[Interval, ...]] = dict.fromkeys(range(5), OFFICE_HOURS)


@dataclass(frozen=True, slots=True)
class ChineseDay:
    """A day that a notice of the State Council moved out of, or into, the working week."""

    date: date
    kind: Literal["holiday", "working_day"]
    name_zh: str
    name_en: str


@cache
def chinese_days() -> tuple[ChineseDay, ...]:
    """Return every adjusted day the shipped notices name, in order.

    Source: yearly notices of the General Office of the State Council, from the package chinesecalendar.
    """
    from chinese_calendar.constants import Holiday, holidays, workdays

    chinese = {holiday.value: holiday.chinese for holiday in Holiday}
    free = [ChineseDay(day, "holiday", chinese[name], name) for day, name in holidays.items()]
    worked = [
        ChineseDay(day, "working_day", f"{chinese[name]}调休上班", f"Working day for {name}")
        for day, name in workdays.items()
    ]
    return tuple(sorted(free + worked, key=lambda found: found.date))


def known_years() -> range:
    """Return the years whose notices are shipped; for any other year nothing is guessed."""
    days = chinese_days()
    return range(days[0].date.year, days[-1].date.year + 1)


@cache
def chinese_schedule() -> Schedule:
    """Return the shipped calendar "cn": Monday to Friday 09:00–12:00, 13:30–17:30, adjusted days included."""
    days = chinese_days()
    return Schedule.of(
        TIME_ZONE,
        WEEKLY_HOURS,
        holidays=[day.date for day in days if day.kind == "holiday"],
        date_hours={day.date: OFFICE_HOURS for day in days if day.kind == "working_day"},
    )
