"""Stable codes of notices."""

from typing import Final

from django.utils.translation import pgettext_lazy

ESCALATED: Final = "sla.escalated"
ANNOUNCED: Final = "standards.version_announced"
READING_OVERDUE: Final = "standards.reading_overdue"
TAKEN_BACK: Final = "standards.announcement_taken_back"
REVISION_DUE: Final = "standards.revision_due"
CODES = {
    ESCALATED: pgettext_lazy("notice", "A deadline is in danger"),
    ANNOUNCED: pgettext_lazy("notice", "A change of a manual is to be read"),
    READING_OVERDUE: pgettext_lazy("notice", "A change of a manual is still to be read"),
    TAKEN_BACK: pgettext_lazy("notice", "An announced change of a manual does not come"),
    REVISION_DUE: pgettext_lazy("notice", "A manual is due for its revision"),
}
