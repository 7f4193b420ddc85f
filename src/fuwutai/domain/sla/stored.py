"""Clocks between their rows and the pure faces."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from fuwutai.domain.sla.book import Key
from fuwutai.domain.sla.models import Clock
from fuwutai.domain.sla.rules import Face, Level, Terms, WorkingTime, moment_of, next_moment

FACE_FIELDS = (
    "rule_id", "clause_code", "calendar_code", "calendar_version", "target_seconds", "terms", "state", "cause",
    "consumed_seconds", "running_since", "started_at", "stopped_at", "due_at", "warn_at", "warned_percent", "level",
    "breached_at", "next_moment_at",
)  # fmt: skip
"""What `show` writes: all that may ever change of a clock."""


def key_of(row: Clock) -> Key:
    """Return which clock of its thing a row is."""
    return row.definition, row.round


def face_of(row: Clock) -> Face:
    """Return the pure reading of a stored clock."""
    return Face(
        terms=_terms_of(row),
        edition=row.calendar_version,
        started_at=row.started_at,
        decided_at=_decided_at(row),
        state=row.state,
        cause=row.cause,
        consumed_seconds=row.consumed_seconds,
        running_since=row.running_since,
        stopped_at=row.stopped_at,
        due_at=row.due_at,
        warned_percent=row.warned_percent,
        level=row.level,
        breached_at=row.breached_at,
    )


def faces_of(rows: Iterable[Clock]) -> dict[Key, Face]:
    """Return the pure readings of the clocks of one thing."""
    return {key_of(row): face_of(row) for row in rows}


def new_row(subject: str, subject_id: int, key: Key) -> Clock:
    """Return an empty row for a clock of a thing."""
    case_id = subject_id if subject == "case" else None
    return Clock(subject=subject, subject_id=subject_id, case_id=case_id, definition=key[0], round=key[1])


def show(row: Clock, face: Face, time: WorkingTime) -> None:
    """Write a face into its row, with the moments that the sweep and the screens need."""
    for name, value in shown(face, time).items():
        setattr(row, name, value)


def shown(face: Face, time: WorkingTime) -> dict[str, Any]:
    """Return the values of FACE_FIELDS for a face."""
    terms = face.terms
    first = min(terms.warn_percents, default=None)
    runs = face.state == "running"
    return {
        "rule_id": terms.rule_id,
        "clause_code": terms.clause,
        "calendar_code": terms.calendar,
        "calendar_version": face.edition,
        "target_seconds": terms.target_seconds,
        "terms": {
            "warn_percents": list(terms.warn_percents),
            "levels": [[one.level, one.percent, one.rule_id] for one in terms.levels],
            "pause_for": sorted(terms.pause_for),
            **({"decided_at": face.decided_at.isoformat()} if face.decided_at != face.started_at else {}),
        },
        "state": face.state,
        "cause": face.cause,
        "consumed_seconds": face.consumed_seconds,
        "running_since": face.running_since,
        "started_at": face.started_at,
        "stopped_at": face.stopped_at,
        "due_at": face.due_at,
        "warn_at": moment_of(face, first, time) if runs and first is not None else None,
        "warned_percent": face.warned_percent,
        "level": face.level,
        "breached_at": face.breached_at,
        "next_moment_at": next_moment(face, time),
    }


def _decided_at(row: Clock) -> datetime:
    """Return when the rules were chosen: as a rule when the clock started, so only another moment is kept."""
    said = row.terms.get("decided_at")
    return datetime.fromisoformat(said) if said else row.started_at


def _terms_of(row: Clock) -> Terms:
    return Terms(
        target_seconds=row.target_seconds,
        calendar=row.calendar_code,
        rule_id=row.rule_id,
        clause=row.clause_code,
        warn_percents=tuple(row.terms["warn_percents"]),
        levels=tuple(Level(level=one[0], percent=one[1], rule_id=one[2]) for one in row.terms["levels"]),
        pause_for=frozenset(row.terms["pause_for"]),
    )
