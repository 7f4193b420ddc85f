"""Cases and their clocks as the API says them: codes, ids, seconds and moments, never words of the desk."""

from datetime import date

from ninja import Schema
from pydantic import Field

from fuwutai.api.moments import Moment
from fuwutai.domain.sla.explain import Ahead, Change, Choice, Explanation, Promise, Span


class Target(Schema):
    """A target in working time, and as its rule says it; `last_day` ends a target in working days."""

    seconds: int
    amount: int
    unit: str = Field(description="seconds · minutes · working_days")
    last_day: date | None


class Calendar(Schema):
    """A calendar of working hours."""

    code: str
    name: str


class Rule(Schema):
    """The rule row that decides. `limits`: the facts it is limited to; `won_by`: why no other that fits decides."""

    id: int
    kind: str
    clause: str | None
    limits: dict[str, str]
    version: int
    valid_from: Moment
    won_by: str | None = Field(
        description="only · more_limits · foremost_fact · narrower_category · later · written_later"
    )
    other_ids: list[int]


class Opening(Schema):
    """Working hours from one moment to another."""

    since: Moment
    until: Moment


class Stretch(Schema):
    """A stretch of a clock's life. `seconds`: working time that counted, was taken over, or will count."""

    kind: str = Field(description="counted · paused · stood · taken_over · ahead")
    since: Moment
    until: Moment
    seconds: int
    cause: str | None = Field(description="of a pause: customer · third_party")
    calendar: str | None
    openings: list[Opening]
    openings_left_out: int
    from_case: str | None = Field(description="the number of the merged case, where it may be seen")


class OtherDeadline(Schema):
    """Something that made another deadline: the code of the event, and what holds after it."""

    event: str
    at: Moment
    due_at: Moment | None
    clause: str | None
    target_seconds: int


class StillToCome(Schema):
    """A warning, the breach or an escalation that is still to come."""

    what: str = Field(description="warning · breach · escalation")
    percent: int
    at: Moment
    level: int | None
    tell: list[str] = Field(description="assignee · team · supervisors")
    give_to: str | None


class Clock(Schema):
    """A promise about a case with all it rests on.

    used_seconds = the seconds of the stretches counted and taken_over; used_seconds + rest_seconds = target.seconds.
    """

    clock: str
    round: int
    state: str = Field(description="running · paused · stopped · cancelled")
    light: str = Field(description="green · amber · red · paused · met · missed · cancelled")
    cause: str | None
    started_at: Moment
    due_at: Moment | None
    promised_at: Moment | None = Field(description="the deadline, also of a clock that has ended; null while it stands")
    warn_at: Moment | None
    stopped_at: Moment | None
    breached_at: Moment | None
    ended_by: str | None
    target: Target
    used_seconds: int
    rest_seconds: int = Field(description="negative = over the target by so much")
    late_seconds: int = Field(description="working time since the deadline of a clock that runs")
    level: int
    calendar: Calendar
    rule: Rule | None
    stretches: list[Stretch]
    changes: list[OtherDeadline]
    ahead: list[StillToCome]


def clock_of(told: Explanation) -> Clock:
    """Return an explanation as the API says it."""
    reading = told.reading
    return Clock(
        clock=reading.definition,
        round=reading.round,
        state=reading.state,
        light=reading.light,
        cause=reading.cause or None,
        started_at=reading.started_at,
        due_at=reading.due_at,
        promised_at=told.promised_at,
        warn_at=reading.warn_at,
        stopped_at=reading.stopped_at,
        breached_at=reading.breached_at,
        ended_by=told.ended_by or None,
        target=_target(told.promise, reading.target_seconds),
        used_seconds=reading.used_seconds,
        rest_seconds=told.rest_seconds,
        late_seconds=told.late_seconds,
        level=reading.level,
        calendar=Calendar(code=reading.calendar_code, name=reading.calendar_name),
        rule=_rule(told.choice) if told.choice else None,
        stretches=[_stretch(one) for one in told.spans],
        changes=[_change(one) for one in told.changes],
        ahead=[_still_to_come(one) for one in told.ahead],
    )


def _target(promise: Promise, seconds: int) -> Target:
    return Target(seconds=seconds, amount=promise.amount, unit=promise.unit, last_day=promise.last_day)


def _rule(choice: Choice) -> Rule:
    rule = choice.rule
    return Rule(
        id=rule.id,
        kind=rule.kind,
        clause=rule.clause_code or None,
        limits=dict(rule.scope),
        version=rule.version,
        valid_from=rule.valid_from,
        won_by=choice.won_by or None,
        other_ids=[other.id for other in choice.others],
    )


def _stretch(span: Span) -> Stretch:
    return Stretch(
        kind=span.kind,
        since=span.since,
        until=span.until,
        seconds=span.seconds,
        cause=span.cause or None,
        calendar=span.calendar_code or None,
        openings=[Opening(since=since, until=until) for since, until in span.intervals],
        openings_left_out=span.more,
        from_case=span.from_number or None,
    )


def _change(change: Change) -> OtherDeadline:
    return OtherDeadline(
        event=change.code,
        at=change.at,
        due_at=change.due_at,
        clause=change.clause_code or None,
        target_seconds=change.target_seconds,
    )


def _still_to_come(stage: Ahead) -> StillToCome:
    return StillToCome(
        what=stage.what,
        percent=stage.percent,
        at=stage.at,
        level=stage.level or None,
        tell=list(stage.tell),
        give_to=stage.give_to or None,
    )
