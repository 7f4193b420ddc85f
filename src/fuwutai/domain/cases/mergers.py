"""Which cases were merged into which, and until when that can be taken back."""

from datetime import datetime, timedelta
from typing import Any

from django.db.models import F, OuterRef, QuerySet, Subquery
from django.db.models.expressions import RawSQL

from fuwutai.domain.cases.choices import ACTIVE
from fuwutai.domain.cases.models import Case, Merger, Message
from fuwutai.domain.cases.policies import may_undo_merge
from fuwutai.domain.cases.queries import visible_cases
from fuwutai.domain.cases.rule_kinds.threads import UNDO_MERGE_WITHIN
from fuwutai.domain.customers.person import same_person
from fuwutai.domain.standards.queries import rule_in_force
from fuwutai.domain.standards.registry import CASE_FACTS
from fuwutai.kernel import clock
from fuwutai.kernel.actors import Actor

_WHOLE = """
    WITH RECURSIVE whole(id, person) AS (
        SELECT one.id, COALESCE(who.merged_into_id, who.id)
        FROM cases_case one JOIN customers_customer who ON who.id = one.customer_id
        WHERE one.id = %s
        UNION
        SELECT one.id, whole.person
        FROM whole JOIN cases_case one ON one.merged_into_id = whole.id
        JOIN customers_customer who ON who.id = one.customer_id
        WHERE COALESCE(who.merged_into_id, who.id) = whole.person
    )
    SELECT id FROM whole
"""
"""A case and all that go on in it, at any depth. Where customers were separated again, their words are too."""


def whole_case(case_id: int) -> RawSQL:
    """Return the ids of a case and of all that were merged into it, as a query to narrow by: `case_id__in=`."""
    return RawSQL(_WHOLE, [case_id])


def undo_until(case: Any, since: datetime) -> datetime | None:
    """Return until when a merger of a moment can be taken back, None where no rule limits it. Cost: none."""
    rule = rule_in_force(UNDO_MERGE_WITHIN, {name: getattr(case, name) for name in CASE_FACTS}, clock.now())
    return since + timedelta(days=rule.value.days) if rule else None


def in_time_to_undo(case: Any, since: datetime) -> bool:
    """Return whether a merger of a moment can still be taken back. Cost: none."""
    until = undo_until(case, since)
    return until is None or clock.now() <= until


def may_come_back(actor: Actor, case: Case) -> bool:
    """Return whether an actor may still undo the merger of a case, as far as its row and the rules say. Cost: none."""
    if case.merged_into_id is None or case.archived_at is not None:
        return False
    return may_undo_merge(actor, case) and in_time_to_undo(case, case.status_since)


def standing_merger(case_id: int) -> Merger | None:
    """Return the merger by which a case goes on elsewhere, None where it does not. Cost: 1 statement."""
    return Merger.objects.filter(case_id=case_id, undone_at=None).first()


def words_by_way_of(case_id: int, into_id: int) -> QuerySet[Message]:
    """Return the words in a target that were addressed to a case merged into it, or to one merged into that."""
    return Message.objects.filter(case_id=into_id, via_id__in=whole_case(case_id))


def targets_for(actor: Actor, case: Case, limit: int = 20) -> list[Case]:
    """Return the cases in sight in which a case could go on: of the same person, and worked on. Cost: 1 statement."""
    theirs = visible_cases(actor).filter(customer__in=same_person(case.customer_id), status__in=ACTIVE)
    return list(theirs.exclude(pk=case.pk).select_related("team", "assignee").order_by("-opened_at", "-id")[:limit])


def are_one_person(one: Case, other: Case) -> bool:
    """Return whether two cases are of one customer, as customers are merged now. Cost: 1 statement or none."""
    if one.customer_id == other.customer_id:
        return True
    return same_person(one.customer_id).filter(pk=other.customer_id).exists()


def absorbed_by(actor: Actor, case_id: int) -> list[Case]:
    """Return the cases in sight that go on in one, the last merged first, each with `is_split_undone`.

    Cost: 1 statement.
    """
    latest = Merger.objects.filter(case=OuterRef("pk"), undone_at=None)
    found = visible_cases(actor).filter(merged_into=case_id).annotate(
        merged_at=F("status_since"),
        is_split_undone=Subquery(latest.values("is_split_undone")[:1]),
    )  # fmt: skip
    return list(found.select_related("team").order_by("-status_since", "-pk"))
