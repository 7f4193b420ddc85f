"""What would have become of promises under other terms: their own history, another target, another calendar."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from fuwutai.domain.calendars.queries import working_time_of
from fuwutai.domain.sla.book import Book, Key
from fuwutai.domain.sla.definitions import ABSORBED, BY_CODE, RECLASSIFIED, UNDONE
from fuwutai.domain.sla.journal import DECIDED, PASSED_ON, book_of, histories
from fuwutai.domain.sla.manual import RulesRecorded, target_seconds
from fuwutai.domain.sla.models import Clock
from fuwutai.domain.sla.rule_kinds import Target
from fuwutai.domain.sla.rules import Face, Terms, missed_by, used_seconds
from fuwutai.domain.sla.stored import face_of
from fuwutai.domain.standards.queries import rule_by_id


@dataclass(frozen=True, slots=True, kw_only=True)
class Supposition:
    """Other terms for one clock. None, "" = as they were.

    A target in working days is counted anew by another calendar; one in minutes or seconds stays as long as it is.
    """

    definition: str
    target: Target | None = None
    calendar: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fate:
    """What has become of a promise by a moment. `missed`: its deadline has passed, whatever its state."""

    state: str
    missed: bool
    used_seconds: int
    target_seconds: int
    calendar_code: str


class OtherTerms:
    """The terms as recorded, except those that are supposed to be others; clocks that have no say here never start.

    When a promise began, paused and stopped is what the history says. Time that it took over from a merged case stays
    as it was counted then.
    """

    def __init__(self, recorded: RulesRecorded, supposed: Supposition) -> None:
        self._recorded = recorded
        self._supposed = supposed

    def terms(
        self, definition: str, round: int, facts: Mapping[str, str], since: datetime, at: datetime
    ) -> Terms | None:
        """Return what would have been promised when a clock started at `at`, or None if nothing was."""
        if definition not in (self._supposed.definition, BY_CODE[self._supposed.definition].not_while):
            return None
        return self._other(definition, self._recorded.terms(definition, round, facts, since, at), since)

    def new_terms(
        self, definition: str, round: int, facts: Mapping[str, str], face: Face, at: datetime
    ) -> Terms | None:
        """Return what would have been promised from `at` on; the facts decided nothing else = the terms it has."""
        terms = self._recorded.new_terms(definition, round, facts, face, at)
        return terms if terms is face.terms else self._other(definition, terms, face.started_at)

    def _other(self, definition: str, terms: Terms | None, since: datetime) -> Terms | None:
        if terms is None or definition != self._supposed.definition:
            return terms
        calendar = self._supposed.calendar or terms.calendar
        if self._supposed.target:
            seconds = target_seconds(self._supposed.target, calendar, since)
        elif calendar != terms.calendar and (rule := rule_by_id(BY_CODE[definition].rule_kind, terms.rule_id)):
            seconds = target_seconds(rule.value, calendar, since)
        else:
            seconds = terms.target_seconds
        return replace(terms, target_seconds=seconds, calendar=calendar)


def fate_of(row: Clock, now: datetime) -> Fate:
    """Return what has become of a stored promise by now. Cost: none once its calendar is compiled."""
    return fate_of_face(missed_by(face_of(row), now), now)


def fates_otherwise(
    case_ids: Iterable[int], supposed: Supposition, now: datetime
) -> Iterator[tuple[tuple[int, int], Fate]]:
    """Yield (case, round) and what would have become of each promise of the supposed kind by now.

    Cost: 1 statement.
    """
    codes = _codes(supposed.definition)
    for case_id, history in histories(case_ids, codes).items():
        book = book_of(history, now, manual=OtherTerms(RulesRecorded(history), supposed), watch=note_misses)
        for (definition, round_), face in book.faces.items():
            if definition == supposed.definition:
                yield (case_id, round_), fate_of_face(face, now)


def _codes(definition: str) -> frozenset[str]:
    """Return the events that can make a difference to one clock."""
    known = BY_CODE[definition]
    earlier = BY_CODE[known.not_while].event_codes if known.not_while else frozenset[str]()
    passed_on = {one.code for one in (*PASSED_ON, *DECIDED)}
    return known.event_codes | earlier | {RECLASSIFIED, ABSORBED, UNDONE} | passed_on


def note_misses(book: Book, code: str, at: datetime) -> None:
    """Note what is missed by now, as the sweep would have done; what it found then was about the terms of then."""
    list(book.settle(at))
    missed: dict[Key, Face] = {key: missed_by(face, at) for key, face in book.faces.items()}
    book.faces.update(missed)


def fate_of_face(face: Face, now: datetime) -> Fate:
    """Return what has become of a clock by now, its miss noted. Cost: none once its calendar is compiled."""
    return Fate(
        state=face.state,
        missed=face.breached_at is not None,
        used_seconds=used_seconds(face, now, working_time_of(face.edition)),
        target_seconds=face.terms.target_seconds,
        calendar_code=face.terms.calendar,
    )
