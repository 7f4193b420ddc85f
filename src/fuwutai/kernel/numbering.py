"""Case numbers that people can read out: day, daily counter, check digit, as in `261121-0042-7`."""

import re
import unicodedata
from collections import Counter
from collections.abc import Sequence
from datetime import date, datetime

from django.db import connection
from stdnum import damm

_GIVE_NEXT = """
    INSERT INTO kernel_numberseries (series, day, last) VALUES (%s, %s, 1)
    ON CONFLICT (series, day) DO UPDATE SET last = kernel_numberseries.last + 1
    RETURNING last
"""
_GIVE_MANY = """
    INSERT INTO kernel_numberseries (series, day, last) VALUES {rows}
    ON CONFLICT (series, day) DO UPDATE SET last = kernel_numberseries.last + excluded.last
    RETURNING day, last
"""
DAYS_AT_ONCE = 300


def next_number(series: str, day: date) -> int:
    """Return the next number of a series on a day, from 1.

    The counter's row stays locked until the transaction ends, so that a rollback gives the number back: call
    it as late as possible. Cost: one statement.
    """
    with connection.cursor() as cursor:
        cursor.execute(_GIVE_NEXT, [series, connection.ops.adapt_datefield_value(day)])
        return int(cursor.fetchone()[0])


def next_numbers(series: str, days: Sequence[date]) -> list[int]:
    """Return a number of a series for each day, as `next_number` would give them one after the other.

    Days are locked in their order, so that two who ask never wait for each other. Cost: 1 statement for 300 days.
    """
    wanted = sorted(Counter(days).items())
    free: dict[str, int] = {}
    with connection.cursor() as cursor:
        for start in range(0, len(wanted), DAYS_AT_ONCE):
            some = wanted[start : start + DAYS_AT_ONCE]
            rows = [(series, connection.ops.adapt_datefield_value(day), count) for day, count in some]
            sql = _GIVE_MANY.format(rows=", ".join(["(%s, %s, %s)"] * len(rows)))
            cursor.execute(sql, [value for row in rows for value in row])
            last = {str(day): int(number) for day, number in cursor.fetchall()}
            free |= {day.isoformat(): last[day.isoformat()] - count for day, count in some}
    numbers = []
    for day in map(date.isoformat, days):
        free[day] += 1
        numbers.append(free[day])
    return numbers


def format_number(day: date, sequence: int) -> str:
    """Return a number as people see it; its Damm digit catches one wrong digit and two swapped neighbours."""
    if sequence < 1:
        raise ValueError("numbers count from 1")
    dated, counter = f"{day:%y%m%d}", f"{sequence:04d}"
    return f"{dated}-{counter}-{damm.calc_check_digit(dated + counter)}"


def parse_number(text: str) -> str | None:
    """Return the number that somebody typed, in its proper form; None if no such number can exist.

    Blanks, dashes of any kind (or none) and digits of full width do not matter.
    """
    narrow = unicodedata.normalize("NFKC", text)
    digits = re.sub(r"[\s‐‑‒–—―−_-]", "", narrow)
    if not re.fullmatch(r"[0-9]{11,20}", digits) or not damm.is_valid(digits):
        return None
    try:
        day = datetime.strptime(digits[:6], "%y%m%d").date()  # noqa: DTZ007, a day has no time zone
        number = format_number(day, int(digits[6:-1]))
    except ValueError:
        return None
    return number if number.replace("-", "") == digits else None
