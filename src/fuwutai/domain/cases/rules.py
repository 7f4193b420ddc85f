"""The table of states: which verb leads from where to where."""

from datetime import UTC, datetime
from typing import Literal

NO_PROMISE = datetime(9000, 1, 1, tzinfo=UTC)
"""Stands where no clock runs, so that a queue sorted by promise puts the case last."""

Verb = Literal[
    "work", "wait", "third_party", "end_wait", "answer", "resolve", "tell", "confirm", "close", "reopen",
    "classify", "call_back", "merge", "split",
]  # fmt: skip

NOT_CLOSED = ("new", "open", "waiting_customer", "waiting_third_party", "resolved")

TRANSITIONS: dict[tuple[str, Verb], str] = {
    ("new", "work"): "open",
    ("open", "work"): "open",
    ("waiting_customer", "work"): "open",
    ("waiting_third_party", "work"): "open",
    ("new", "wait"): "waiting_customer",
    ("open", "wait"): "waiting_customer",
    ("waiting_customer", "wait"): "waiting_customer",
    ("waiting_third_party", "wait"): "waiting_customer",
    ("new", "third_party"): "waiting_third_party",
    ("open", "third_party"): "waiting_third_party",
    ("waiting_customer", "third_party"): "waiting_third_party",
    ("waiting_third_party", "third_party"): "waiting_third_party",
    ("waiting_customer", "end_wait"): "open",
    ("waiting_third_party", "end_wait"): "open",
    ("new", "answer"): "new",
    ("open", "answer"): "open",
    ("waiting_customer", "answer"): "open",
    ("waiting_third_party", "answer"): "waiting_third_party",
    ("new", "resolve"): "resolved",
    ("open", "resolve"): "resolved",
    ("waiting_customer", "resolve"): "resolved",
    ("waiting_third_party", "resolve"): "resolved",
    ("resolved", "tell"): "resolved",
    ("resolved", "confirm"): "closed",
    ("resolved", "close"): "closed",
    ("resolved", "reopen"): "open",
    ("closed", "reopen"): "open",
    ("resolved", "call_back"): "resolved",
    ("closed", "call_back"): "closed",
    **{(state, "classify"): state for state in NOT_CLOSED},
    **{(state, "merge"): "closed" for state in NOT_CLOSED},
    **{(state, "split"): state for state in NOT_CLOSED},
}
"""(state, verb) → state; what is absent is refused. `work`: an agent acts on it; `answer`: the customer writes;
`tell`: the customer hears the result; a call-back that finds the matter unsettled is a `reopen` as well."""


def next_status(status: str, verb: Verb) -> str | None:
    """Return the state a verb leads to, or None where it is not allowed."""
    return TRANSITIONS.get((status, verb))


def verbs_from(status: str) -> set[str]:
    """Return the verbs that a state allows."""
    return {verb for state, verb in TRANSITIONS if state == status}
