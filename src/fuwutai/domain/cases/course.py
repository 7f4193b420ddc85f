"""Reads of what presses on a case: urging, supervision, who watches, what is snoozed and what goes to the archive."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import F, Q, QuerySet

from fuwutai.domain.accounts.queries import staff_names, working_hours
from fuwutai.domain.cases.choices import CLOSED
from fuwutai.domain.cases.models import Case, Supervision, Urge, Watcher
from fuwutai.domain.cases.queries import visible_cases
from fuwutai.domain.cases.rule_kinds.course import ARCHIVE_AFTER, SUPERVISE_WITHIN, URGE_EVERY
from fuwutai.domain.standards.queries import Rule, rule_in_force, rules_at
from fuwutai.domain.standards.registry import CASE_FACTS
from fuwutai.kernel import clock
from fuwutai.kernel.actors import Actor


@dataclass(frozen=True, slots=True, kw_only=True)
class Urging:
    """How a customer's urging stands. `next_at`: before then another one does not count; None = at any time."""

    count: int
    last_at: datetime | None = None
    answered_at: datetime | None = None
    next_at: datetime | None = None

    def counts_at(self, moment: datetime) -> bool:
        """Return whether another urge would count."""
        return self.next_at is None or self.next_at <= moment


@dataclass(frozen=True, slots=True, kw_only=True)
class Watching:
    """Somebody who hears of a case."""

    staff_id: int
    name: str
    since: datetime


def rule_about(case: Any, kind: str) -> Rule | None:
    """Return the rule of a kind that holds for a case now. Cost: none while rules are remembered."""
    return rule_in_force(kind, {name: getattr(case, name) for name in CASE_FACTS}, clock.now())


def next_urge_at(case: Any, last_at: datetime | None) -> datetime | None:
    """Return from when on another urge counts, None where nothing holds it back."""
    rule = rule_about(case, URGE_EVERY)
    return None if rule is None or last_at is None else last_at + timedelta(hours=rule.value.hours)


def urging_in(case: Any, history: Iterable[Any]) -> Urging:
    """Return how the urging stands, read from the history of the case that its reader has already. Cost: none."""
    last_at = answered_at = None
    for entry in history:
        if entry.code == "cases.case_urged":
            last_at, answered_at = entry.at, None
        elif entry.code == "cases.agent_replied" and last_at is not None:
            answered_at = answered_at or entry.at
    return Urging(
        count=case.urges, last_at=last_at, answered_at=answered_at, next_at=next_urge_at(case, last_at)
    )


def urges_of(actor: Actor, case_id: int) -> list[Urge]:
    """Return the urges of a case, the latest first. Cost: 1 statement."""
    seen = visible_cases(actor).filter(pk=case_id)
    return list(Urge.objects.filter(case__in=seen.values("pk")).order_by("-at", "-pk"))


def supervisions_of(actor: Actor, case_id: int) -> list[Supervision]:
    """Return the supervisions of a case with the people in them, the running one first. Cost: 1 statement."""
    seen = visible_cases(actor).filter(pk=case_id)
    rows = Supervision.objects.filter(case__in=seen.values("pk")).select_related("by", "reported_by")
    return list(rows.order_by(F("ended_at").desc(nulls_first=True), "-pk"))


def report_due_at(case: Any) -> datetime | None:
    """Return by when a report on a case is due if nobody says otherwise; None where no rule says it."""
    rule = rule_about(case, SUPERVISE_WITHIN)
    if rule is None:
        return None
    return working_hours(rule.value.calendar).add_working_seconds(clock.now(), rule.value.hours * 3_600)


def watchers_of(actor: Actor, case_id: int) -> list[Watching]:
    """Return who hears of a case, in the order in which they began. Cost: 2 statements, 1 for nobody."""
    seen = visible_cases(actor).filter(pk=case_id)
    rows = Watcher.objects.filter(case__in=seen.values("pk")).order_by("since", "pk")
    found = list(rows.values_list("staff_id", "since"))
    names = staff_names({staff_id for staff_id, _since in found})
    return [Watching(staff_id=staff_id, name=names.get(staff_id, ""), since=since) for staff_id, since in found]


def watcher_ids(case_id: int) -> set[int]:
    """Return who wants to hear of a case. Cost: 1 statement."""
    return set(Watcher.objects.filter(case_id=case_id).values_list("staff_id", flat=True))


def watched_cases(case_ids: Collection[int]) -> set[int]:
    """Return which of some cases somebody watches. Cost: 1 statement."""
    return set(Case.objects.filter(pk__in=case_ids, watchers__gt=0).values_list("pk", flat=True))


def supervisor_of(supervision_id: int) -> int | None:
    """Return who began a supervision. Cost: 1 statement."""
    return Supervision.objects.filter(pk=supervision_id).values_list("by_id", flat=True).first()


def under_supervision() -> Q:
    """Return the condition that a superior watches over a case, read from what is not ended: never from all cases."""
    return Q(pk__in=Supervision.objects.filter(ended_at=None).values("case_id"))


def due_to_wake(now: datetime, limit: int) -> list[int]:
    """Return the ids of snoozed cases whose moment has come. Cost: 1 statement over what is due."""
    rows = Case.objects.filter(snoozed_until__lte=now).order_by("snoozed_until")
    return list(rows.values_list("pk", flat=True)[:limit])


def to_archive(now: datetime, after: tuple[datetime, int] | None, limit: int) -> QuerySet[Case]:
    """Return closed cases that may be due for the archive, the longest closed first, after a place in that order.

    Whether one is due its own rule says; none shorter than the shortest of all rules is looked at.
    """
    days = [rule.value.days for rule in rules_at(now) if rule.kind == ARCHIVE_AFTER]
    if not days:
        return Case.objects.none()
    rows = Case.objects.filter(status=CLOSED, archived_at=None, status_since__lte=now - timedelta(days=min(days)))
    if after is not None:
        since, pk = after
        rows = rows.filter(status_since__gte=since).filter(Q(status_since__gt=since) | Q(pk__gt=pk))
    return rows.order_by("status_since", "pk")[:limit]


def is_due_for_archive(case: Case, now: datetime) -> bool:
    """Return whether a closed case has been closed as long as its rule asks. Cost: none while rules are remembered."""
    rule = rule_about(case, ARCHIVE_AFTER)
    return rule is not None and case.status_since + timedelta(days=rule.value.days) <= now
