"""Keep the clocks of things in step with what happens to them."""

from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field, replace

from fuwutai.domain.cases.commands import note_promises
from fuwutai.domain.cases.queries import facts_of
from fuwutai.domain.sla.book import Book, Happening, Key, Outcome, Own
from fuwutai.domain.sla.definitions import ABSORBED, RELEASED, UNDONE
from fuwutai.domain.sla.journal import histories
from fuwutai.domain.sla.manual import KeptHours, RulesInForce
from fuwutai.domain.sla.models import Clock
from fuwutai.domain.sla.outcomes import event_of
from fuwutai.domain.sla.release import held_clocks, own_clocks, still_absorbed
from fuwutai.domain.sla.stored import FACE_FIELDS, faces_of, key_of, new_row, show
from fuwutai.domain.standards.queries import has_rules
from fuwutai.kernel import bulk
from fuwutai.kernel import clock as wall
from fuwutai.kernel.actors import Actor
from fuwutai.kernel.command import command, emit, in_step
from fuwutai.kernel.errors import Refused

HOURS, RULES = KeptHours(), RulesInForce()
MAX_ROWS_AT_ONCE = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Happened:
    """What happened to one thing. `begins`: its history starts here, so it has no clocks yet.

    `step`: which step of an imported history it was; what comes of it stands before the next one.
    """

    subject: str
    subject_id: int
    happening: Happening
    begins: bool = False
    step: int = 0


@dataclass(slots=True)
class Shelf:
    """The book of one thing with the rows it came from."""

    subject: str
    subject_id: int
    rows: dict[Key, Clock] = field(default_factory=dict)
    book: Book = field(default_factory=lambda: Book(hours=HOURS, manual=RULES))
    had: frozenset[Key] = frozenset()

    @classmethod
    def of(cls, subject: str, subject_id: int, rows: Iterable[Clock] = ()) -> "Shelf":
        """Return the shelf of a thing with its stored clocks."""
        shelf = cls(subject, subject_id, {key_of(row): row for row in rows})
        shelf.book.faces = faces_of(shelf.rows.values())
        shelf.had = frozenset(shelf.rows)
        return shelf

    def store(self, *, anyway: bool = False) -> tuple[list[Clock], list[Clock]]:
        """Write the faces into rows; return the new rows and those that changed, or `anyway` all the others."""
        new: list[Clock] = []
        changed: list[Clock] = []
        before = faces_of(self.rows.values())
        for key, face in self.book.faces.items():
            if before.get(key) == face and not anyway:
                continue
            if key not in self.rows:
                self.rows[key] = new_row(self.subject, self.subject_id, key)
            show(self.rows[key], face, self.book.time_of(face))
            (changed if key in self.had else new).append(self.rows[key])
        return new, changed


@command
def keep_clocks(*, actor: Actor, happened: Sequence[Happened]) -> None:
    """Start, pause, resume, retarget and stop clocks as what happened demands, for many things at once.

    Emits: ClockStarted, ClockRetargeted, ClockTakenOver, ClockGivenBack, ClockCancelled, ClockRecounted, and
    ClockBreached for a promise missed before the sweep saw it. Raises: Refused unless the system acts.
    Cost: 3 statements, 1 when nothing moves, 1 more where facts must be looked up, 2 more where a merger is undone.
    """
    if not actor.is_system:
        raise Refused
    shelves = _shelves(happened)
    looked_up = _look_up_facts(shelves, happened)
    outcomes: list[tuple[int, tuple[Shelf, Outcome]]] = []
    for one in happened:
        shelf = shelves[one.subject, one.subject_id]
        if one.happening.facts is None and shelf.book.facts is None:
            shelf.book.facts = looked_up.get(one.subject_id)
        happening = _completed(one, shelves)
        outcomes += [(one.step, (shelf, outcome)) for outcome in shelf.book.move(happening)]
    save_shelves(actor, shelves.values(), {one.subject_id for one in happened if one.begins})
    for step, outcome in outcomes:
        with in_step(step):
            emit_outcomes([outcome])


