"""Stable codes of notices."""

from typing import Final

from django.utils.translation import pgettext_lazy

ESCALATED: Final = "sla.escalated"
ANNOUNCED: Final = "standards.version_announced"
READING_OVERDUE: Final = "standards.reading_overdue"
TAKEN_BACK: Final = "standards.announcement_taken_back"
REVISION_DUE: Final = "standards.revision_due"
REVIEW_ASKED: Final = "standards.version_submitted"
REVIEW_ENDED: Final = "standards.version_returned"
APPROVED: Final = "standards.version_approved"
RESTORED: Final = "standards.version_restored"
NOT_APPROVED: Final = "standards.approval_withdrawn"
GIVEN_UP: Final = "standards.version_discarded"
UNUSUAL: Final = "compliance.unusual"
CHAIN_BROKEN: Final = "compliance.chain_broken"
CODES = {
    ESCALATED: pgettext_lazy("notice", "A deadline is in danger"),
    ANNOUNCED: pgettext_lazy("notice", "A change of a manual is to be read"),
    READING_OVERDUE: pgettext_lazy("notice", "A change of a manual is still to be read"),
    TAKEN_BACK: pgettext_lazy("notice", "An announced change of a manual does not come"),
    REVISION_DUE: pgettext_lazy("notice", "A manual is due for its revision"),
    REVIEW_ASKED: pgettext_lazy("notice", "A version of a manual waits for its review"),
    REVIEW_ENDED: pgettext_lazy("notice", "A version of a manual came back from review"),
    APPROVED: pgettext_lazy("notice", "A version of a manual was approved"),
    RESTORED: pgettext_lazy("notice", "A manual was rolled back"),
    NOT_APPROVED: pgettext_lazy("notice", "The approval of a version was taken back"),
    GIVEN_UP: pgettext_lazy("notice", "A version of a manual was given up"),
    UNUSUAL: pgettext_lazy("notice", "Something unusual was found in the logs"),
    CHAIN_BROKEN: pgettext_lazy("notice", "The logs are not what was written"),
}
