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

HIGH, MEDIUM, LOW = "high", "medium", "low"
URGENCIES = {
    HIGH: pgettext_lazy("urgency", "High"),
    MEDIUM: pgettext_lazy("urgency", "Medium"),
    LOW: pgettext_lazy("urgency", "Low"),
}
SIMPLE, ORDINARY, COMPLEX = "simple", "ordinary", "complex"
COMPLEXITIES = {
    SIMPLE: pgettext_lazy("complexity", "Simple"),
    ORDINARY: pgettext_lazy("complexity", "Ordinary"),
    COMPLEX: pgettext_lazy("complexity", "Complex"),
}
BASIC, VALUE_ADDED, PERSONALISED = "basic", "value_added", "personalised"
SERVICE_CLASSES = {
    BASIC: pgettext_lazy("service class", "Basic"),
    VALUE_ADDED: pgettext_lazy("service class", "Value-added"),
    PERSONALISED: pgettext_lazy("service class", "Personalised"),
}
GENERAL, AFTER_SALES, TELECOM, SERVICE_CENTRE = "general", "after_sales", "telecom", "service_centre"
LINES = {
    GENERAL: pgettext_lazy("service line", "General"),
    AFTER_SALES: pgettext_lazy("service line", "After-sales"),
    TELECOM: pgettext_lazy("service line", "Telecom"),
    SERVICE_CENTRE: pgettext_lazy("service line", "Service centre"),
}

PORTAL, PHONE, MAIL, WECHAT, SMS, APP = "portal", "phone", "mail", "wechat", "sms", "app"
COUNTER, OTHER_CHANNEL = "counter", "other"
CATEGORIES = {
    "fault": pgettext_lazy("case category", "Faults"),
    "fault.network": pgettext_lazy("case category", "Network faults"),
    "broadband_outage": pgettext_lazy("case category", "Internet outage"),
    "broadband_slow": pgettext_lazy("case category", "Slow or unstable internet"),
    "broadband_wifi": pgettext_lazy("case category", "Wi-Fi and home network"),
    "broadband_tv": pgettext_lazy("case category", "TV box"),
    "broadband_install": pgettext_lazy("case category", "Install, move, disconnect"),
    "landline": pgettext_lazy("case category", "Landline"),
    "mobile_signal": pgettext_lazy("case category", "Signal and calls"),
    "mobile_data": pgettext_lazy("case category", "Mobile data"),
    "mobile_plan": pgettext_lazy("case category", "Plans and contracts"),
    "mobile_sim": pgettext_lazy("case category", "SIM and ownership"),
    "mobile_porting": pgettext_lazy("case category", "Number porting"),
    "mobile_roaming": pgettext_lazy("case category", "Roaming"),
    "mobile_messages": pgettext_lazy("case category", "Texts and spam"),
    "billing_charge": pgettext_lazy("case category", "Disputed charge"),
    "billing_invoice": pgettext_lazy("case category", "Invoices"),
    "billing_topup": pgettext_lazy("case category", "Payments and top-ups"),
    "billing_refund": pgettext_lazy("case category", "Refunds"),
    "service_attitude": pgettext_lazy("case category", "Staff conduct"),
    "service_hall": pgettext_lazy("case category", "Stores"),
    "service_hotline": pgettext_lazy("case category", "Phone support"),
    "service_visit": pgettext_lazy("case category", "Home visits"),
    "service_privacy": pgettext_lazy("case category", "Personal data"),
    "service_app": pgettext_lazy("case category", "Customer app"),
    "network_building": pgettext_lazy("case category", "Network construction"),
}
"""What shipped manuals and the demo centre call their categories; a centre makes more, and those stand as their code.

A category is narrower than the one before its last dot.
"""

CHANNELS = {
    PORTAL: _("Portal"),
    PHONE: _("Phone"),
    MAIL: pgettext_lazy("channel", "Mail"),
    WECHAT: pgettext_lazy("channel", "WeChat"),
    SMS: pgettext_lazy("channel", "Text message"),
    APP: pgettext_lazy("channel", "App"),
    COUNTER: pgettext_lazy("channel", "Counter"),
    OTHER_CHANNEL: pgettext_lazy("channel", "Other"),
}

NEW, OPEN, WAITING_CUSTOMER, RESOLVED, CLOSED = "new", "open", "waiting_customer", "resolved", "closed"
WAITING_THIRD_PARTY = "waiting_third_party"
STATUSES = {
    NEW: pgettext_lazy("case status", "New"),
    OPEN: pgettext_lazy("case status", "In progress"),
    WAITING_CUSTOMER: pgettext_lazy("case status", "Waiting for customer"),
    WAITING_THIRD_PARTY: pgettext_lazy("case status", "Waiting for third party"),
    RESOLVED: pgettext_lazy("case status", "Resolved"),
    CLOSED: pgettext_lazy("case status", "Closed"),
}
WAITS_FOR = {WAITING_CUSTOMER: "customer", WAITING_THIRD_PARTY: "third_party"}
ACTIVE = (NEW, OPEN, WAITING_CUSTOMER, WAITING_THIRD_PARTY)

CUSTOMER_MESSAGE, REPLY, NOTE, AUTOMATIC = "customer", "reply", "note", "automatic"
MESSAGE_KINDS = {
    CUSTOMER_MESSAGE: _("Customer"),
    REPLY: _("Reply to the customer"),
    NOTE: _("Internal note"),
    AUTOMATIC: _("Automatic message"),
}

STAY, WAIT, THIRD_PARTY, RESOLVE = "stay", "wait", "third_party", "resolve"
AFTER_REPLY = {
    STAY: _("Send and keep working"),
    WAIT: _("Send and wait for the customer"),
    THIRD_PARTY: _("Send and wait for a third party"),
    RESOLVE: _("Send and mark as resolved"),
}

SETTLED, NOT_SETTLED, NOT_REACHED = "settled", "not_settled", "not_reached"
CALL_BACK_OUTCOMES = {
    SETTLED: _("The customer confirms the result"),
    NOT_SETTLED: _("The customer is not content"),
    NOT_REACHED: _("Nobody could be reached"),
}
