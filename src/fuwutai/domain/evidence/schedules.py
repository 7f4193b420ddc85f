"""Whether what is to be done on a schedule was done: by calendar periods, in days of the centre's time zone."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from fuwutai.domain.accounts.queries import centre_zone
from fuwutai.domain.evidence.choices import SCHEDULE_DUE, SCHEDULE_KEPT, SCHEDULE_MISSED
from fuwutai.domain.evidence.periods import period_before, period_of
from fuwutai.domain.standards.providers import activity_named
from fuwutai.domain.standards.queries import Rule
from fuwutai.kernel.errors import Text

WORST_FIRST = (SCHEDULE_MISSED, SCHEDULE_DUE, SCHEDULE_KEPT)


@dataclass(frozen=True, slots=True, kw_only=True)
class Round:
    """A schedule around a day: how often it was done in this period and in the one before, out of `times`.

    `until` is the day after this period, `since` its first. `was_due`: the rule was in force all through the last one.
    `trace`: what of the system itself counts as done, beside people's words; "" for nothing.
    """

    rule: Rule
    since: date
    until: date
    before: date
    times: int
    done: int
    done_before: int
    was_due: bool
    trace: Text = ""

    @property
    def state(self) -> str:
        """Return missed where the last period went by without it, kept where it was or is done, due otherwise."""
        if self.was_due and self.done_before < self.times:
            return SCHEDULE_MISSED
        return SCHEDULE_KEPT if max(self.done, self.done_before) >= self.times else SCHEDULE_DUE

    @property
    def is_open(self) -> bool:
        """Return whether it is still to be done in this period."""
        return self.done < self.times

    @property
    def last_day(self) -> date:
        """Return the last day on which it can be done in this period."""
        return self.until - timedelta(days=1)


def round_of(rule: Rule, done_on: Iterable[date], day: date) -> Round:
    """Return how a schedule stands on a day, by the days on which people said it was done and what left a trace.

    Cost: 1 statement where the activity leaves a trace of its own, none otherwise.
    """
    every = rule.value.every
    since, until = period_of(every, day)
    before, _since = period_before(every, day)
    days = [one for one in done_on if one <= day]
    activity = activity_named(rule.scope.get("activity", ""))
    if activity is not None:
        days += activity.done_on(rule, before, min(until, day + timedelta(days=1)))
    return Round(
        rule=rule,
        since=since,
        until=until,
        before=before,
        times=rule.value.times,
        done=sum(since <= one < until for one in days),
        done_before=sum(before <= one < since for one in days),
        trace=activity.title if activity else "",
        was_due=rule.valid_from.astimezone(centre_zone()).date() <= before,
    )


def worst(rounds: Sequence[Round]) -> str:
    """Return the state of the schedule that stands worst."""
    return min((one.state for one in rounds), key=WORST_FIRST.index)
