"""Small manuals and their versions in every state, reached through commands."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from tests import given

from fuwutai.domain.standards.commands import (
    ShippedClause,
    adopt_rule,
    approve_version,
    discard_version,
    draft_version,
    load_manual,
    submit_version,
    word_clause,
)
from fuwutai.domain.standards.models import Manual, ManualVersion, RuleRow
from fuwutai.kernel import clock
from fuwutai.kernel.actors import Actor

SYSTEM = Actor.system("tests")
REASON = "高峰期首次响应过慢，用户评价下降。"
NEW_TEXT = {"zh": "收到诉求后五分钟内作出首次响应。", "en": "Answer a request for the first time within five minutes."}


def a_clause(code: str, section: str = "1.1", **differs: Any) -> ShippedClause:
    """Return a clause as a pack would ship it; say what differs."""
    words = {"zh": f"按{section}节办理，编号{code}。", "en": f"Proceed by section {section}, number {code}."}
    usual = {"kind": "time_limit", "area": "sla", "numbers": "10 min", **words}
    return ShippedClause(**{"code": code, "section": section, **usual, **differs})


def clauses_of(code: str) -> list[ShippedClause]:
    """Return the three clauses that a manual has here unless told otherwise: two sections, and one schedule."""
    return [
        a_clause(f"{code}-1.1-1"),
        a_clause(f"{code}-1.1-2", numbers="24 h"),
        a_clause(f"{code}-2.1-1", "2.1", kind="schedule", area="quality", numbers=""),
    ]


def a_manual(
    code: str = "M1", pack: str = "", clauses: Sequence[ShippedClause] | None = None, since: datetime | None = None
) -> Manual:
    """Return a manual whose first version is in force, now or since a moment; without a pack it is obeyed everywhere.

    Its clauses are M1-1.1-1, M1-1.1-2 and M1-2.1-1; it has no rules yet (`a_rule_of`). It is found where it is there.
    """
    given.centre()
    headings = {"1": {"zh": "时限", "en": "Time limits"}, "1.1": {"zh": "首次响应", "en": "First response"}}
    return load_manual(
        actor=SYSTEM, code=code, pack=pack, title={"zh": f"手册{code}", "en": f"Manual {code}"}, headings=headings,
        clauses=clauses_of(code) if clauses is None else clauses, effective_from=since,
    )  # fmt: skip


def a_rule_of(
    manual: Manual,
    kind: str = "sla.first_response",
    scope: Mapping[str, str] | None = None,
    clause_code: str = "",
    valid_from: datetime | None = None,
    **value: Any,
) -> RuleRow:
    """Return a rule of a manual, brought by its first version, in force; 10 minutes for suggestions unless told."""
    return adopt_rule(
        actor=SYSTEM, kind=kind, value=value or {"minutes": 10}, clause_code=clause_code or f"{manual.code}-1.1-1",
        scope=dict({"type": "suggestion"} if scope is None else scope), valid_from=valid_from, manual_id=manual.pk,
        brought_by=manual.versions.get(number=1).pk,
    )  # fmt: skip


def a_draft(
    manual: Manual | None = None, *, by: Actor | None = None, title: str = "加快首次响应", reason: str = REASON
) -> ManualVersion:
    """Return an empty draft that Chen began."""
    of = manual or a_manual()
    return draft_version(actor=by or given.supervisor(), manual_code=of.code, title=title, reason=reason)


def a_worded_draft(manual: Manual | None = None, *, by: Actor | None = None) -> ManualVersion:
    """Return a draft of Chen's that changes the wording of the first clause: version 2 says 5 min, version 3 6 min …"""
    draft = a_draft(manual, by=by)
    word_clause(
        actor=by or given.supervisor(), version_id=draft.pk, clause_code=f"{draft.manual.code}-1.1-1", texts=NEW_TEXT,
        numbers=f"{draft.number + 3} min",
    )  # fmt: skip
    return ManualVersion.objects.get(pk=draft.pk)


def a_submitted_version(manual: Manual | None = None, *, by: Actor | None = None) -> ManualVersion:
    """Return a version of Chen's that changes the first clause and waits for review."""
    draft = a_worded_draft(manual, by=by)
    return submit_version(actor=by or given.supervisor(), version_id=draft.pk)


def an_approved_version(
    manual: Manual | None = None,
    *,
    by: Actor | None = None,
    approved_by: Actor | None = None,
    effective_from: datetime | None = None,
) -> ManualVersion:
    """Return a version of Chen's that changes the first clause, approved by He; in force now or from a moment."""
    waiting = a_submitted_version(manual, by=by)
    return approve_version(
        actor=approved_by or given.administrator(), version_id=waiting.pk, effective_from=effective_from
    )


def a_coming_version(manual: Manual | None = None) -> ManualVersion:
    """Return a version that is approved and takes effect in three days."""
    return an_approved_version(manual, effective_from=clock.now() + timedelta(days=3))


def a_discarded_version(manual: Manual | None = None) -> ManualVersion:
    """Return a version that Chen gave up."""
    return discard_version(actor=given.supervisor(), version_id=a_worded_draft(manual).pk)


IN_STATE = {
    "draft": a_worded_draft,
    "in_review": a_submitted_version,
    "coming": a_coming_version,
    "effective": an_approved_version,
    "discarded": a_discarded_version,
}
"""How to get a version in each state, to try what each of them allows."""


def refused_in(state: str) -> str:
    """Return the code of the refusal of what a state does not allow."""
    return f"version_{'approved' if state in ('coming', 'effective') else state}"
