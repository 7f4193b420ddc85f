"""Where a notice leads."""

from typing import Any

from django.urls import reverse

from fuwutai.desk.notices.audit_lines import WATCHES
from fuwutai.desk.notices.closing_lines import ENDINGS
from fuwutai.desk.notices.file_lines import FILES, file_address
from fuwutai.desk.notices.review_lines import REVIEWS
from fuwutai.desk.notices.rule_lines import RULES, rule_address
from fuwutai.desk.notices.side_lines import SIDE, side_address
from fuwutai.domain.notices.choices import HAND_OVER, MENTIONED, REVISION_DUE, TAKEN_BACK, UNUSUAL


def address_of(notice: Any) -> str:
    """Return the page of what a notice is about: case, version, announcement or manual, else the list of notices."""
    if notice.code in ENDINGS:
        card = "desk:case_responsible" if notice.code == HAND_OVER else "desk:case_ending"
        return reverse(card, args=[notice.case_id])
    if notice.code in RULES:
        return rule_address(notice)
    if notice.code in SIDE:
        return side_address(notice)
    if notice.code in FILES:
        return file_address(notice)
    if notice.code == MENTIONED:
        return f"{reverse('desk:case', args=[notice.case_id])}#message-{notice.data['message']}"
    if notice.case_id:
        return reverse("desk:case", args=[notice.case_id])
    if notice.code in WATCHES:
        return reverse("desk:audit_unusual" if notice.code == UNUSUAL else "desk:audit_chain")
    if notice.code == REVISION_DUE:
        return reverse("desk:manual_versions", args=[notice.data["manual"]])
    if notice.code == TAKEN_BACK:  # the announcement itself is gone
        return reverse("desk:announcements")
    if notice.code in REVIEWS:
        return reverse("desk:manual_version", args=[notice.data["version"]])
    if "announcement" in notice.data:
        return reverse("desk:announcement", args=[notice.data["announcement"]])
    return reverse("desk:notices")
