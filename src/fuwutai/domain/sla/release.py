"""What a merger that is taken back leaves behind: the clocks of both cases as if it had never been.

The case that comes back takes its clocks as they were before, and they count as if it had been there all the while. In
the target every live clock loses the base and the surplus that the case had brought; what other merged cases brought,
and what the customer asked for in the target itself, stays owed. What is over there stays as it was measured.
"""

from collections.abc import Collection, Iterator, Mapping
from datetime import datetime

from fuwutai.domain.sla.book import Book, Key, Own
from fuwutai.domain.sla.definitions import ABSORBED, BY_CODE, MERGED, RELEASED
from fuwutai.domain.sla.events import ClockGivenBack, ClockStarted, ClockTakenOver
from fuwutai.domain.sla.journal import History, book_of
from fuwutai.domain.sla.rules import Face, started, used_seconds
from fuwutai.kernel.events import Event

WROTE, CAME_BACK = "cases.customer_wrote", "cases.words_came_back"
NO_SECOND = 1
"""Two readings of one clock may differ by so much where one of them was taken in more pieces."""
Share = tuple[datetime, int]
"""Since when something has been promised, and how much of it is used up by now."""


def still_absorbed(history: History, but: int) -> dict[int, int]:
    """Return which other cases are merged into one now, each with the place in its history at which that happened."""
    found: dict[int, int] = {}
    for place, (_at, event) in enumerate(history):
        if event.code == ABSORBED:
            found[_from(event)] = place
        elif event.code == RELEASED:
            found.pop(_from(event), None)
    found.pop(but, None)
    return found


def held_clocks(history: History) -> Mapping[Key, Face]:
    """Return the clocks of a merged case that were live before its last merger."""
    last = max((place for place, (_at, event) in enumerate(history) if event.code == MERGED), default=None)
    if last is None:
        return {}
    before = history[: last + 1]
    return book_of(before, before[-1][0]).held


def own_clocks(
    histories: Mapping[int, History], target_id: int, released_id: int, moved: Collection[int], now: datetime
) -> dict[Key, Own | None]:
    """Return of each live clock of a target what it is without a case that goes back with the words `moved`.

    Only clocks that differ then; None for one that is owed to nobody any more. `histories`: those of the target up to
    now, and of every case that is merged into it.
    """
    history = histories[target_id]
    whole, apart = book_of(history, now), _without_shares(history, now)
    gone = {*moved, *(pk for _at, event in history if event.code == RELEASED for pk in getattr(event, "moved", ()))}
    others = still_absorbed(history, released_id)
    found: dict[Key, Own | None] = {}
    for key, face in whole.faces.items():
        if not face.is_live:
            continue
        used = used_seconds(face, now, whole.time_of(face))
        shares = [*_asked_here(history, key, apart, gone, now)]
        for case_id, place in others.items():
            shares += _brought(histories[case_id], history, place, key, apart, now)
        if not shares:
            found[key] = None
            continue
        base, most = min(one[0] for one in shares), max(one[1] for one in shares)
        if base != face.started_at or abs(used - most) > NO_SECOND:
            found[key] = Own(started_at=base, less_seconds=max(0, used - most))
    return found


def _without_shares(history: History, now: datetime) -> Book:
    """Return the clocks of a target as they would be if merged cases had only started some, with nothing used up."""
    return book_of([one for one in history if not _is_share(one[1])], now)


def _is_share(event: Event) -> bool:
    return isinstance(event, ClockTakenOver) or (isinstance(event, ClockGivenBack) and event.owed)


def _asked_here(
    history: History, key: Key, apart: Book, moved: Collection[int], now: datetime
) -> Iterator[Share]:
    """Yield what the target itself owes, without words that go back."""
    face = apart.faces[key]
    used = used_seconds(face, now, apart.time_of(face))
    if WROTE not in BY_CODE[key[0]].start_on:
        yield face.started_at, used
        return
    # No answer came since the round began, else it were over: the oldest words since then that stay decide.
    began = _began(history, key)
    if began < len(history) and history[began][1].code == CAME_BACK:
        yield face.started_at, used
        return
    since = [(at, event) for at, event in history[began:] if event.code == WROTE]
    staying = [at for at, event in since if getattr(event, "message_id", 0) not in moved]
    if not staying:
        return
    if staying[0] == face.started_at:
        yield face.started_at, used
        return
    yield staying[0], _used_since(staying[0], face, apart, now)


def _began(history: History, key: Key) -> int:
    """Return the place in a history at which the last event stands before a round began."""
    for place, (at, event) in enumerate(history):
        if isinstance(event, ClockStarted) and (event.definition, event.round) == key:
            return _first_at(history, place, at)
    return len(history)


def _first_at(history: History, place: int, at: datetime) -> int:
    """Return the place of the event that started a clock: the last words or merger before its start was noted."""
    causes = (WROTE, ABSORBED, CAME_BACK)
    return max((n for n in range(place) if history[n][0] == at and history[n][1].code in causes), default=place)


def _brought(
    theirs: History, history: History, place: int, key: Key, apart: Book, now: datetime
) -> Iterator[Share]:
    """Yield what a case that stays merged had brought for a clock, as it counts by now."""
    at = history[place][0]
    definition = BY_CODE[key[0]]
    there = Book(hours=apart.hours, manual=apart.manual, faces=dict(held_clocks(theirs)))
    list(there.settle(at))
    then = _without_shares(history[: place + 1], at)
    if key not in then.faces:
        # The round that this one began is counted from its merger on; an earlier merger began none.
        if _began(history, key) != place:
            return
        before = 0
    else:
        if not then.faces[key].is_live:
            return
        before = used_seconds(then.faces[key], at, then.time_of(then.faces[key]))
    mine = used_seconds(apart.faces[key], now, apart.time_of(apart.faces[key]))
    for code in definition.carried_from or {definition.code}:
        owed = there.current(code)
        if owed and owed[1].is_live:
            used = used_seconds(owed[1], at, there.time_of(owed[1]))
            yield owed[1].started_at, used + mine - before


def _used_since(at: datetime, like: Face, apart: Book, now: datetime) -> int:
    edition = apart.hours.edition(like.terms.calendar, at)
    fresh = started(at, like.terms, apart.hours.time(edition), edition)
    alone = Book(hours=apart.hours, manual=apart.manual, faces={("", 1): fresh})
    list(alone.settle(now))
    return used_seconds(alone.faces["", 1], now, alone.time_of(alone.faces["", 1]))


def _from(event: Event) -> int:
    found: int = getattr(event, "from_id", 0)
    return found
