"""What may be said of a case by which rules are chosen, and what is wrong with what was said."""

import re
from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

from fuwutai.domain.cases.choices import COMPLEXITIES, LINES, PRIORITIES, SERVICE_CLASSES, TYPES, URGENCIES
from fuwutai.kernel.errors import Text

CATEGORY = re.compile(r"[a-z0-9][a-z0-9_.-]{0,59}")
NEEDED: dict[str, tuple[Mapping[str, Text], Text]] = {
    "type": (TYPES, _("Choose what this is about.")),
    "priority": (PRIORITIES, _("Choose a priority.")),
}
UNSAID: dict[str, tuple[Mapping[str, Text], Text]] = {
    "line": (LINES, _("Choose a service line, or none.")),
    "service_class": (SERVICE_CLASSES, _("Choose a service class, or none.")),
    "urgency": (URGENCIES, _("Choose how urgent this is, or nothing.")),
    "complexity": (COMPLEXITIES, _("Choose how complex this is, or nothing.")),
}
"""Fact → (its codes, what to do about a wrong one); what may stay unsaid may also be empty."""


def wrong_facts(said: Mapping[str, str]) -> dict[str, Text]:
    """Return what is wrong with facts said of a case; "" = nothing is said, which type and priority do not allow."""
    wrong = {name: text for name, (codes, text) in NEEDED.items() if name in said and said[name] not in codes}
    wrong |= {name: text for name, (codes, text) in UNSAID.items() if said.get(name) and said[name] not in codes}
    if said.get("category") and not CATEGORY.fullmatch(said["category"]):
        wrong["category"] = _("Write a category as a code of small letters, digits and dots, like billing.refund.")
    return wrong
