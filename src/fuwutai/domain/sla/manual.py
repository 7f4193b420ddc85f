"""Where the terms of a promise come from: the rules in force, or what the journal says was decided then."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

from fuwutai.domain.accounts.queries import centre_calendar
from fuwutai.domain.calendars.queries import edition_at, editions_between, working_time_of
from fuwutai.domain.calendars.working_time import WorkingTime
from fuwutai.domain.sla.definitions import BY_CODE
from fuwutai.domain.sla.events import ClockCancelled, ClockRetargeted, ClockStarted
from fuwutai.domain.sla.rule_kinds import Escalation, Target
from fuwutai.domain.sla.rules import Face, Level, Terms
from fuwutai.domain.standards.queries import Rule, rule_by_id, rule_in_force, rules_in_force
from fuwutai.kernel.events import Event

ESCALATION = "sla.escalation"


class KeptHours:
    """The calendars with all their editions."""

    def edition(self, calendar: str, at: datetime) -> int:
        """Return the edition in force at a moment."""
        return edition_at(calendar, at)

    def later_editions(self, calendar: str, edition: int, until: datetime) -> list[tuple[int, datetime]]:
        """Return the editions after one, up to a moment."""
        return [(later.version, later.at) for later in editions_between(calendar, edition, until)]

    def time(self, edition: int) -> WorkingTime:
        """Return the working time of an edition."""
        return working_time_of(edition)


class RulesInForce:
    """Terms by the rules in force."""

    def terms(
        self, definition: str, round: int, facts: Mapping[str, str], since: datetime, at: datetime
    ) -> Terms | None:
        """Return what is promised by the rules in force at `since`, or None."""
        rule = rule_in_force(BY_CODE[definition].rule_kind, facts, since)
        return terms_of(rule, _escalations(definition, facts, since), since) if rule else None

    def new_terms(
        self, definition: str, round: int, facts: Mapping[str, str], face: Face, at: datetime
    ) -> Terms | None:
        """Return what is promised from `at` on: the rules in force when the clock started decide (S2-3.2.1-4)."""
        return self.terms(definition, round, facts, face.decided_at, at)


class RulesRecorded:
    """Terms as the journal of one thing says they were decided."""

    def __init__(self, recorded: Iterable[tuple[datetime, Event]]) -> None:
        self._started: dict[tuple[str, int, datetime], ClockStarted] = {}
        self._changed: dict[tuple[str, int, datetime], list[ClockRetargeted | None]] = {}
        for at, event in recorded:
            if isinstance(event, ClockStarted):
                self._started[event.definition, event.round, at] = event
            elif isinstance(event, (ClockRetargeted, ClockCancelled)):
                change = event if isinstance(event, ClockRetargeted) else None
                self._changed.setdefault((event.definition, event.round, at), []).append(change)

    def terms(
        self, definition: str, round: int, facts: Mapping[str, str], since: datetime, at: datetime
    ) -> Terms | None:
        """Return what was promised when a clock started at `at`, or None if none did."""
        event = self._started.get((definition, round, at))
        return _recorded_terms(event) if event else None

    def new_terms(
        self, definition: str, round: int, facts: Mapping[str, str], face: Face, at: datetime
    ) -> Terms | None:
        """Return what was promised from `at` on."""
        changes = self._changed.get((definition, round, at))
        if not changes:
            return face.terms
        event = changes.pop(0)  # several corrections at one moment come in their order
        return _recorded_terms(event) if event else None


def terms_of(rule: Rule, escalations: Iterable[Rule], at: datetime) -> Terms:
    """Return the terms of a rule for a promise that starts at a moment."""
    value: Target = rule.value
    calendar = value.calendar or centre_calendar()
    return Terms(
        target_seconds=target_seconds(value, calendar, at),
        calendar=calendar,
        rule_id=rule.id,
        clause=rule.clause_code,
        warn_percents=value.warn_percents,
        levels=tuple(_level(one) for one in escalations),
        pause_for=frozenset(value.pause_for),
    )


def target_seconds(value: Target, calendar: str, at: datetime) -> int:
    """Return a target as working time of a calendar.

    Formula: n working days = the working time from the start to the close of the n-th working day after it.
    """
    if not value.working_days:
        return value.seconds or value.minutes * 60
    time = working_time_of(edition_at(calendar, at))
    zone = time.schedule.zone
    last = time.add_working_days(at.astimezone(zone).date(), value.working_days)
    midnight = datetime(last.year, last.month, last.day, tzinfo=zone) + timedelta(days=1)
    return time.working_seconds_between(at, midnight)


def _escalations(definition: str, facts: Mapping[str, str], at: datetime) -> list[Rule]:
    """Return for each level the rule that decides."""
    levels: dict[int, Rule] = {}
    for rule in rules_in_force(ESCALATION, {**facts, "clock": definition}, at):
        levels.setdefault(rule.value.level, rule)
    return [levels[level] for level in sorted(levels)]


def _level(rule: Rule) -> Level:
    value: Escalation = rule.value
    return Level(level=value.level, percent=value.percent, rule_id=rule.id)


def _recorded_terms(event: ClockStarted | ClockRetargeted) -> Terms | None:
    rule = rule_by_id(BY_CODE[event.definition].rule_kind, event.rule_id)
    if rule is None:
        return None
    value: Target = rule.value
    found = [rule_by_id(ESCALATION, rule_id) for rule_id in event.escalation_ids]
    return Terms(
        target_seconds=event.target_seconds,
        calendar=event.calendar_code,
        rule_id=event.rule_id,
        clause=event.clause_code,
        warn_percents=value.warn_percents,
        levels=tuple(_level(one) for one in found if one),
        pause_for=frozenset(value.pause_for),
    )
