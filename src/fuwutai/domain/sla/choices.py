"""Stable codes of clocks, their states, and why they stand."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

ACKNOWLEDGE, FIRST_RESPONSE, NEXT_RESPONSE = "acknowledge", "first_response", "next_response"
RESOLUTION, RESULT_NOTICE, FIRST_FOLLOW_UP = "resolution", "result_notice", "first_follow_up"
COMPLAINT_REPLY = "complaint_reply"
CLOCKS = {
    ACKNOWLEDGE: pgettext_lazy("clock", "Acknowledge"),
    FIRST_RESPONSE: _("First response"),
    NEXT_RESPONSE: pgettext_lazy("clock", "Next response"),
    RESOLUTION: _("Resolution"),
    RESULT_NOTICE: pgettext_lazy("clock", "Result notice"),
    FIRST_FOLLOW_UP: pgettext_lazy("clock", "First follow-up"),
    COMPLAINT_REPLY: pgettext_lazy("clock", "Complaint reply"),
}

RUNNING, PAUSED, STOPPED, CANCELLED = "running", "paused", "stopped", "cancelled"
STATES = {
    RUNNING: pgettext_lazy("clock state", "Running"),
    PAUSED: pgettext_lazy("clock state", "Paused"),
    STOPPED: pgettext_lazy("clock state", "Stopped"),
    CANCELLED: pgettext_lazy("clock state", "Cancelled"),
}

CUSTOMER, THIRD_PARTY = "customer", "third_party"
PAUSE_CAUSES = {
    CUSTOMER: pgettext_lazy("clock pause", "waits for the customer"),
    THIRD_PARTY: pgettext_lazy("clock pause", "waits for a third party"),
}

ASSIGNEE, TEAM, SUPERVISORS = "assignee", "team", "supervisors"
AUDIENCES = {
    ASSIGNEE: pgettext_lazy("escalation", "whoever works on the case"),
    TEAM: pgettext_lazy("escalation", "the whole team"),
    SUPERVISORS: pgettext_lazy("escalation", "the supervisors"),
}

PROMISES_KEPT = "promises_kept"
"""The figure of clauses that clocks obey, and of targets for it."""
