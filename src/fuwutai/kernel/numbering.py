"""Case numbers that people can read out: day, daily counter, check digit, as in `261121-0042-7`."""

import re
import unicodedata
from datetime import date, datetime

from django.db import connection
from stdnum import damm

_GIVE_NEXT = """
    INSERT INTO kernel_numberseries (series, day, last) VALUES (%s, %s, 1)
    ON CONFLICT (series, day) DO UPDATE SET last = kernel_numberseries.last + 1
    RETURNING last
"""


def next_number(series: str, day: date) -> int:
    """Return the next number of a series on a day, from 1.

    The counter's row stays locked until the transaction ends, so that a rollback gives the number back: call
    it as late as possible. Cost: one statement.
    """
    with connection.cursor() as cursor:
        cursor.execute(_GIVE_NEXT, [series, connection.ops.adapt_datefield_value(day)])
        return int(cursor.fetchone()[0])


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
