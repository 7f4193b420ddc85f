"""Roles × states × verbs: what each leads to, which events it writes, and that a refusal changes nothing.

The expectations are generated from the table of states and the table of permissions.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pytest
from django.db import transaction
from tests import given
from tests.domain.accounts.given_people import acting
from tests.rows import all_rows

from fuwutai.domain.accounts.rules import PERMISSIONS
from fuwutai.domain.cases.choices import CLOSED, NEW, OPEN, RESOLVED, STATUSES, WAITING_CUSTOMER, WAITING_THIRD_PARTY
from fuwutai.domain.cases.commands import (
    add_note,
    await_third_party,
    close_case,
    confirm_case,
    end_wait,
    note_call_back,
    reclassify_case,
    reopen_case,
    reply_to_case,
    resolve_case,
    write_as_customer,
)
from fuwutai.domain.cases.models import Case
from fuwutai.domain.cases.rules import TRANSITIONS, next_status, verbs_from
from fuwutai.kernel.actors import Actor
from fuwutai.kernel.command import Command
from fuwutai.kernel.errors import Conflict, DomainError, NotFound, Refused
from fuwutai.kernel.models import JournalEntry

pytestmark = pytest.mark.django_db

STATES: dict[str, Callable[[], Case]] = {
    NEW: given.a_case,
    OPEN: given.an_open_case,
    WAITING_CUSTOMER: given.a_waiting_case,
    WAITING_THIRD_PARTY: given.a_case_at_a_third_party,
    RESOLVED: given.a_resolved_case,
    CLOSED: given.a_closed_case,
}

ROLES: dict[str, Callable[[Case], Actor]] = {
    "agent": lambda case: given.agent(),
    "agent of another team": lambda case: given.agent_elsewhere(),
    "supervisor": lambda case: given.supervisor(),
    "administrator": lambda case: given.administrator(),
    "customer": given.customer_of,
    "customer who is not let in": lambda case: Actor.customer(case.customer_id),
    "system": lambda case: Actor.system("tests"),
}
ROLES |= {role: lambda case, role=role: acting(role, "broadband") for role in PERMISSIONS if role not in ROLES}
SEE_NOTHING = {"agent of another team", "customer who is not let in"}

AWAITS = {state: [] if state == WAITING_THIRD_PARTY else ["third_party_awaited"] for state in STATUSES}
BEGINS = {NEW: ["work_started"], OPEN: [], WAITING_CUSTOMER: ["wait_ended"], WAITING_THIRD_PARTY: ["wait_ended"]}
ELSEWHERE = {"tell": "as the `work` of a resolved case", "merge": "test_threads", "split": "test_threads"}


@dataclass(frozen=True)
class Move:
    """One way to move a case: the command, who may, what it writes, and which of two refusals is told."""

    command: Command[..., Any]
    leads_to: Callable[[str], str | None]
    needs: frozenset[str]
    events: Callable[[str], list[str]]
    words: dict[str, str] = field(default_factory=dict)
    by_customer: bool = False
    told: type[DomainError] = Conflict


def verb(name: str) -> Callable[[str], str | None]:
    return lambda state: next_status(state, name)


def reply(then: str, name: str, needs: set[str], events: Callable[[str], list[str]]) -> Move:
    """Return the move that a reply makes."""
    words = {"body": "您好，工程师今天下午上门。", "then": then}
    return Move(reply_to_case, verb(name), frozenset({"cases.reply"} | needs), events, words, told=Refused)


MOVES: dict[str, Move] = {
    "work": Move(
        reply_to_case,
        lambda state: next_status(state, "work") or next_status(state, "tell"),
        frozenset({"cases.reply"}),
        lambda state: ["agent_replied", *BEGINS.get(state, ["result_notified"])],
        {"body": "您好，工程师今天下午上门。"},
        told=Refused,
    ),
    "wait": reply("wait", "wait", {"cases.wait"}, lambda state: ["agent_replied", "wait_started"]),
    "reply and wait for a third party": reply(
        "third_party", "third_party", {"cases.wait"}, lambda state: ["agent_replied", *AWAITS[state]]
    ),
    "third_party": Move(
        await_third_party, verb("third_party"), frozenset({"cases.wait"}), lambda state: AWAITS[state]
    ),
    "end_wait": Move(end_wait, verb("end_wait"), frozenset({"cases.wait"}), lambda state: ["wait_ended"]),
    "reply and resolve": reply(
        "resolve",
        "resolve",
        {"cases.resolve"},
        lambda state: ["agent_replied", *BEGINS[state], "case_resolved", "result_notified"],
    ),
    "answer": Move(
        write_as_customer,
        lambda state: next_status(state, "answer") or next_status(state, "reopen"),
        frozenset({"cases.open"}),
        lambda state: [
            "customer_wrote",
            *{WAITING_CUSTOMER: ["wait_ended"], RESOLVED: ["case_reopened"], CLOSED: ["case_reopened"]}.get(state, []),
        ],
        {"body": "还是不行，请再看一下。", "channel": "portal"},
        by_customer=True,
    ),
    "resolve": Move(resolve_case, verb("resolve"), frozenset({"cases.resolve"}), lambda state: ["case_resolved"]),
    "confirm": Move(
        confirm_case,
        verb("confirm"),
        frozenset({"cases.confirm"}),
        lambda state: ["rating_recorded", "case_confirmed", "case_closed"],
        {"rating": "declined"},
        by_customer=True,
    ),
    "close": Move(
        close_case,
        verb("close"),
        frozenset({"cases.close"}),
        lambda state: ["rating_recorded", "case_closed"],
        {"rating": "no_answer"},
    ),
    "reopen": Move(
        reopen_case,
        verb("reopen"),
        frozenset({"cases.reopen"}),
        lambda state: ["case_reopened"],
        by_customer=True,
    ),
    "classify": Move(
        reclassify_case,
        verb("classify"),
        frozenset({"cases.classify"}),
        lambda state: ["case_reclassified"],
        {"type": "complaint", "priority": "emergency"},
    ),
    "call_back": Move(
        note_call_back,
        verb("call_back"),
        frozenset({"cases.call_back"}),
        lambda state: ["called_back"],
        {"outcome": "settled"},
    ),
    "note": Move(
        add_note,
        lambda state: state,
        frozenset({"cases.note"}),
        lambda state: ["note_added"],
        {"body": "已电话沟通。"},
    ),
}


def every_move() -> list[tuple[str, str, Move]]:
    return [(state, name, move) for state in STATES for name, move in MOVES.items()]


def expected(role: str, state: str, move: Move) -> tuple[str, list[str]]:
    """Return what the tables say: the refusal's class, or the new state with the events."""
    if role in SEE_NOTHING:
        return NotFound.__name__, []
    allowed = role == "system" or (move.by_customer if role == "customer" else move.needs <= PERMISSIONS[role])
    target = move.leads_to(state)
    if target and allowed:
        return target, [f"cases.{code}" for code in move.events(state)]
    if not target and not allowed:
        return move.told.__name__, []
    return (Conflict if allowed else Refused).__name__, []


