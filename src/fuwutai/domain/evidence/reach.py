"""For which cases the figures of a manual are obeyed, as a condition on rows."""

from collections.abc import Mapping
from datetime import datetime

from django.db.models import Q

from fuwutai.domain.cases.choices import LINES
from fuwutai.domain.evidence.choices import CATEGORY
from fuwutai.domain.standards.queries import GENERAL, Rule, pack_in_use, rules_at
from fuwutai.domain.standards.rule_kinds import EXCLUSION, PACK_IN_USE

NOWHERE = Q(pk__in=())
EVERYWHERE = Q()


class Reach:
    """How far each manual reaches at a moment, made once for many rules. Cost: as `queries.rules_in_force`."""

    def __init__(self, at: datetime) -> None:
        rules = rules_at(at)
        self.exclusions = [rule for rule in rules if rule.kind == EXCLUSION]
        named = {rule.scope["line"] for rule in rules if rule.kind == PACK_IN_USE and "line" in rule.scope}
        self.packs = {line: pack_in_use(line, at) for line in ("", *sorted(named | set(LINES)))}

    def lines_of(self, rule: Rule) -> list[str] | None:
        """Return the service lines that obey the manual of a rule, "" = a case of no line; None for all of them."""
        if rule.manual_id is None or rule.pack in ("", GENERAL):
            return None
        obeying = [line for line, pack in self.packs.items() if pack == rule.pack]
        return None if len(obeying) == len(self.packs) else obeying

    def is_in_use(self, rule: Rule) -> bool:
        """Return whether any service line obeys the manual of a rule."""
        lines = self.lines_of(rule)
        return lines is None or bool(lines)

    def of(self, rule: Rule, path: str) -> Q:
        """Return the condition that a case falls under a rule: its limits fit, and its manual is obeyed for the case.

        `path` leads to the facts of the case, as "case__". NOWHERE where no service line obeys the manual.
        """
        lines = self.lines_of(rule)
        if lines is not None and not lines:
            return NOWHERE
        wanted = limited({name: code for name, code in rule.scope.items() if name != "metric"}, path)
        if lines is not None:
            wanted &= Q(**{f"{path}line__in": lines})
        for exclusion in self.exclusions:
            if rule.manual_id is not None and exclusion.manual_id == rule.manual_id:
                if not exclusion.scope:
                    return NOWHERE
                wanted &= ~limited(exclusion.scope, path)
        return wanted


def limited(scope: Mapping[str, str], path: str) -> Q:
    """Return the condition that every limit of a scope holds for a case; a category holds for its children too."""
    wanted = Q()
    for name, code in scope.items():
        fits = Q(**{f"{path}{name}": code})
        if name == CATEGORY:
            fits |= Q(**{f"{path}{name}__startswith": f"{code}."})
        wanted &= fits
    return wanted