def save_shelves(
    actor: Actor, shelves: Iterable[Shelf], begun: AbstractSet[int] = frozenset(), *, anyway: bool = False
) -> None:
    """Write what changed, or all of it, and the nearest promise of each case.

    `begun`: cases whose history has just begun, so that no promise is stored yet.
    """
    new: list[Clock] = []
    changed: list[Clock] = []
    promises = {}
    for shelf in shelves:
        fresh, moved = shelf.store(anyway=anyway)
        new += fresh
        changed += moved
        if shelf.subject != "case" or not (fresh or moved):
            continue
        dues = [face.due_at for face in shelf.book.faces.values() if face.state == "running" and face.due_at]
        if dues or shelf.subject_id not in begun:
            promises[shelf.subject_id] = min(dues, default=None)
    if new:
        bulk.insert(new)
    if changed:
        Clock.objects.bulk_update(changed, FACE_FIELDS, batch_size=MAX_ROWS_AT_ONCE)
    if promises:
        note_promises(actor=actor, due=promises)


def emit_outcomes(outcomes: Iterable[tuple[Shelf, Outcome]]) -> None:
    """Record what came of a move, each at its own moment."""
    for shelf, outcome in outcomes:
        with wall.stopped_at(outcome.at):
            emit(event_of(shelf.subject_id, outcome))


def _shelves(happened: Sequence[Happened]) -> dict[tuple[str, int], Shelf]:
    """Return the shelf of each thing that something happened to, and of each case merged into one of them."""
    begun = {(one.subject, one.subject_id) for one in happened if one.begins}
    wanted = dict.fromkeys((one.subject, one.subject_id) for one in happened)
    wanted |= dict.fromkeys((one.subject, one.happening.from_id) for one in happened if one.happening.code == ABSORBED)
    rows: dict[tuple[str, int], list[Clock]] = {thing: [] for thing in wanted}
    known = [thing for thing in wanted if thing not in begun]
    for subject in {subject for subject, _id in known}:
        ids = [subject_id for name, subject_id in known if name == subject]
        for row in Clock.objects.filter(subject=subject, subject_id__in=ids).order_by("id"):
            rows[subject, row.subject_id].append(row)
    return {thing: Shelf.of(*thing, rows[thing]) for thing in wanted}


def _look_up_facts(
    shelves: Mapping[tuple[str, int], Shelf], happened: Sequence[Happened]
) -> dict[int, dict[str, str]]:
    """Return the facts of cases in which a clock may start on an event that carries none. Cost: 1 statement or none."""
    told = {one.subject_id for one in happened if one.happening.facts is not None}
    wanted = {
        one.subject_id
        for one in happened
        if one.subject == "case"
        and one.subject_id not in told
        and any(
            has_rules(definition.rule_kind)
            for definition in shelves[one.subject, one.subject_id].book.starts(one.happening.code)
        )
    }
    return facts_of(wanted) if wanted else {}


def _completed(one: Happened, shelves: Mapping[tuple[str, int], Shelf]) -> Happening:
    """Return the happening with what the clocks of another case, or the journal, have to say about it.

    A merger: the live clocks of the case merged in, as they were before it ended them. Taken back: those of the case
    that returns, and what remains of those of the target.
    """
    if one.happening.code == UNDONE:
        return replace(one.happening, held=held_clocks(histories([one.subject_id])[one.subject_id]))
    if one.happening.code == RELEASED:
        return replace(one.happening, own=_own(one.subject_id, one.happening))
    if one.happening.code != ABSORBED:
        return one.happening
    faces = shelves[one.subject, one.happening.from_id].rows
    live = {key: face for key, face in faces_of(faces.values()).items() if face.is_live}
    return replace(one.happening, absorbed=live)


def _own(case_id: int, happening: Happening) -> Mapping[Key, Own | None]:
    """Return what remains of the clocks of a target. Cost: 1 statement, 2 where other cases stay merged into it."""
    known = histories([case_id])
    others = still_absorbed(known[case_id], happening.from_id)
    if others:
        known |= histories(others)
    return own_clocks(known, case_id, happening.from_id, happening.moved, happening.at)
