"""What another target or another calendar would have meant for promises of the past. Changes nothing."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from fuwutai.domain.calendars.queries import calendar_exists
from fuwutai.domain.evidence import selection
from fuwutai.domain.evidence.attainment import ALL, Tally
from fuwutai.domain.evidence.choices import KEPT, MISSED
from fuwutai.domain.sla.otherwise import Fate, Supposition, fate_of, fates_otherwise
from fuwutai.domain.sla.queries import clocks_of_visible_cases
from fuwutai.domain.sla.rule_kinds import FIVE_YEARS, Target
from fuwutai.kernel import clock
from fuwutai.kernel.actors import Actor
from fuwutai.kernel.errors import Invalid, Text

MOST_PROMISES = 20_000
AT_ONCE = 5_000
MOST_WORKING_DAYS = 1_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Flip:
    """A promise that would have ended otherwise."""

    clock_id: int
    started_at: datetime
    before: Fate
    after: Fate


@dataclass(frozen=True, slots=True, kw_only=True)
class WhatIf:
    """The same promises as they were and as they would have been, and those that change sides, the latest first.

    `lost` were kept and would have been missed, `won` were missed and would have been kept. What is past its deadline
    now is missed in both, so that the two are measured alike, also before the sweep has noted it.
    """

    before: Tally
    after: Tally
    lost: Sequence[Flip]
    won: Sequence[Flip]


def what_if(
    actor: Actor,
    *,
    definition: str,
    since: date | None = None,
    until: date | None = None,
    narrowing: Mapping[str, str] = ALL,
    seconds: int | None = None,
    minutes: int | None = None,
    working_days: int | None = None,
    calendar: str | None = None,
) -> WhatIf:
    """Return what another target, another calendar or both would have meant; what is not said stays as it was.

    Each promise lives its own history once more: when it began, paused and stopped is what the journal says.
    Raises: Refused, Invalid. Cost: 1 statement, 1 more for 5,000 cases, 1 for each edition of a calendar that is not
    compiled yet.
    """
    supposed = Supposition(
        definition=definition, target=_target(seconds, minutes, working_days), calendar=_known(calendar)
    )
    if supposed.target is None and not supposed.calendar:
        raise Invalid(_("Say which target or which calendar to suppose."), code="nothing_supposed")
    chosen = selection.begun(actor, definition=definition, since=since, until=until, narrowing=narrowing)
    rows = list(chosen.order_by("-started_at", "-id")[: MOST_PROMISES + 1])
    if len(rows) > MOST_PROMISES:
        raise Invalid(
            _("More than %(most)s promises began in these days. Shorten the period, or narrow it to one team.")
            % {"most": f"{MOST_PROMISES:,}"},
            code="too_many_promises",
        )
    return _compared(rows, supposed, clock.now())


def flipped(actor: Actor, flips: Sequence[Flip]) -> list[tuple[Flip, Any]]:
    """Return flips, each with its case. Cost: 1 statement, none for no flips."""
    if not flips:
        return []
    wanted = clocks_of_visible_cases(actor).filter(pk__in=[flip.clock_id for flip in flips])
    cases = {row.pk: row.case for row in wanted.select_related("case")}
    return [(flip, cases[flip.clock_id]) for flip in flips if flip.clock_id in cases]


def outcome_of(fate: Fate) -> str:
    """Return kept, missed, open or cancelled."""
    return selection.fate_of(fate.state, missed=fate.missed)


def _compared(rows: Sequence[Any], supposed: Supposition, now: datetime) -> WhatIf:
    otherwise = dict(_fates(rows, supposed, now))
    before, after = Counter[str](), Counter[str]()
    lost, won = list[Flip](), list[Flip]()
    for row in rows:
        was, would = fate_of(row, now), otherwise[row.case_id, row.round]
        here, there = outcome_of(was), outcome_of(would)
        before[here] += 1
        after[there] += 1
        flip = Flip(clock_id=row.pk, started_at=row.started_at, before=was, after=would)
        if (here, there) == (KEPT, MISSED):
            lost.append(flip)
        elif (here, there) == (MISSED, KEPT):
            won.append(flip)
    return WhatIf(before=Tally(**before), after=Tally(**after), lost=lost, won=won)


def _fates(
    rows: Sequence[Any], supposed: Supposition, now: datetime
) -> Iterator[tuple[tuple[int, int], Fate]]:
    case_ids = sorted({row.case_id for row in rows})
    for first in range(0, len(case_ids), AT_ONCE):
        yield from fates_otherwise(case_ids[first : first + AT_ONCE], supposed, now)


def _target(seconds: int | None, minutes: int | None, working_days: int | None) -> Target | None:
    """Return the supposed target, if there is one. Raises: Invalid."""
    said = {
        name: value
        for name, value in (("seconds", seconds), ("minutes", minutes), ("working_days", working_days))
        if value is not None
    }
    if not said:
        return None
    if len(said) > 1:
        raise _wrong(_("A target is a number of seconds, of minutes or of working days: exactly one of the three."))
    most = {"seconds": FIVE_YEARS, "minutes": FIVE_YEARS // 60, "working_days": MOST_WORKING_DAYS}
    ((name, value),) = said.items()
    if not 1 <= value <= most[name]:
        raise _wrong(_("Write a whole number from 1 to %(most)s.") % {"most": f"{most[name]:,}"})
    return Target(seconds=seconds or 0, minutes=minutes or 0, working_days=working_days or 0)


def _known(calendar: str | None) -> str:
    if calendar and not calendar_exists(calendar):
        text = _("There is no such calendar. Choose one from the list.")
        raise Invalid(text, code="unknown_calendar", fields={"calendar": text})
    return calendar or ""


def _wrong(text: Text) -> Invalid:
    return Invalid(text, code="bad_target", fields={"number": text})
