"""What would have become of promises if other rules had been in force all along."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from fuwutai.domain.calendars.queries import edition_at, editions_between, working_time_of
from fuwutai.domain.sla.book import Key
from fuwutai.domain.sla.choices import STOPPED
from fuwutai.domain.sla.definitions import ABSORBED, BY_CODE, DEFINITIONS, RECLASSIFIED, UNDONE
from fuwutai.domain.sla.happenings import happening_of
from fuwutai.domain.sla.journal import DECIDED, PASSED_ON, book_of, histories
from fuwutai.domain.sla.manual import RulesRecorded, terms_of
from fuwutai.domain.sla.models import Clock
from fuwutai.domain.sla.otherwise import Fate, fate_of_face, note_misses
from fuwutai.domain.sla.rules import Face, Terms, missed_by, started, stopped
from fuwutai.domain.sla.stored import face_of, key_of
from fuwutai.domain.standards.queries import RuleBook
from fuwutai.kernel.events import load_event
from fuwutai.kernel.journal import entries_about

OPENED, REOPENED = "cases.case_opened", "cases.case_reopened"
PromiseKey = tuple[int, str, int]
"""A promise: case, clock and round."""


@dataclass(frozen=True, slots=True)
class Supposed:
    """The rules as they are and as they would be, and the clocks whose rules differ."""

    actual: RuleBook
    draft: RuleBook
    definitions: frozenset[str]


def clocks_touched(kinds: Iterable[str]) -> frozenset[str]:
    """Return the clocks that a change of rules of these kinds can move; which manual is obeyed moves all of them."""
    changed = set(kinds)
    if changed & {"standards.pack_in_use", "standards.exclusion", "standards.decision"}:
        return frozenset(BY_CODE)
    return frozenset(one.code for one in DEFINITIONS if one.rule_kind in changed)


def fates_supposed(
    case_ids: Iterable[int], supposed: Supposed, now: datetime
) -> Iterator[tuple[PromiseKey, Face, Fate]]:
    """Yield each promise there would have been of the clocks that differ, and what would have become of it by now.

    When it began, paused and stopped is what the journal says. Cost: 1 statement.
    """
    codes = _codes(supposed.definitions)
    for case_id, whole in histories(case_ids, codes).items():
        book = book_of(whole, now, manual=TermsSupposed(RulesRecorded(whole), supposed), watch=note_misses)
        for (definition, round_), face in book.faces.items():
            if definition in supposed.definitions:
                yield (case_id, definition, round_), face, fate_of_face(face, now)


def fates_of_plain_cases(
    clocks: Mapping[int, Sequence[Clock]], supposed: Supposed, now: datetime
) -> tuple[dict[PromiseKey, tuple[Face, Fate]], list[int]]:
    """Return what would have become of the promises of cases with a plain history, and the cases that have another.

    `clocks`: case → its stored clocks of the kinds that differ. Plain is what nobody merged, reopened or corrected,
    with every clock over: then opening, start and stop say all there is, and of a clock that stood still for a while
    the time it used says it, as long as that is less than would be allowed. Most cases are so. The result is what
    `fates_supposed` would yield, for a fraction of the work. Cost: 2 statements.
    """
    if "next_response" in supposed.definitions:  # has rounds
        return {}, list(clocks)
    about = entries_about("case", clocks)
    tangling, pausing = _tangling(supposed.definitions), _pausing(supposed.definitions)
    noted = set(about.filter(code__in=tangling | pausing).order_by().values_list("subject_id", "code").distinct())
    tangled = {case_id for case_id, code in noted if code in tangling}
    paused = {case_id for case_id, code in noted if code in pausing}
    found: dict[PromiseKey, tuple[Face, Fate]] = {}
    others: list[int] = sorted(tangled)
    for case_id, at, code, data in about.filter(code=OPENED).values_list("subject_id", "at", "code", "data"):
        if case_id in tangled:
            continue
        facts = happening_of(load_event(code, data), at).facts or {}
        faces = _plain_faces(clocks[case_id], facts, supposed, at, was_paused=case_id in paused)
        if faces is None:
            others.append(case_id)
        else:
            found |= {(case_id, *key): (face, fate_of_face(face, now)) for key, face in faces.items()}
    return found, others


def _plain_faces(
    rows: Sequence[Clock], facts: Mapping[str, str], supposed: Supposed, opened_at: datetime, *, was_paused: bool
) -> dict[Key, Face] | None:
    """Return the clocks of a plain case as they would have been; None where only its whole history can tell."""
    faces: dict[Key, Face] = {}
    if any(row.state != STOPPED or row.round != 1 for row in rows):
        return None
    for code in supposed.definitions - {row.definition for row in rows}:
        if supposed.draft.deciding(BY_CODE[code].rule_kind, facts, opened_at) is not None:
            return None  # a clock that was not there before: when it would have begun stands in the history
    for row in rows:
        definition, kind = BY_CODE[row.definition], BY_CODE[row.definition].rule_kind
        was = supposed.actual.deciding(kind, facts, row.started_at)
        would = supposed.draft.deciding(kind, facts, row.started_at)
        if (was and was.id) == (would and would.id):
            faces[key_of(row)] = face_of(row)
        elif would is not None:
            end = _kept if was_paused and definition.pause_while else _ended
            face = end(terms_of(would, (), row.started_at), row)
            if face is None:
                return None
            faces[key_of(row)] = face
    return faces


def _ended(terms: Terms, row: Clock) -> Face | None:
    """Return a clock with other terms that began and stopped when a stored one did; None where its calendar changed."""
    assert row.stopped_at is not None
    edition = edition_at(terms.calendar, row.started_at)
    if editions_between(terms.calendar, edition, row.stopped_at):
        return None
    time = working_time_of(edition)
    face = started(row.started_at, terms, time, edition)
    return stopped(missed_by(face, row.stopped_at), row.stopped_at, time)


def _kept(terms: Terms, row: Clock) -> Face | None:
    """Return a clock with other terms that stood still when a stored one did; None unless that one tells it is kept.

    What is missed needs the whole history: it fell due at a moment that depends on when the clock stood still.
    """
    assert row.stopped_at is not None
    same_waits = terms.calendar == row.calendar_code and terms.pause_for == frozenset(row.terms["pause_for"])
    edition = edition_at(terms.calendar, row.started_at)
    if not same_waits or row.consumed_seconds >= terms.target_seconds:
        return None
    if edition != row.calendar_version or editions_between(terms.calendar, edition, row.stopped_at):
        return None
    return Face(
        terms=terms, edition=edition, started_at=row.started_at, decided_at=row.started_at, state=STOPPED,
        consumed_seconds=row.consumed_seconds, stopped_at=row.stopped_at,
    )  # fmt: skip


def _tangling(definitions: frozenset[str]) -> frozenset[str]:
    """Return the events after which the stored start and stop of a clock no longer say all."""
    known = [BY_CODE[one] for one in definitions]
    passed_on = {one.code for one in PASSED_ON}
    return frozenset({RECLASSIFIED, ABSORBED, REOPENED, *passed_on}).union(*(one.cancel_on for one in known))


def _pausing(definitions: frozenset[str]) -> frozenset[str]:
    """Return the events that let a clock stand still."""
    return frozenset[str]().union(*(frozenset(BY_CODE[one].pause_while) for one in definitions))


def due_of(face: Face) -> datetime | None:
    """Return when a promise was to be kept; None while it stands still, and for one that was called off.

    Formula: of one that was kept, the moment at which its target would have been used up if work had gone on.
    """
    if face.state == "cancelled":
        return None
    if face.state == "stopped" and face.breached_at is None and face.stopped_at is not None:
        left = max(0, face.terms.target_seconds - face.consumed_seconds)
        return working_time_of(face.edition).add_working_seconds(face.stopped_at, left)
    return face.breached_at or face.due_at


class TermsSupposed:
    """The terms as recorded, except where the other rules would have let another figure decide.

    Whether they would is asked of the rules that were in force when the promise began, with and without the draft: so
    only the draft makes a difference, and no other version that came or went since.
    """

    def __init__(self, recorded: RulesRecorded, supposed: Supposed) -> None:
        self._recorded = recorded
        self._supposed = supposed
        self._needed = supposed.definitions | _waited_for(supposed.definitions)

    def terms(
        self, definition: str, round: int, facts: Mapping[str, str], since: datetime, at: datetime
    ) -> Terms | None:
        """Return what would have been promised when a clock started at `at`, or None if nothing was.

        Also None for a clock that neither differs nor is waited for: nobody asks what became of it.
        """
        if definition not in self._needed:
            return None
        recorded = self._recorded.terms(definition, round, facts, since, at)
        return self._otherwise(definition, facts, since, since, recorded)

    def new_terms(
        self, definition: str, round: int, facts: Mapping[str, str], face: Face, at: datetime
    ) -> Terms | None:
        """Return what would have been promised from `at` on."""
        recorded = self._recorded.new_terms(definition, round, facts, face, at)
        return self._otherwise(definition, facts, face.decided_at, face.started_at, recorded, kept=face.terms)

    def _otherwise(
        self, definition: str, facts: Mapping[str, str], decided_at: datetime, since: datetime,
        recorded: Terms | None, kept: Terms | None = None,
    ) -> Terms | None:  # fmt: skip
        if definition not in self._supposed.definitions:
            return recorded
        kind = BY_CODE[definition].rule_kind
        was = self._supposed.actual.deciding(kind, facts, decided_at)
        would = self._supposed.draft.deciding(kind, facts, decided_at)
        if (was and was.id) == (would and would.id):
            return recorded
        if would is None:
            return None
        return kept if kept is not None and kept.rule_id == would.id else terms_of(would, (), since)


def _codes(definitions: frozenset[str]) -> frozenset[str]:
    """Return the events that can make a difference to some clocks."""
    own = frozenset[str]().union(*(BY_CODE[one].event_codes for one in definitions))
    earlier = frozenset[str]().union(*(BY_CODE[one].event_codes for one in _waited_for(definitions)))
    return own | earlier | {RECLASSIFIED, ABSORBED, UNDONE, *(one.code for one in (*PASSED_ON, *DECIDED))}


def _waited_for(definitions: frozenset[str]) -> frozenset[str]:
    """Return the clocks that must be over before some clocks begin."""
    return frozenset(BY_CODE[one].not_while for one in definitions) - {""}
