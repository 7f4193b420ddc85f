"""To which team the rules give a case, and which cases no rule gives to anybody."""

from collections.abc import Collection, Mapping
from typing import Any, cast

from fuwutai.domain.accounts.queries import team_ids
from fuwutai.domain.cases.choices import ACTIVE, NEW
from fuwutai.domain.cases.events import CaseOpened, CaseReclassified
from fuwutai.domain.cases.queries import visible_cases
from fuwutai.domain.dispatch.people import DISPATCH
from fuwutai.domain.standards.queries import Rule, has_rules, rule_in_force
from fuwutai.domain.standards.registry import CASE_FACTS
from fuwutai.kernel import clock
from fuwutai.kernel.actors import Actor
from fuwutai.kernel.journal import entries_about

TEAM_FOR = "cases.team_for"
MOST_LOOKED_AT = 500


def team_by_rule(facts: Mapping[str, str]) -> tuple[int, Rule] | None:
    """Return the team that the rules give a case with these facts to, and the rule; None where none names a team.

    Cost: as `rule_in_force` and `team_ids`.
    """
    rule = rule_in_force(TEAM_FOR, facts, clock.now())
    team_id = team_ids().get(rule.value.team) if rule else None
    return (team_id, rule) if rule and team_id is not None else None


def first_team() -> int | None:
    """Return the team to which a case goes that no rule gives to anybody. Cost: as `team_ids`."""
    return next(iter(team_ids().values()), None)


def facts_before(case_id: int) -> dict[str, str] | None:
    """Return what a case was said to be before it was last corrected; None when it never was. Cost: 1 statement."""
    codes = (CaseOpened.code, CaseReclassified.code)
    said = list(entries_about("case", [case_id]).filter(code__in=codes).values_list("data", flat=True))
    return {name: said[-2].get(name, "") for name in CASE_FACTS} if len(said) > 1 else None


def may_go_elsewhere(case_ids: Collection[int]) -> Collection[int]:
    """Return those of some cases that a rule may send to another team: new ones that nobody has.

    Cost: none where no rule gives cases to teams, else 1 statement.
    """
    if not has_rules(TEAM_FOR):
        return ()
    waiting = visible_cases(DISPATCH).filter(pk__in=list(case_ids), status=NEW, assignee=None)
    return list(waiting.values_list("pk", flat=True))


def without_a_rule(actor: Actor) -> list[Any]:
    """Return the cases in sight that went to the first team because no rule names one, the newest first.

    As far as can be told: those in that team that no rule gives to anybody, of the 500 last opened that are not
    settled. Cost: 1 statement. Source: S2-3.2.2-1.
    """
    there = visible_cases(actor).filter(team_id=first_team() or 0, status__in=ACTIVE)
    rows = there.select_related("assignee").order_by("-opened_at", "-id")[:MOST_LOOKED_AT]
    return [case for case in rows if team_by_rule(_facts(case)) is None]


def _facts(case: Any) -> dict[str, str]:
    return {name: cast(str, getattr(case, name)) for name in CASE_FACTS}
