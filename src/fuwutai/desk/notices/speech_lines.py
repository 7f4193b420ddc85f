"""Notices about words in cases: that somebody is named in a note, and that a reply was not sent."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from fuwutai.desk.cases.history.speech import why_stopped
from fuwutai.domain.notices.choices import MENTIONED, REPLY_STOPPED

SPOKEN = frozenset({MENTIONED, REPLY_STOPPED})


def speech_words(notice: Any) -> dict[str, str]:
    """Return title, step and badge (mark, tone, icon) of a notice about words in a case."""
    if notice.code == MENTIONED:
        return {
            "title": _("%(number)s: a colleague names you in a note") % {"number": notice.case.number},
            "step": _("Read the note, and answer by a note of your own."),
            "mark": pgettext("notice", "Named"),
            "tone": "blue",
            "icon": "people",
        }
    facts = {"number": notice.data["number"], "why": why_stopped(notice.data["why"])}
    return {
        "title": _("%(number)s: a reply was not sent. %(why)s") % facts,
        "step": _step(notice),
        "mark": pgettext("notice", "Not sent"),
        "tone": "amber",
        "icon": "alert",
    }


def _step(notice: Any) -> str:
    if notice.data["why"] == "author_gone":
        return _("Its words are a draft above the composer: go on with it, or write anew.")
    if notice.case is None:
        return _("Who works on the case now finds your words as a shared draft; nothing is left to do for you.")
    return _("Your words are in the composer again: see what is new, then send them or change them.")
