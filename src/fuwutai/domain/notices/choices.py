"""Stable codes of notices."""

from typing import Final

from django.utils.translation import pgettext_lazy

ESCALATED: Final = "sla.escalated"
CODES = {ESCALATED: pgettext_lazy("notice", "A deadline is in danger")}
