"""The append-only journal: written by the command wrapper alone, read by everything that derives figures."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from itertools import groupby
from operator import attrgetter, itemgetter
from typing import Any, NamedTuple

from django.db import connection
from django.db.models import Max, Q, QuerySet

from fuwutai.kernel import bulk, clock
from fuwutai.kernel.actors import Actor
from fuwutai.kernel.events import Event, load_event
from fuwutai.kernel.models import JournalEntry, OutboxRow
from fuwutai.kernel.reactions import Concerned, Reaction, Recorded, reactions_to


class Emitted(NamedTuple):
    """An event of a command that has not been written yet, and whose history it is part of.

    `step`: see `command.playing`.
    """

    event: Event
    at: datetime
    actor: Actor
    command: str
    step: int
    subject: tuple[str, int]


class Written(NamedTuple):
    """What an event became: a row about a subject, numbered in its history."""

    subject: str
    subject_id: int
    code: str
    subject_seq: int


def write(emitted: Sequence[Emitted]) -> list[Written]:
    """Write the events of one command, in the order of their moments, and promise their after-commit reactions.

    All moments of an ordinary command are one; what follows from history is known only when all of it was played.
    Cost: 1 statement, 2 more when a subject has a history already, 1 more for promised reactions, and what these ask
    first.
    """
    if not emitted:
        return []
    last = _last_sequences(emitted)
    recorded_at = clock.wall()
    ordered = sorted(emitted, key=attrgetter("at", "step"))
    written = [_numbered(one, last) for one in ordered]
    rows = (_values(one, number, recorded_at) for one, number in zip(ordered, written, strict=True))
    ids = bulk.insert_values(JournalEntry, COLUMNS, rows, len(ordered))
    promises = {code: reactions_to(code, "after_commit") for code in {one.code for one in written}}
    unconcerned = _unconcerned(written, promises)
    promised = [
        OutboxRow(name=reaction.name, entry_id=entry_id, run_at=recorded_at, created_at=recorded_at)
        for entry_id, one in zip(ids, written, strict=True)
        for reaction in promises[one.code]
        if (reaction.name, one.subject_id) not in unconcerned
    ]
    if promised:
        bulk.insert(promised)
    return written


def _unconcerned(written: Sequence[Written], promises: Mapping[str, Sequence[Reaction]]) -> set[tuple[str, int]]:
    """Return which reactions need not be promised for which subjects. Cost: what each reaction asks, once."""
    asked: dict[str, tuple[Concerned, set[int]]] = {}
    for one in written:
        for reaction in promises[one.code]:
            if reaction.concerned is not None:
                asked.setdefault(reaction.name, (reaction.concerned, set()))[1].add(one.subject_id)
    return {(name, left) for name, (concerned, ids) in asked.items() for left in ids - set(concerned(ids))}


def _last_sequences(emitted: Sequence[Emitted]) -> dict[tuple[str, int], int]:
    """Return the last sequence number of each subject; a subject that starts here costs no query."""
    subjects = {one.subject for one in emitted}
    started = {one.subject for one in emitted if one.event.starts}
    last = dict.fromkeys(subjects, 0)
    if known := sorted(subjects - started):
        _wait_for_other_writers(known)
        wanted = Q()
        for subject, many in groupby(known, key=itemgetter(0)):
            wanted |= Q(subject=subject, subject_id__in=[subject_id for _subject, subject_id in many])
        found = JournalEntry.objects.filter(wanted).values_list("subject", "subject_id").annotate(Max("subject_seq"))
        last.update({(subject, subject_id): seq for subject, subject_id, seq in found})
    return last


def _wait_for_other_writers(subjects: Sequence[tuple[str, int]]) -> None:
    """Let one transaction at a time write about a subject, so that its sequence has neither gap nor repetition.

    SQLite has one writer anyway. Sorted, so that two writers about the same subjects never wait for each other.
    """
    if connection.vendor == "postgresql":
        keys = sorted(_lock_key(subject, subject_id) for subject, subject_id in subjects)
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(key) FROM unnest(%s::bigint[]) AS key", [keys])


def _lock_key(subject: str, subject_id: int) -> int:
    digest = hashlib.blake2b(f"{subject}:{subject_id}".encode(), digest_size=8).digest()
    return int.from_bytes(digest, "big", signed=True)


COLUMNS = (
    "at", "recorded_at", "code", "subject", "subject_id", "subject_seq", "actor_kind", "actor_id", "actor_name",
    "command", "data",
)  # fmt: skip


def _numbered(one: Emitted, last: dict[tuple[str, int], int]) -> Written:
    last[one.subject] += 1
    return Written(*one.subject, one.event.code, last[one.subject])


def _values(one: Emitted, number: Written, recorded_at: datetime) -> tuple[Any, ...]:
    """Return what stands in COLUMNS."""
    actor = one.actor
    name = actor.name if actor.is_system else ""
    return (
        one.at, recorded_at, number.code, number.subject, number.subject_id, number.subject_seq, actor.kind, actor.id,
        name, one.command, one.event.data(),
    )  # fmt: skip


def entries_about(subject: str, subject_ids: Iterable[int]) -> QuerySet[JournalEntry]:
    """Return the history of things, oldest first."""
    return JournalEntry.objects.filter(subject=subject, subject_id__in=list(subject_ids)).order_by(
        "subject_id", "subject_seq"
    )


def recorded(entry: JournalEntry) -> Recorded:
    """Return a journal row as a reaction receives it. Raises: KeyError for a code of another release."""
    actor: dict[str, Any] = {"kind": entry.actor_kind, "id": entry.actor_id, "name": entry.actor_name}
    return Recorded(event=load_event(entry.code, entry.data), at=entry.at, actor=Actor(**actor), entry_id=entry.pk)
