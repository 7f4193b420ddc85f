"""What serves a clause: its figures, its schedules, a part of the system, or the word of people."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from fuwutai.domain.evidence.bindings import Binding, bindings
from fuwutai.domain.evidence.choices import BY_ATTESTATION, BY_CAPABILITY, BY_FIGURE
from fuwutai.domain.evidence.figures import Wanted
from fuwutai.domain.evidence.reach import EVERYWHERE, NOWHERE, Reach, limited
from fuwutai.domain.sla.choices import PROMISES_KEPT
from fuwutai.domain.standards.choices import SCHEDULE, THRESHOLD, TIME_LIMIT
from fuwutai.domain.standards.manuals import Wording, rules_of_clauses
from fuwutai.domain.standards.providers import figure_named
from fuwutai.domain.standards.queries import Rule
from fuwutai.domain.standards.registry import kind
from fuwutai.domain.standards.rule_kinds import DECISION, EXCLUSION, METRIC_TARGET, PACK_IN_USE

OWN = "OWN-"
UNITS = {
    "percent": ("percent",),
    "seconds": ("seconds", "minutes", "hours", "days"),
    "count": ("count",),
}
"""In which units a target can be written for a figure of a unit."""
WITHOUT_FIGURE = (EXCLUSION, DECISION, PACK_IN_USE, "sla.escalation")
"""Rules that say nothing of how long, how much or how often: who is told, and where a manual holds."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Serving:
    """What a clause rests on. `uncounted`: figures and limits it asks for that nobody counts.

    `needs_figure`: it has to set one; no clause has to that people vouch for.

    `is_obeyed`: a figure of it is obeyed by a part of the system that measures nothing, as a reminder is.

    `in_use`: some service line obeys the manual; always so for a clause without rules.
    """

    clause: str
    rules: Sequence[Rule] = ()
    figures: Sequence[Wanted] = ()
    uncounted: Sequence[str] = ()
    schedules: Sequence[Rule] = ()
    capabilities: Sequence[str] = ()
    to_attest: bool = False
    needs_figure: bool = False
    is_obeyed: bool = False
    in_use: bool = True


@dataclass(slots=True)
class _Collected:
    figures: list[Wanted] = field(default_factory=list)
    uncounted: list[str] = field(default_factory=list)


def serving(clauses: Iterable[Wording], at: datetime) -> dict[str, Serving]:
    """Return what serves each clause at a moment, by its code. Cost: as `standards.queries.rules_in_force`."""
    rules = rules_of_clauses(at)
    bound = bindings()
    house, reach = _house_target(rules), Reach(at)
    return {one.code: _of(one, rules.get(one.code, []), bound.get(one.code, []), house, reach) for one in clauses}


def _of(clause: Wording, rules: Sequence[Rule], bound: Sequence[Binding], house: Rule | None, reach: Reach) -> Serving:
    families = {rule.id: kind(rule.kind).family for rule in rules}
    collected = _figures(clause.code, rules, families, house, reach)
    for line in bound:
        if line.way == BY_FIGURE:
            _add_bound(collected, line.name)
    setting = [rule for rule in rules if rule.kind not in WITHOUT_FIGURE]
    to_attest = any(line.way == BY_ATTESTATION for line in bound)
    return Serving(
        clause=clause.code,
        rules=rules,
        figures=collected.figures,
        uncounted=collected.uncounted,
        schedules=[rule for rule in rules if families[rule.id] == "schedule"],
        capabilities=[line.name for line in bound if line.way == BY_CAPABILITY],
        to_attest=to_attest,
        needs_figure=clause.kind in (TIME_LIMIT, THRESHOLD, SCHEDULE) and not setting and not to_attest,
        is_obeyed=any(not families[rule.id] for rule in setting),
        in_use=not rules or any(reach.is_in_use(rule) for rule in rules),
    )


def _figures(
    clause: str, rules: Sequence[Rule], families: Mapping[int, str], house: Rule | None, reach: Reach
) -> _Collected:
    """Return the figures that rules of a clause ask for: its promises, and each of its targets."""
    collected = _Collected()
    promised = any(family == "clock" for family in families.values())
    targets = [rule for rule in rules if families[rule.id] == "metric"]
    if promised and (promises := figure_named(PROMISES_KEPT)):
        own: list[Rule | None] = [rule for rule in targets if _metric(rule) == PROMISES_KEPT]
        for target in own or [house]:
            limits = {name: code for name, code in target.scope.items() if name != "metric"} if target else {}
            narrowing = limited(limits, promises.base.facts or "")
            collected.figures.append(Wanted(counts=promises, target=target, narrowing=narrowing, promises_of=clause))
    for rule in targets:
        if promised and _metric(rule) == PROMISES_KEPT:
            continue
        counts = figure_named(_metric(rule))
        if counts is None or rule.value.unit not in UNITS[counts.unit]:
            collected.uncounted.append(_metric(rule))
        elif counts.base.facts is not None:
            collected.figures.append(Wanted(counts=counts, target=rule, narrowing=reach.of(rule, counts.base.facts)))
        elif rule.scope.keys() <= {"metric"}:
            narrowing = EVERYWHERE if reach.is_in_use(rule) else NOWHERE
            collected.figures.append(Wanted(counts=counts, target=rule, narrowing=narrowing))
        else:  # its rows are about no case, so that nothing says which of them the target means
            collected.uncounted.append(_metric(rule))
    collected.uncounted += [rule.scope.get("task", "") for rule in rules if families[rule.id] == "deadline"]
    return collected


def _add_bound(collected: _Collected, name: str) -> None:
    if any(one.counts.code == name for one in collected.figures):
        return
    if counts := figure_named(name):
        collected.figures.append(Wanted(counts=counts))
    else:
        collected.uncounted.append(name)


def _house_target(rules: Mapping[str, Sequence[Rule]]) -> Rule | None:
    """Return the centre's own target for promises, which counts for every clause that has none."""
    for code, found in rules.items():
        if code.startswith(OWN):
            for rule in found:
                if rule.kind == METRIC_TARGET and rule.scope == {"metric": PROMISES_KEPT}:
                    return rule
    return None


def _metric(rule: Rule) -> str:
    return rule.scope.get("metric", "")
