"""Stable codes of types, priorities, channels, states and messages, with their labels."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

CONSULTATION, REQUEST, FAULT = "consultation", "request", "fault"
COMPLAINT, SUGGESTION, PRAISE = "complaint", "suggestion", "praise"
TYPES = {
    CONSULTATION: _("Consultation"),
    REQUEST: _("Request"),
    FAULT: _("Fault"),
    COMPLAINT: _("Complaint"),
    SUGGESTION: _("Suggestion"),
    PRAISE: _("Praise"),
}

EMERGENCY, URGENT, ROUTINE = "emergency", "urgent", "routine"
PRIORITIES = {EMERGENCY: _("Emergency"), URGENT: _("Urgent"), ROUTINE: _("Routine")}

PORTAL, PHONE = "portal", "phone"
CHANNELS = {PORTAL: _("Portal"), PHONE: _("Phone")}

NEW, OPEN, WAITING_CUSTOMER, RESOLVED, CLOSED = "new", "open", "waiting_customer", "resolved", "closed"
STATUSES = {
    NEW: pgettext_lazy("case status", "New"),
    OPEN: pgettext_lazy("case status", "In progress"),
    WAITING_CUSTOMER: pgettext_lazy("case status", "Waiting for customer"),
    RESOLVED: pgettext_lazy("case status", "Resolved"),
    CLOSED: pgettext_lazy("case status", "Closed"),
}
ACTIVE = (NEW, OPEN, WAITING_CUSTOMER)

CUSTOMER_MESSAGE, REPLY, NOTE, AUTOMATIC = "customer", "reply", "note", "automatic"
MESSAGE_KINDS = {
    CUSTOMER_MESSAGE: _("Customer"),
    REPLY: _("Reply to the customer"),
    NOTE: _("Internal note"),
    AUTOMATIC: _("Automatic message"),
}

STAY, WAIT, RESOLVE = "stay", "wait", "resolve"
AFTER_REPLY = {
    STAY: _("Send and keep working"),
    WAIT: _("Send and wait for the customer"),
    RESOLVE: _("Send and mark as resolved"),
}
