"""What may be said of a case by which rules are chosen, and what is wrong with what was said."""

import re
from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

from fuwutai.domain.cases.choices import (
    CATEGORY_TERM,
    COMPLEXITIES,
    IMPACTS,
    LINES,
    NATURE_TERM,
    PRIORITIES,
    REGION_TERM,
    SERVICE_CLASSES,
    TYPES,
    URGENCIES,
)
from fuwutai.domain.cases.vocabularies import entry_of, is_term, label_of, successor
from fuwutai.kernel.errors import Text

CATEGORY = re.compile(r"[a-z0-9][a-z0-9_.-]{0,59}")
NEEDED: dict[str, tuple[Mapping[str, Text], Text]] = {
    "type": (TYPES, _("Choose what this is about.")),
}
UNSAID: dict[str, tuple[Mapping[str, Text], Text]] = {
    "priority": (PRIORITIES, _("Choose a priority.")),
    "line": (LINES, _("Choose a service line, or none.")),
    "service_class": (SERVICE_CLASSES, _("Choose a service class, or none.")),
    "urgency": (URGENCIES, _("Choose how urgent this is, or nothing.")),
    "impact": (IMPACTS, _("Choose how many customers this touches, or nothing.")),
    "complexity": (COMPLEXITIES, _("Choose how complex this is, or nothing.")),
}
"""Fact → (its codes, what to do about a wrong one); what may stay unsaid may also be empty."""


OF_A_LIST: dict[str, Text] = {
    NATURE_TERM: _("Choose the nature of the problem, or nothing."),
    REGION_TERM: _("Choose a region, or nothing."),
}
"""Fact that only takes terms of the centre's list → what to do about another one."""


def wrong_facts(
    said: Mapping[str, str], *, had: Mapping[str, str] | None = None, is_past: bool = False
) -> dict[str, Text]:
    """Return what is wrong with facts said of a case; "" = nothing is said, which the type does not allow.

    No priority = the one of the table. A category that is no term of the centre stands as its code, for imports and
    programs bring their own. A retired term is refused, unless the case `had` it or it `is_past`: taken over as it was.
    Cost: none without category, nature and region, else as `entry_of`. Source: S0-2.3-2.
    """
    wrong = {name: text for name, (codes, text) in NEEDED.items() if name in said and said[name] not in codes}
    wrong |= {name: text for name, (codes, text) in UNSAID.items() if said.get(name) and said[name] not in codes}
    if said.get("category") and not CATEGORY.fullmatch(said["category"]):
        wrong["category"] = _("Write a category as a code of small letters, digits and dots, like billing.refund.")
    kept = said if is_past else had or {}
    for name, text in OF_A_LIST.items():
        if (code := said.get(name)) and code != (had or {}).get(name) and not is_term(name, code):
            wrong[name] = text
    for name in (CATEGORY_TERM, *OF_A_LIST):
        if said.get(name) and said[name] != kept.get(name) and name not in wrong and (no := _retired(name, said[name])):
            wrong[name] = no
    return wrong


def _retired(vocabulary: str, code: str) -> Text | None:
    """Return why a retired term is refused, with what to take instead; None for one in use or no term at all."""
    found = entry_of(vocabulary, code)
    if found is None or not found.is_retired:
        return None
    names = {"name": label_of(vocabulary, code)}
    if (instead := successor(vocabulary, code)) is None:
        return _("“%(name)s” is no longer in use. Choose another one.") % names
    names["instead"] = label_of(vocabulary, instead.code)
    return _("“%(name)s” is no longer in use. Take “%(instead)s”.") % names
