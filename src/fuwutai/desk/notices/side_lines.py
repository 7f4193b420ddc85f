"""Notices about talks beside cases: a team is asked something, or an answer came."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from fuwutai.domain.notices.choices import SIDE_ANSWERED, SIDE_ASKED

SIDE = frozenset({SIDE_ASKED, SIDE_ANSWERED})


def side_words(notice: Any) -> dict[str, str]:
    """Return title, step and badge (mark, tone, icon) of a notice about a talk beside a case."""
    if notice.code == SIDE_ASKED:
        return {
            "title": _("A colleague asks your team something"),
            "step": _("Read the question and answer it; of the case you need no more."),
            "mark": pgettext("notice", "Asked"),
            "tone": "blue",
            "icon": "people",
        }
    return {
        "title": _("%(number)s: an answer came beside the case") % {"number": notice.case.number},
        "step": _("Read it under “Side conversations”, and go on with the case."),
        "mark": pgettext("notice", "Answer"),
        "tone": "green",
        "icon": "people",
    }


def side_address(notice: Any) -> str:
    """Return where such a notice leads."""
    if notice.code == SIDE_ASKED:
        return reverse("desk:side_talk", args=[notice.data["talk"]])
    return reverse("desk:case_side_talks", args=[notice.case_id])
