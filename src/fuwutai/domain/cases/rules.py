"""The table of states: which verb leads from where to where."""

from datetime import UTC, datetime
from typing import Literal

NO_PROMISE = datetime(9000, 1, 1, tzinfo=UTC)
"""Stands where no clock runs, so that a queue sorted by promise puts the case last."""

Verb = Literal["work", "wait", "answer", "resolve", "confirm", "close", "reopen"]

TRANSITIONS: dict[tuple[str, Verb], str] = {
    ("new", "work"): "open",
    ("open", "work"): "open",
    ("waiting_customer", "work"): "open",
    ("new", "wait"): "waiting_customer",
    ("open", "wait"): "waiting_customer",
    ("waiting_customer", "wait"): "waiting_customer",
    ("new", "answer"): "new",
    ("open", "answer"): "open",
    ("waiting_customer", "answer"): "open",
    ("new", "resolve"): "resolved",
    ("open", "resolve"): "resolved",
    ("waiting_customer", "resolve"): "resolved",
    ("resolved", "confirm"): "closed",
    ("resolved", "close"): "closed",
    ("resolved", "reopen"): "open",
    ("closed", "reopen"): "open",
}
"""(state, verb) → state. `work`: an agent acts on it; `answer`: the customer writes; what is absent is refused."""


def next_status(status: str, verb: Verb) -> str | None:
    """Return the state a verb leads to, or None where it is not allowed."""
    return TRANSITIONS.get((status, verb))


def verbs_from(status: str) -> set[str]:
    """Return the verbs that a state allows."""
    return {verb for state, verb in TRANSITIONS if state == status}
