"""Stable codes of exports, and how long their files wait."""

from datetime import timedelta
from typing import Final

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

RUNNING, DONE, STOPPED, REFUSED, OVER = "running", "done", "stopped", "refused", "over"
STATES = {
    RUNNING: pgettext_lazy("export", "Being made"),
    DONE: pgettext_lazy("export", "Ready"),
    STOPPED: pgettext_lazy("export", "Stopped"),
    REFUSED: pgettext_lazy("export", "Not allowed any more"),
    OVER: pgettext_lazy("export", "File is gone"),
}
ENDINGS: Final = {
    STOPPED: _("It was stopped. What had been made is gone."),
    REFUSED: _("You may not take cases out any more, so the file was not finished. Ask your administrator."),
    OVER: _("Files wait seven days and then go by themselves. Take the list out again if you still need it."),
}
"""State → what it means for whoever asked."""
KEPT_FOR = timedelta(days=7)
FORGOTTEN_AFTER = timedelta(days=90)
"""Until then the list of one's own exports shows a run, also one whose file is gone."""
