"""Figures that disagree, and decisions about them."""

from typing import Any

from tests import given

from fuwutai.domain.standards.commands import adopt_rule, decide_conflict, load_manual
from fuwutai.domain.standards.commands.load import ShippedClause
from fuwutai.domain.standards.models import Manual, RuleRow
from fuwutai.domain.standards.queries import rule_in_force
from fuwutai.kernel import clock
from fuwutai.kernel.actors import Actor

SYSTEM = Actor.system("tests")
KIND = "sla.next_response"
REASON = "投诉等得太久，先按较严的一条执行。"


def a_figure(minutes: int, clause: str = "", kind: str = KIND, manual_id: int | None = None, **scope: str) -> RuleRow:
    """Return a figure of so many minutes, of nobody's manual unless told; the centre has no other of its kind."""
    given.centre()
    return adopt_rule(
        actor=SYSTEM, kind=kind, value={"minutes": minutes}, clause_code=clause, scope=scope, manual_id=manual_id
    )


def a_clash(**scope: str) -> tuple[int, int]:
    """Return the ids of 15 and 20 minutes for the same cases."""
    return a_figure(15, "X-1", **scope).pk, a_figure(20, "X-2", **scope).pk


def a_manual(code: str, pack: str) -> Manual:
    """Return a manual of a pack with one clause."""
    clause = ShippedClause(
        code=f"{code}-1", section="1", kind="time_limit", area="sla", zh="限时答复。", en="Answer in time."
    )
    return load_manual(
        actor=SYSTEM, code=code, pack=pack, title={"zh": code, "en": code}, headings={}, clauses=[clause]
    )


def decided(ids: tuple[int, int], choice: str = "keep_one", **more: Any) -> RuleRow:
    """Return He Jing's decision between two figures."""
    one, other = ids
    said = {"actor": given.administrator(), "reason": REASON, **more}
    return decide_conflict(one_id=one, other_id=other, choice=choice, **said)


def applies(kind: str = KIND, **facts: str) -> int | None:
    """Return the minutes that hold for facts now."""
    rule = rule_in_force(kind, facts, clock.now())
    return rule.value.minutes if rule else None
