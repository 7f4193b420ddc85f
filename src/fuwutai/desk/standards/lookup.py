"""Which promise would apply to a case, and why this one."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from fuwutai.desk.standards.facts import in_words
from fuwutai.desk.standards.words import Names, promise, shown
from fuwutai.domain.sla.choices import CLOCKS
from fuwutai.domain.standards.queries import Rule, rules_in_force, what_decides
from fuwutai.kernel import clock


def answers(facts: Mapping[str, str], names: Names) -> list[dict[str, Any]]:
    """Return for each clock the promise that would apply to a case opened now, and why."""
    now = clock.now()
    found = []
    for code, label in CLOCKS.items():
        fitting = rules_in_force(f"sla.{code}", facts, now)
        if fitting:
            found.append({"clock": label, "row": shown(fitting[0], names, now), "why": why(fitting, names)})
        else:
            found.append({"clock": label, "row": None, "why": _("No standard fits, so this clock does not run.")})
    return found


def why(fitting: list[Rule], names: Names) -> str:
    """Return why the first of the rules that fit decides."""
    if len(fitting) == 1:
        return _("Nothing else fits.")
    winner, other = fitting[0], fitting[1]
    reasons = {
        "more_limits": _("It has more limits than “%(other)s” (%(promise)s)."),
        "foremost_fact": _("It is limited by a fact that counts before that of “%(other)s” (%(promise)s)."),
        "narrower_category": _("Its category is narrower than “%(other)s” (%(promise)s)."),
        "stricter": _("It is stricter than “%(other)s” (%(promise)s)."),
        "later": _("It came into force later than “%(other)s” (%(promise)s)."),
        "written_later": pgettext("rule", "It was written later than “%(other)s” (%(promise)s)."),
    }
    told = {"other": in_words(other.scope), "promise": promise(other.kind, other.value, names)}
    return reasons[what_decides(winner, other)] % told
