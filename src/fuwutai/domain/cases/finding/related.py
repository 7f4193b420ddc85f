"""Cases that are like one another: a likely duplicate before it is opened, and what stands beside a case."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db.models import OuterRef, Q, QuerySet, Subquery

from fuwutai.domain.cases.choices import CLOSED
from fuwutai.domain.cases.finding.likeness import FIRST_WORDS, gist, likeness
from fuwutai.domain.cases.models import Case, CaseLink, Message
from fuwutai.domain.cases.queries import visible_cases
from fuwutai.domain.cases.rule_kinds.threads import DUPLICATE_WITHIN, Duplicate
from fuwutai.domain.customers.person import same_person
from fuwutai.domain.standards.queries import rule_in_force
from fuwutai.domain.standards.registry import CASE_FACTS
from fuwutai.kernel import clock
from fuwutai.kernel.actors import Actor
from fuwutai.kernel.masking import mask_text

MOST_READ, MOST_SHOWN = 60, 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Like:
    """A case that is like another one. `percent`: how much its words are; `same_category`: it is sorted alike."""

    case: Any
    percent: int
    same_category: bool
    same_customer: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Connected:
    """Another case that is bound to one; `case` is None for one out of the reader's sight."""

    id: int
    case: Any = None
    kind: str = ""


def likely_duplicates(
    actor: Actor, customer_id: int, *, subject: str, body: str, facts: Mapping[str, str]
) -> list[Like]:
    """Return the customer's cases in sight that are probably the matter being written down, the likeliest first.

    Of the days that the rule says, sorted under the same category or worded alike; none where no rule is in force.
    Cost: 1 statement.
    """
    rule = _rule(facts)
    if rule is None:
        return []
    since = clock.now() - timedelta(days=rule.days)
    theirs = visible_cases(actor).filter(customer__in=same_person(customer_id), opened_at__gte=since)
    words = gist(mask_text(subject), mask_text(body))
    found = (_like(one, words, facts.get("category", ""), same_customer=True) for one in _with_words(theirs))
    return _best(one for one in found if one.same_category or one.percent >= rule.similarity_percent)


def related_cases(actor: Actor, case: Case) -> list[Like]:
    """Return cases in sight that may have to do with one, the likeliest first, none that is bound to it already.

    The customer's own, and others of the same category of the days that the rule says. Cost: 3 statements.
    """
    facts = {name: getattr(case, name) for name in CASE_FACTS}
    rule = _rule(facts)
    if rule is None:
        return []
    theirs = Q(customer__in=same_person(case.customer_id))
    if case.category:
        theirs |= Q(category=case.category, opened_at__gte=clock.now() - timedelta(days=rule.days))
    bound = Q(pk=case.pk) | Q(merged_into=case.pk) | Q(follows=case.pk) | Q(parent=case.pk)
    bound |= Q(pk__in=[one for one in (case.merged_into_id, case.follows_id, case.parent_id) if one])
    bound |= Q(pk__in=CaseLink.objects.filter(first=case.pk).values("second"))
    bound |= Q(pk__in=CaseLink.objects.filter(second=case.pk).values("first"))
    own = Message.objects.filter(case=case.pk).order_by("at", "id").values_list("body", flat=True).first() or ""
    words = gist(case.subject, mask_text(own))
    candidates = _with_words(visible_cases(actor).filter(theirs).exclude(bound))
    mine = set(same_person(case.customer_id).values_list("pk", flat=True))
    found = (_like(one, words, case.category, same_customer=one.customer_id in mine) for one in candidates)
    return _best(one for one in found if one.percent >= rule.similarity_percent)


def connected_cases(actor: Actor, case: Case) -> dict[str, list[Connected]]:
    """Return what is bound to a case: parent, children, links, what it follows and what follows it.

    Cost: 3 statements.
    """
    links = CaseLink.objects.filter(Q(first=case.pk) | Q(second=case.pk)).order_by("at", "pk")
    linked = {one.second_id if one.first_id == case.pk else one.first_id: one.kind for one in links}
    ids = {*linked, *(one for one in (case.parent_id, case.follows_id) if one)}
    wanted = Q(pk__in=ids) | Q(parent=case.pk) | Q(follows=case.pk)
    known: dict[int, dict[str, Any]] = {}
    for row in Case.objects.filter(wanted).order_by("pk").values("pk", "parent_id", "follows_id"):
        known[row["pk"]] = dict(row)
    seen = visible_cases(actor).filter(pk__in=known).select_related("team", "assignee").in_bulk()

    def named(pk: int, kind: str = "") -> Connected:
        return Connected(id=pk, case=seen.get(pk), kind=kind)

    return {
        "parent": [named(case.parent_id)] if case.parent_id else [],
        "children": [named(pk) for pk, row in known.items() if row["parent_id"] == case.pk],
        "links": [named(pk, kind) for pk, kind in linked.items()],
        "follows": [named(case.follows_id)] if case.follows_id else [],
        "followed_by": [named(pk) for pk, row in known.items() if row["follows_id"] == case.pk],
    }


def was_split_off(case: Case) -> bool:
    """Return whether a case was made of words of the one that it follows. Cost: 1 statement, none for others."""
    return case.follows_id is not None and case.messages.filter(copied_from__case_id=case.follows_id).exists()


def is_settled(case: Any) -> bool:
    """Return whether nothing is left to do in a case."""
    return case.status in ("resolved", CLOSED)


def _rule(facts: Mapping[str, str]) -> Duplicate | None:
    rule = rule_in_force(DUPLICATE_WITHIN, dict(facts), clock.now())
    return rule.value if rule else None


def _with_words(cases: QuerySet[Case]) -> Iterable[Any]:
    """Return cases with the first words in each; what went on elsewhere is none of its own. Cost: 1 statement."""
    first = Message.objects.filter(case=OuterRef("pk")).order_by("at", "id").values("body")[:1]
    rows = cases.filter(merged_into=None).annotate(first_words=Subquery(first)).select_related("team", "assignee")
    return rows.order_by("-opened_at", "-pk")[:MOST_READ]


def _like(case: Any, words: str, category: str, *, same_customer: bool) -> Like:
    theirs = gist(case.subject, mask_text((case.first_words or "")[: FIRST_WORDS * 2]))
    return Like(
        case=case,
        percent=likeness(words, theirs),
        same_category=bool(category) and case.category == category,
        same_customer=same_customer,
    )


def _best(found: Iterable[Like]) -> list[Like]:
    return sorted(found, key=lambda one: (-one.percent, -one.case.pk))[:MOST_SHOWN]
