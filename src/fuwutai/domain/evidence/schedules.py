"""Whether what is to be done on a schedule was done: by calendar periods, in days of the centre's time zone."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from fuwutai.domain.accounts.queries import centre_zone
from fuwutai.domain.evidence.choices import SCHEDULE_DUE, SCHEDULE_KEPT, SCHEDULE_MISSED
from fuwutai.domain.evidence.periods import period_before, period_of
from fuwutai.domain.standards.providers import activity_named
from fuwutai.domain.standards.queries import Rule, rule_by_id
from fuwutai.kernel.errors import Text

WORST_FIRST = (SCHEDULE_MISSED, SCHEDULE_DUE, SCHEDULE_KEPT)


@dataclass(frozen=True, slots=True, kw_only=True)
class Round:
    """A schedule around a day: how often it was done in this period and in the one before, out of `times`.

    `until` is the day after this period, `since` its first. `was_due`: the rule, or earlier versions of it with
    the same periods, were in force all through the last one, and asked for `times_before`.
    `trace`: what of the system itself counts as done, beside people's words; "" for nothing.
    """

    rule: Rule
    since: date
    until: date
    before: date
    times: int
    times_before: int
    done: int
    done_before: int
    was_due: bool
    trace: Text = ""

    @property
    def state(self) -> str:
        """Return missed where the last period went by without it, kept where it was or is done, due otherwise."""
        if self.fell_short:
            return SCHEDULE_MISSED
        return SCHEDULE_KEPT if self.done >= self.times or self.done_before >= self.times_before else SCHEDULE_DUE

    @property
    def fell_short(self) -> bool:
        """Return whether the last period went by without it."""
        return self.was_due and self.done_before < self.times_before

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
    versions, zone = _versions(rule), centre_zone()
    begun = [(one, one.valid_from.astimezone(zone).date()) for one in versions]
    return Round(
        rule=rule,
        since=since,
        until=until,
        before=before,
        times=rule.value.times,
        times_before=next((one.value.times for one, first in begun if first < since), rule.value.times),
        done=sum(since <= one < until for one in days),
        done_before=sum(before <= one < since for one in days),
        trace=activity.title if activity else "",
        was_due=begun[-1][1] <= before,
    )


def _versions(rule: Rule) -> list[Rule]:
    """Return a schedule and what it took the place of without a gap, as long as the periods were the same."""
    found = [rule]
    while (earlier := rule_by_id(rule.kind, found[-1].replaces or 0)) is not None:
        if earlier.valid_to != found[-1].valid_from or earlier.value.every != rule.value.every:
            break
        found.append(earlier)
    return found


def worst_first(rounds: Iterable[Round]) -> list[Round]:
    """Return schedules, the one that stands worst first."""
    return sorted(rounds, key=lambda one: WORST_FIRST.index(one.state))
