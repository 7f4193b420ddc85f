"""Stable codes of clocks and their states."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

FIRST_RESPONSE, RESOLUTION = "first_response", "resolution"
CLOCKS = {FIRST_RESPONSE: _("First response"), RESOLUTION: _("Resolution")}

RUNNING, PAUSED, STOPPED = "running", "paused", "stopped"
STATES = {
    RUNNING: pgettext_lazy("clock state", "Running"),
    PAUSED: pgettext_lazy("clock state", "Paused"),
    STOPPED: pgettext_lazy("clock state", "Stopped"),
}
