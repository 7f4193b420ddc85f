"""Notices about who answers for a case and how it ends, in words."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from fuwutai.domain.notices.choices import CODES, HAND_OVER, HELD_UP, UNFINISHED

ENDINGS = frozenset({HAND_OVER, HELD_UP, UNFINISHED})


def ending_words(notice: Any) -> dict[str, str]:
    """Return title, step and badge (mark, tone, icon) of a notice about who answers for a case, or its end."""
    said = _said().get(notice.data.get("event", ""))
    title, step, mark, tone, icon = said or (str(CODES[notice.code]), "", pgettext("notice", "Case"), "slate", "info")
    number = notice.case.number if notice.case else ""
    return {"title": title % {"number": number}, "step": step, "mark": mark, "tone": tone, "icon": icon}


def _said() -> dict[str, tuple[str, str, str, str, str]]:
    answers = pgettext("notice", "Responsible")
    ends = pgettext("notice", "Closing")
    return {
        "cases.hand_over_offered": (
            _("%(number)s: you are asked to answer for it"),
            _("Read why, and accept it or say why not."),
            answers,
            "amber",
            "assign",
        ),
        "cases.hand_over_accepted": (
            _("%(number)s: your colleague answers for it now"),
            _("Nothing is left to do for you."),
            answers,
            "green",
            "check",
        ),
        "cases.hand_over_declined": (
            _("%(number)s: your colleague does not take it"),
            _("Read why, and ask somebody else or go on yourself."),
            answers,
            "amber",
            "undo",
        ),
        "cases.responsibility_passed": (
            _("%(number)s: you answer for it now"),
            _("A colleague has left. See how far the case is, or hand it over."),
            answers,
            "amber",
            "person",
        ),
        "cases.closing_held_up": (
            _("%(number)s does not close by itself"),
            _("Open the card “Result and rating”: it says what is missing."),
            ends,
            "amber",
            "alert",
        ),
        "cases.closed_unfinished": (
            _("%(number)s was closed by its customer, and something is missing"),
            _("Open the card “Result and rating” and add what is missing."),
            ends,
            "amber",
            "alert",
        ),
    }
