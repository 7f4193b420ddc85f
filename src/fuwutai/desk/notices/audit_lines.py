"""Notices about the logs in words: something unusual was found, or the chain is not whole."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from fuwutai.domain.notices.choices import CHAIN_BROKEN, CODES, UNUSUAL

WATCHES = frozenset({UNUSUAL, CHAIN_BROKEN})


def watch_words(notice: Any) -> dict[str, str]:
    """Return title, step and badge (mark, tone, icon) of a notice about the logs."""
    if notice.code == UNUSUAL:
        return {
            "title": _("Something unusual was found in the logs of %(day)s") % {"day": notice.data.get("day", "")},
            "step": _("Look at each finding and write down what came of it."),
            "mark": pgettext("notice", "Unusual"),
            "tone": "amber",
            "icon": "alert",
        }
    return {
        "title": str(CODES[CHAIN_BROKEN]),
        "step": _("See which entry it is, keep a copy of the database, and find out who could change it."),
        "mark": pgettext("notice", "Chain broken"),
        "tone": "red",
        "icon": "shield",
    }
