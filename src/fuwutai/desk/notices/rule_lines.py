"""Notices about rules of automation that went in a circle."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from fuwutai.domain.notices.choices import LOOPED

RULES = frozenset({LOOPED})


def rule_words(notice: Any) -> dict[str, str]:
    """Return title, step and badge (mark, tone, icon) of a notice about a rule."""
    return {
        "title": _("%(number)s: a rule went in a circle and leaves the case alone") % {"number": notice.case.number},
        "step": _("See what it did, change the rule, then let it act again in this case."),
        "mark": pgettext("notice", "Rule"),
        "tone": "amber",
        "icon": "refresh",
    }


def rule_address(notice: Any) -> str:
    """Return where such a notice leads: to the rule, with the cases that it leaves alone."""
    return reverse("desk:automation_rule", args=[notice.data["rule"]])
