"""What stands out about a case, wherever it is named: said from its row alone."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from fuwutai.design.moments import day_moment
from fuwutai.domain.cases.choices import CLOSED, RESOLVED

ASKED_FOR = timedelta(days=14)
"""So long after its closing a case without a rating stands out; then nobody asks any more."""


@dataclass(frozen=True, slots=True)
class Flag:
    """A small mark: tone of the design, icon, and its words."""

    tone: str
    icon: str
    text: str


def flags_of(case: Any, now: datetime) -> list[Flag]:
    """Return the marks of a case, the gravest first. Cost: none."""
    found: list[Flag] = []
    if case.supervised:
        found.append(Flag("red", "eye", pgettext("flag", "Supervised")))
    if case.urges:
        said = ngettext("Urged once", "Urged %(n)s times", case.urges) % {"n": case.urges}
        found.append(Flag("amber", "bell", said))
    if case.redone:
        found.append(Flag("amber", "undo", pgettext("flag", "Sent back")))
    if case.snoozed_until and case.snoozed_until > now:
        until = day_moment(case.snoozed_until, now)
        found.append(Flag("slate", "clock", _("Snoozed until %(when)s") % {"when": until}))
    if case.status == RESOLVED and case.next_step_at is None:
        found.append(Flag("amber", "alert", pgettext("flag", "Does not close by itself")))
    unrated = case.status == CLOSED and not case.rating and case.merged_into_id is None and case.archived_at is None
    if unrated and case.status_since > now - ASKED_FOR:
        found.append(Flag("slate", "star", pgettext("flag", "Rating not recorded")))
    if case.archived_at:
        found.append(Flag("slate", "archive", pgettext("flag", "Archived")))
    return found
