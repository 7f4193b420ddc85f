"""Notices about the review of a version in words: what became of it, and what the reader does next."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from fuwutai.domain.notices.choices import (
    APPROVED,
    GIVEN_UP,
    NOT_APPROVED,
    RESTORED,
    REVIEW_ASKED,
    REVIEW_ENDED,
)
from fuwutai.domain.standards.choices import DRAFT, IN_REVIEW

REVIEWS = frozenset({REVIEW_ASKED, REVIEW_ENDED, APPROVED, RESTORED, NOT_APPROVED, GIVEN_UP})
_ASKS_OF = {REVIEW_ASKED: IN_REVIEW, REVIEW_ENDED: DRAFT, NOT_APPROVED: DRAFT}
"""The state in which a version still asks something of whoever was told."""


def review_words(code: str, facts: Mapping[str, Any], state: str) -> dict[str, str]:
    """Return title, step and badge of a notice about a version that is in a state now."""
    mark, tone, icon = _badges()[code]
    over = code in _ASKS_OF and _ASKS_OF[code] != state
    step = _("It has moved on since; nothing is left to do.") if over else _steps()[code]
    return {"title": _titles()[code] % facts, "step": step, "mark": mark, "tone": tone, "icon": icon}


def _titles() -> dict[str, str]:
    return {
        REVIEW_ASKED: _("%(manual)s: version %(number)s was sent for review"),
        REVIEW_ENDED: _("%(manual)s: version %(number)s came back from review"),
        APPROVED: _("%(manual)s: version %(number)s was approved"),
        RESTORED: _("%(manual)s was rolled back by version %(number)s"),
        NOT_APPROVED: _("%(manual)s: the approval of version %(number)s was taken back"),
        GIVEN_UP: _("%(manual)s: version %(number)s was given up"),
    }


def _steps() -> dict[str, str]:
    return {
        REVIEW_ASKED: _("Read what changes, then approve it or send it back."),
        REVIEW_ENDED: _("Read the remarks, change what they ask for, and send it for review again."),
        APPROVED: _("See from when it applies, and whether the people concerned have been told."),
        RESTORED: _("See what applies again, and whether the people concerned have been told."),
        NOT_APPROVED: _("Read why; change it and send it for review again, or give it up."),
        GIVEN_UP: _("It changes nothing and can still be read."),
    }


def _badges() -> dict[str, tuple[str, str, str]]:
    return {
        REVIEW_ASKED: (pgettext("notice", "To review"), "blue", "eye"),
        REVIEW_ENDED: (pgettext("notice", "To be changed"), "amber", "edit"),
        APPROVED: (pgettext("notice", "Approved"), "green", "check"),
        RESTORED: (pgettext("notice", "Rolled back"), "amber", "history"),
        NOT_APPROVED: (pgettext("notice", "Taken back"), "amber", "undo"),
        GIVEN_UP: (pgettext("notice", "Given up"), "slate", "x"),
    }
