"""Measure working-time arithmetic: prints JSON with microseconds per answer, warm and cold.

Run: python benchmarks/worktime.py
"""

import json
import random
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "src"))

from fuwutai.domain.calendars.chinese_days import chinese_schedule
from fuwutai.domain.calendars.rules import Schedule
from fuwutai.domain.calendars.working_time import WorkingTime

QUESTIONS, ROUNDS = 20_000, 5
SCHEDULES = {
    "cn": chinese_schedule(),
    "berlin": Schedule.of("Europe/Berlin", {weekday: [(9 * 3600, 17 * 3600)] for weekday in range(5)}),
    "always": Schedule.of("UTC", {weekday: [(0, 86_400)] for weekday in range(7)}),
}


def microseconds(
    answer: Callable[[datetime, int], object], moments: list[datetime], amounts: list[int]
) -> float:
    """Return the time of one answer in the best of several rounds."""
    best = float("inf")
    for _ in range(ROUNDS):
        start = time.perf_counter()
        for moment, amount in zip(moments, amounts, strict=True):
            answer(moment, amount)
        best = min(best, time.perf_counter() - start)
    return round(best / len(moments) * 1e6, 2)


def measured(schedule: Schedule) -> dict[str, float]:
    """Return the figures of one schedule."""
    chance = random.Random(20260301)
    first = datetime(2023, 1, 1, tzinfo=UTC)
    moments = [first + timedelta(seconds=chance.randrange(3 * 365 * 86_400)) for _ in range(QUESTIONS)]
    amounts = [chance.randrange(1, 20 * 86_400) for _ in range(QUESTIONS)]
    start = time.perf_counter()
    work = WorkingTime(schedule)
    work.add_working_seconds(moments[0], 3600)
    cold = time.perf_counter() - start
    return {
        "first_answer_ms": round(cold * 1e3, 2),
        "add_working_seconds_us": microseconds(work.add_working_seconds, moments, amounts),
        "subtract_working_seconds_us": microseconds(
            lambda at, n: work.add_working_seconds(at, -n), moments, amounts
        ),
        "working_seconds_between_us": microseconds(
            lambda at, n: work.working_seconds_between(at, at + timedelta(seconds=n)), moments, amounts
        ),
        "add_business_days_to_time_us": microseconds(
            lambda at, n: work.add_business_days_to_time(at, n % 30), moments, amounts
        ),
    }


if __name__ == "__main__":
    print(json.dumps({name: measured(schedule) for name, schedule in SCHEDULES.items()}, indent=2))
