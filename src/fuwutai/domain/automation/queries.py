"""Every read of rules and of what they did; runs only of the cases in sight."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db.models import Count, OuterRef, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce

from fuwutai.domain.accounts.skills import today
from fuwutai.domain.automation.choices import FAILED, LOOPED
from fuwutai.domain.automation.models import AutomationRule, Halt, RuleDay, RuleVersion, Run
from fuwutai.domain.automation.policies import may_view_rules
from fuwutai.domain.cases.queries import sees_every_case, visible_cases
from fuwutai.kernel.actors import Actor
from fuwutai.kernel.errors import NotFound
from fuwutai.kernel.paging import Page, page

DAYS = 7


@dataclass(frozen=True, slots=True, kw_only=True)
class RunFilter:
    """Which runs are looked for; what is not said does not narrow."""

    rule_id: int | None = None
    outcome: str = ""
    number: str = ""


def visible_rules(actor: Actor) -> QuerySet[AutomationRule]:
    """Return the rules that were not taken away, in the order in which they are obeyed."""
    if not may_view_rules(actor):
        return AutomationRule.objects.none()
    return AutomationRule.objects.filter(retired_at=None).select_related("current").order_by("position", "pk")


def rules_with_figures(actor: Actor) -> list[Any]:
    """Return the rules, each with `looked`, `matched` and `failed` of the last 7 days, `failed_at`, the moment of its
    last failure of these days in a case in sight, and `halted`, in how many cases it is stopped. Cost: 1 statement."""
    since = today() - timedelta(days=DAYS - 1)
    days = RuleDay.objects.filter(rule=OuterRef("pk"), day__gte=since).order_by().values("rule")
    figures = {
        name: Coalesce(Subquery(days.annotate(n=Sum(name)).values("n")), 0) for name in ("looked", "matched", "failed")
    }
    runs = visible_runs(actor).filter(rule=OuterRef("pk"), outcome__in=(FAILED, LOOPED)).order_by("-at", "-id")
    halts = Halt.objects.filter(rule=OuterRef("pk")).order_by().values("rule")
    return list(
        visible_rules(actor).annotate(
            **figures,
            failed_at=Subquery(runs.values("at")[:1]),
            halted=Coalesce(Subquery(halts.annotate(n=Count("pk")).values("n")), 0),
        )
    )


def visible_rule(actor: Actor, rule_id: int) -> AutomationRule:
    """Return one rule. Raises: NotFound. Cost: 1 statement."""
    found = visible_rules(actor).filter(pk=rule_id).first()
    if found is None:
        raise NotFound
    return found


def versions_of(actor: Actor, rule_id: int) -> list[RuleVersion]:
    """Return the versions of a rule with who wrote them, newest first. Cost: 1 statement."""
    if not may_view_rules(actor):
        return []
    return list(RuleVersion.objects.filter(rule_id=rule_id).select_related("by").order_by("-number"))


def visible_runs(actor: Actor) -> QuerySet[Run]:
    """Return what rules did in the cases in sight."""
    if not may_view_rules(actor):
        return Run.objects.none()
    if sees_every_case(actor):
        return Run.objects.all()
    return Run.objects.filter(case__in=visible_cases(actor).values("pk"))


def runs_page(actor: Actor, wanted: RunFilter, cursor: str | None, size: int = 50) -> Page[Run]:
    """Return one page of runs with rule and case, newest first. Cost: 1 statement. Raises: Invalid for a cursor of
    another list."""
    runs = visible_runs(actor).select_related("rule", "case")
    if wanted.rule_id is not None:
        runs = runs.filter(rule_id=wanted.rule_id)
    if wanted.outcome:
        runs = runs.filter(outcome=wanted.outcome)
    if wanted.number:
        runs = runs.filter(case__number=wanted.number)
    return page(runs, ("-at", "-id"), cursor, size)


def halts_of(actor: Actor, rule_id: int, most: int = 50) -> list[Halt]:
    """Return the cases in sight in which a rule is stopped, newest first. Cost: 1 statement."""
    if not may_view_rules(actor):
        return []
    halts = Halt.objects.filter(rule_id=rule_id, case__in=visible_cases(actor).values("pk"))
    return list(halts.select_related("case").order_by("-at", "-id")[:most])


def codes_there(actor: Actor) -> set[str]:
    """Return the codes of all rules that ever were, to know which of a manual are missing. Cost: 1 statement."""
    return set(AutomationRule.objects.values_list("code", flat=True)) if may_view_rules(actor) else set()


def rules_to_choose(actor: Actor) -> Iterable[tuple[int, str]]:
    """Return (id, name) of the rules, for a list to choose from. Cost: 1 statement."""
    return list(visible_rules(actor).values_list("pk", "name"))
