"""Codes of standard phrases, and how long they may be."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

REPLY, NOTE, BOTH = "reply", "note", "both"
PURPOSES = {
    BOTH: pgettext_lazy("phrase", "Replies and notes"),
    REPLY: pgettext_lazy("phrase", "Replies to the customer"),
    NOTE: pgettext_lazy("phrase", "Internal notes"),
}
"""Where a phrase is offered: what is meant for colleagues never stands in the list for a reply."""

ZH, EN = "zh", "en"
PHRASE_LANGUAGES = {ZH: _("Chinese"), EN: _("English")}

LONGEST_TITLE, LONGEST_BODY, LONGEST_SHORTCUT, LONGEST_FOLDER = 60, 5_000, 20, 40
MOST_OWN, MOST_SHARED, MOST_FOLDERS = 200, 500, 40
"""No figures of a manual: nobody finds her way among more."""
USE_DAYS = 30
"""The days over which use is counted."""
