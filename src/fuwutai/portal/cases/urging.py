"""Asking where we are with it (催单): what came of it so far, in a customer's words, and the button."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from fuwutai.domain.cases.choices import NEW, OPEN, WAITING_THIRD_PARTY
from fuwutai.domain.cases.course import Urging
from fuwutai.portal.spoken import spoken_moment

OURS = (NEW, OPEN, WAITING_THIRD_PARTY)
"""States in which it is our turn, so that there is something to ask for."""


@dataclass(frozen=True, slots=True)
class UrgingWords:
    """What the page says of urging. `is_offered`: the button is there."""

    told: str
    answered: str
    later: str
    is_offered: bool


def urging_words(case: Any, urging: Urging, now: datetime) -> UrgingWords | None:
    """Return what a customer reads about urging, None where there is nothing to say and nothing to press."""
    is_ours = case.status in OURS and case.merged_into_id is None
    if not urging.count and not is_ours:
        return None
    told = answered = later = ""
    if urging.count and urging.last_at is not None:
        told = ngettext(
            "You have asked us once to hurry, %(when)s.",
            "You have asked us %(n)s times to hurry, last %(when)s.",
            urging.count,
        ) % {"n": urging.count, "when": spoken_moment(urging.last_at, now)}
        if urging.answered_at is not None:
            answered = _("We answered %(when)s.") % {"when": spoken_moment(urging.answered_at, now)}
        else:
            answered = _("Whoever looks after your case has been told and will answer you.")
    counts = urging.counts_at(now)
    if is_ours and not counts and urging.next_at is not None:
        later = _("That counted. You can ask again %(when)s.") % {"when": spoken_moment(urging.next_at, now)}
    return UrgingWords(told, answered, later, is_ours and counts)
