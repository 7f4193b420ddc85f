"""What moving clocks brought about, as events of the journal."""

from typing import Any

from fuwutai.domain.sla.book import Outcome
from fuwutai.domain.sla.events import (
    ClockBreached,
    ClockCancelled,
    ClockEscalated,
    ClockGivenBack,
    ClockRecounted,
    ClockRetargeted,
    ClockStarted,
    ClockTakenOver,
    ClockWarned,
)
from fuwutai.kernel.events import Code, Event


def event_of(case_id: int, outcome: Outcome) -> Event:
    """Return the event that records an outcome."""
    face, stage = outcome.face, outcome.stage
    due: Any = face.due_at  # a clock that starts, is swept or missed runs, so it has one
    about: dict[str, Any] = {"case_id": case_id, "definition": Code(outcome.key[0]), "round": outcome.key[1]}
    match outcome.what:
        case "started":
            return ClockStarted(**about, **_terms(outcome), due_at=due)
        case "retargeted":
            return ClockRetargeted(**about, **_terms(outcome), due_at=face.due_at)
        case "taken_over":
            return ClockTakenOver(
                **about,
                from_id=outcome.from_id,
                started_at=face.started_at,
                used_seconds=face.consumed_seconds,
                due_at=face.due_at,
            )
        case "given_back":
            return ClockGivenBack(
                **about,
                from_id=outcome.from_id,
                started_at=face.started_at,
                less_seconds=outcome.less_seconds,
                owed=face.is_live,
                due_at=face.due_at,
            )
        case "cancelled":
            return ClockCancelled(**about)
        case "recounted":
            return ClockRecounted(**about, due_at=face.due_at)
        case "breached":
            missed: Any = face.breached_at
            return ClockBreached(**about, due_at=missed)
    assert stage is not None
    if outcome.what == "warned":
        return ClockWarned(**about, percent=stage.percent, due_at=due)
    return ClockEscalated(
        **about, level=stage.level, percent=stage.percent, rule_id=stage.rule_id, due_at=due
    )


def _terms(outcome: Outcome) -> dict[str, Any]:
    terms = outcome.face.terms
    return {
        "rule_id": terms.rule_id,
        "clause_code": Code(terms.clause),
        "calendar_code": Code(terms.calendar),
        "target_seconds": terms.target_seconds,
        "escalation_ids": tuple(one.rule_id for one in terms.levels),
    }
