"""How a figure of a clause moved, month by month."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from fuwutai.domain.evidence.figures import Counted, Wanted, by_month, of_numbers
from fuwutai.domain.evidence.periods import months_after
from fuwutai.domain.evidence.policies import may_read_figures
from fuwutai.domain.evidence.selection import centre_today
from fuwutai.kernel.actors import Actor
from fuwutai.kernel.errors import Refused

MONTHS = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Month:
    """A figure in one calendar month of the centre; the last month is still running."""

    first: date
    counted: Counted


def trend(actor: Actor, wanted: Wanted, months: int = MONTHS) -> Sequence[Month]:
    """Return a figure for each of the last months, the oldest first, those with nothing to count too.

    Raises: Refused. Cost: 1 statement.
    """
    if not may_read_figures(actor):
        raise Refused
    this_month = centre_today().replace(day=1)
    firsts = [months_after(this_month, -back) for back in range(months - 1, -1, -1)]
    found = by_month(actor, wanted, firsts[0], months_after(this_month, 1))
    return [Month(first=first, counted=found.get(first) or of_numbers(wanted, 0, 0)) for first in firsts]
