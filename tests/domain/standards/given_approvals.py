"""Drafts of figures on their way to approval."""

from datetime import UTC, datetime, timedelta

from tests import given
from tests.domain.standards.given_manuals import (
    a_draft,
)

from fuwutai.domain.standards.commands import (
    approve_version,
    propose_rule,
    submit_version,
)
from fuwutai.domain.standards.manuals import version
from fuwutai.domain.standards.models import ManualVersion, RuleRow
from fuwutai.domain.standards.queries import rule_in_force
from fuwutai.kernel import clock
from fuwutai.kernel.actors import Actor

FIRST, SECOND, LAST = "M1-1.1-1", "M1-1.1-2", "M1-2.1-1"
KIND, FACTS = "sla.first_response", {"type": "suggestion"}
MONDAY = datetime(2026, 3, 2, 2, tzinfo=UTC)  # 10:00 in Shanghai
WEDNESDAY = MONDAY + timedelta(days=2)
DAY = timedelta(days=1)


def a_proposing_draft(rule: RuleRow, minutes: int = 5, by: Actor | None = None) -> ManualVersion:
    """Return Chen's draft that changes a figure of M1."""
    draft = a_draft(by=by)
    propose_rule(
        actor=by or given.supervisor(), version_id=draft.pk, action="revise", rule_id=rule.pk,
        value={"minutes": minutes},
    )  # fmt: skip
    return draft


def submitted(draft: ManualVersion) -> ManualVersion:
    return submit_version(actor=given.supervisor(), version_id=draft.pk)


def approve(draft: ManualVersion, effective_from: datetime | None = None) -> ManualVersion:
    if draft.state == "draft":
        draft = submitted(draft)
    return approve_version(actor=given.administrator(), version_id=draft.pk, effective_from=effective_from)


def minutes_for(at: datetime | None = None, facts=FACTS) -> int | None:
    rule = rule_in_force(KIND, facts, at or clock.now())
    return rule.value.minutes if rule else None


def state_of(one: ManualVersion) -> str:
    return version(given.supervisor(), one.pk).state
