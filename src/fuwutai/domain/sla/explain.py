"""Why a deadline is what it is: the rule, the calendar, every stretch that counted, every pause with its cause."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any, Literal

from fuwutai.domain.calendars.queries import calendars, edition_at, working_time_of
from fuwutai.domain.calendars.rules import CalendarError
from fuwutai.domain.calendars.working_time import WorkingTime
from fuwutai.domain.cases.queries import visible_case, visible_cases
from fuwutai.domain.sla.book import Book, Key
from fuwutai.domain.sla.definitions import BY_CODE
from fuwutai.domain.sla.journal import CODES, book_of, histories
from fuwutai.domain.sla.manual import ESCALATION
from fuwutai.domain.sla.models import Clock
from fuwutai.domain.sla.queries import Reading, reading_of
from fuwutai.domain.sla.rules import Stage, moment_of, stages
from fuwutai.domain.sla.stored import key_of, show
from fuwutai.domain.sla.tale import Change, Life, Span, Tale, ahead, stretch
from fuwutai.domain.standards.queries import Rule, rule_by_id, rules_in_force, what_decides
from fuwutai.kernel import clock
from fuwutai.kernel.actors import Actor
from fuwutai.kernel.events import load_event

MOST_INTERVALS = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Promise:
    """A target as its rule says it: so many seconds, minutes or working days.

    `last_day` is the day with whose close so many working days end, None where time was taken over or the calendar
    was edited since, so that it says too little.
    """

    amount: int
    unit: Literal["seconds", "minutes", "working_days"]
    last_day: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """Why this rule decides and no other that fits the case as well.

    `won_by`: only (no other fits) · what `what_decides` says of it and the first of the others · "" where a rule that
    was adopted for the past since would have decided otherwise.
    """

    rule: Rule
    won_by: str
    others: Sequence[Rule] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Ahead:
    """What is still to happen to a running clock, and when. `what`: warning · breach · escalation.

    An escalation says whom it tells and which team gets the case ("" = it stays).
    """

    what: str
    percent: int
    at: datetime
    level: int = 0
    tell: Sequence[str] = ()
    give_to: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """A clock with all it rests on.

    Formula: used = what was taken over + the counted spans; due = the end of the span ahead, which holds target − used.
    `promised_at` is the deadline, also of a clock that was stopped in time or too late; None while it stands, and for
    one that stood when it ended. `ended_by` is the event that stopped or cancelled it. `late_seconds` is the working
    time since the deadline of a clock that runs: less than what it is over its target where that was shortened.
    """

    reading: Reading
    promise: Promise
    choice: Choice | None
    promised_at: datetime | None
    ended_by: str
    late_seconds: int
    spans: Sequence[Span]
    changes: Sequence[Change]
    ahead: Sequence[Ahead]

    @property
    def counted_seconds(self) -> int:
        """Return the working time that counted up to now."""
        return sum(span.seconds for span in self.spans if span.kind in ("counted", "taken_over"))

    @property
    def rest_seconds(self) -> int:
        """Return the working time left; negative = over the target by so much."""
        return self.reading.target_seconds - self.reading.used_seconds


def explanations(actor: Actor, case_id: int) -> list[Explanation]:
    """Return the clocks of a case with all they rest on, every round of each, as the journal tells it by now.

    Raises: NotFound. Cost: 4 statements, 1 more where a merged case was promised earlier.
    """
    visible_case(actor, case_id)
    rows = {key_of(row): row for row in Clock.objects.filter(case_id=case_id).order_by("id")}
    names = {one.code: one.name for one in calendars()}
    now = clock.now()
    history = histories([case_id])[case_id]
    tale = Tale(history)
    book = book_of(history, now, watch=tale.watch)
    numbers = _numbers(actor, tale.lives.values())
    found = []
    for key, row in rows.items():
        if life := tale.lives.get(key):
            show(row, life.face, book.time_of(life.face))  # an edit of the calendar may not be in the row yet
            found.append(_explanation(key, row, life, book, names, numbers, now))
    return found


def stretches(entries: Iterable[Any]) -> dict[Key, Sequence[Span]]:
    """Return what the history of one case, as it was read, says of each of its clocks: counted, paused, stood.

    Cost: none once the calendars are compiled.
    """
    history = [(one.at, load_event(one.code, one.data)) for one in entries if one.code in CODES]
    now = clock.now()
    tale = Tale(history)
    book = book_of(history, now, watch=tale.watch)
    return {key: [*life.spans, *_under_way(life, book, now)] for key, life in tale.lives.items()}


def promise_of(reading: Reading) -> Promise:
    """Return the target of a clock as its rule says it. Cost: none once rules and calendar are at hand."""
    rule = rule_by_id(BY_CODE[reading.definition].rule_kind, reading.rule_id)
    if rule is None or rule.value.seconds:
        return Promise(amount=reading.target_seconds, unit="seconds")
    if rule.value.minutes:
        return Promise(amount=rule.value.minutes, unit="minutes")
    days: int = rule.value.working_days
    return Promise(amount=days, unit="working_days", last_day=_last_day(reading, days))


def _last_day(reading: Reading, days: int) -> date | None:
    """Return the day with whose close so many working days end, if the target is what that makes."""
    time = working_time_of(edition_at(reading.calendar_code, reading.started_at))
    zone = time.schedule.zone
    last = time.add_working_days(reading.started_at.astimezone(zone).date(), days)
    midnight = datetime(last.year, last.month, last.day, tzinfo=zone) + timedelta(days=1)
    whole = time.working_seconds_between(reading.started_at, midnight)
    return last if whole == reading.target_seconds else None


def _explanation(
    key: Key,
    row: Clock,
    life: Life,
    book: Book,
    names: Mapping[str, str],
    numbers: Mapping[int, str],
    now: datetime,
) -> Explanation:
    reading = reading_of(row, names.get(row.calendar_code, row.calendar_code))
    spans = [*life.spans, *_under_way(life, book, now)]
    if rest := ahead(life, book, now):
        spans.append(rest)
    return Explanation(
        reading=reading,
        promise=promise_of(reading),
        choice=_choice(key, life),
        promised_at=life.promised_at,
        ended_by=life.ended_by,
        late_seconds=_late(life, book, now),
        spans=[_shown(span, names, numbers) for span in spans],
        changes=life.changes,
        ahead=_ahead(life, book),
    )


def _late(life: Life, book: Book, now: datetime) -> int:
    face = life.face
    if face.due_at is None or face.due_at >= now:
        return 0
    return book.time_of(face).working_seconds_between(face.due_at, now)


def _under_way(life: Life, book: Book, now: datetime) -> list[Span]:
    present = stretch(life, book, now)
    return [present] if present else []


def _shown(span: Span, names: Mapping[str, str], numbers: Mapping[int, str]) -> Span:
    """Return a span with the name of its calendar and the openings it is made of, or the number of the merged case."""
    if span.kind == "taken_over":
        return replace(span, from_number=numbers.get(span.from_id, ""))
    if span.kind not in ("counted", "ahead"):
        return span
    intervals = _openings(span.since, span.until, working_time_of(span.edition))
    return replace(
        span,
        calendar_name=names.get(span.calendar_code, span.calendar_code),
        intervals=tuple(intervals[:MOST_INTERVALS]),
        more=max(0, len(intervals) - MOST_INTERVALS),
    )


def _openings(since: datetime, until: datetime, time: WorkingTime) -> list[tuple[datetime, datetime]]:
    found = []
    try:
        opens = time.next_open_or_same(since)
        while opens < until:
            try:
                closes = min(until, time.next_close(opens))
            except CalendarError:  # open without end
                closes = until
            found.append((opens, closes))
            opens = time.next_open_or_same(closes) if closes < until else until
    except CalendarError:  # never opens again
        pass
    return found


def _numbers(actor: Actor, lives: Iterable[Life]) -> dict[int, str]:
    """Return the numbers of the merged cases that the actor may see. Cost: 1 statement, none where none was merged."""
    wanted = {span.from_id for life in lives for span in life.spans if span.kind == "taken_over"}
    return dict(visible_cases(actor).filter(pk__in=wanted).values_list("pk", "number")) if wanted else {}


def _choice(key: Key, life: Life) -> Choice | None:
    kind = BY_CODE[key[0]].rule_kind
    rule = rule_by_id(kind, life.face.terms.rule_id)
    if rule is None:
        return None
    first, *others = rules_in_force(kind, life.facts, life.face.decided_at) or [rule]
    if first.id != rule.id:
        return Choice(rule=rule, won_by="")
    return Choice(rule=rule, won_by=what_decides(rule, others[0]) if others else "only", others=others)


def _ahead(life: Life, book: Book) -> list[Ahead]:
    face = life.face
    if face.state != "running":
        return []
    time = book.time_of(face)
    return [_stage_ahead(stage, moment_of(face, stage.percent, time)) for stage in stages(face)]


def _stage_ahead(stage: Stage, at: datetime) -> Ahead:
    rule = rule_by_id(ESCALATION, stage.rule_id) if stage.what == "escalation" else None
    return Ahead(
        what=stage.what,
        percent=stage.percent,
        at=at,
        level=stage.level,
        tell=rule.value.tell if rule else (),
        give_to=rule.value.give_to if rule else "",
    )