def outcome(case: Case, actor: Actor, move: Move, before: dict[str, Any]) -> tuple[str, list[str]]:
    """Return what the command did, and take it back."""
    last = JournalEntry.objects.order_by("pk").last().pk
    with transaction.atomic():
        try:
            move.command(actor=actor, case_id=case.pk, **move.words)
        except DomainError as refused:
            result = type(refused).__name__
            assert all_rows() == before
        else:
            result = Case.objects.get(pk=case.pk).status
        entries = JournalEntry.objects.filter(pk__gt=last, code__startswith="cases.").order_by("pk")
        happened = [(one.code, one.subject_id, one.actor_kind, one.actor_id) for one in entries]
        transaction.set_rollback(True)
    assert {one[1:] for one in happened} <= {(case.pk, actor.kind, actor.id)}
    return result, [code for code, *_who in happened]


@pytest.mark.parametrize("role", ROLES)
def test_each_verb_does_in_each_state_what_the_tables_say_or_nothing_at_all(role):
    cases = {state: reach() for state, reach in STATES.items()}
    ROLES[role](cases[NEW])  # there before the rows are counted
    assert {state: Case.objects.get(pk=case.pk).status for state, case in cases.items()} == {s: s for s in STATES}
    before = all_rows()
    happened = {
        (state, name): outcome(case, ROLES[role](case), move, before)
        for state, case in cases.items()
        for name, move in MOVES.items()
    }
    assert happened == {(state, name): expected(role, state, move) for state, name, move in every_move()}


def test_the_matrix_covers_every_state_and_every_verb():
    assert set(STATES) == set(STATUSES)
    covered = MOVES.keys() | ELSEWHERE
    assert {name for _state, name in TRANSITIONS} <= covered
    assert set().union(*(verbs_from(state) for state in STATES)) <= covered
    assert set(PERMISSIONS) <= set(ROLES)
