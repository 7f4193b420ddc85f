"""Stable codes of types, priorities, channels, states and messages, with their labels."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

EMERGENCY_CASE = "emergency"
CONSULTATION, REQUEST, FAULT = "consultation", "request", "fault"
COMPLAINT, SUGGESTION, PRAISE = "complaint", "suggestion", "praise"
TYPES = {
    CONSULTATION: _("Consultation"),
    REQUEST: _("Request"),
    FAULT: _("Fault"),
    COMPLAINT: _("Complaint"),
    SUGGESTION: _("Suggestion"),
    PRAISE: _("Praise"),
    EMERGENCY_CASE: pgettext_lazy("case type", "Emergency"),
}

EMERGENCY, URGENT, ROUTINE = "emergency", "urgent", "routine"
PRIORITIES = {EMERGENCY: _("Emergency"), URGENT: _("Urgent"), ROUTINE: _("Routine")}

HIGH, MEDIUM, LOW = "high", "medium", "low"
URGENCIES = {
    HIGH: pgettext_lazy("urgency", "High"),
    MEDIUM: pgettext_lazy("urgency", "Medium"),
    LOW: pgettext_lazy("urgency", "Low"),
}
IMPACTS = {
    HIGH: pgettext_lazy("impact", "Many customers"),
    MEDIUM: pgettext_lazy("impact", "Several customers"),
    LOW: pgettext_lazy("impact", "One customer"),
}
TECHNICAL, PROCESS, EMOTIONAL = "technical", "process", "emotional"
NATURES = {
    TECHNICAL: pgettext_lazy("nature", "Technical"),
    PROCESS: pgettext_lazy("nature", "Process"),
    EMOTIONAL: pgettext_lazy("nature", "Emotional"),
}
"""What kind of problem it is, as shipped; a centre makes more (S0-2.3-2)."""
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
    # after-sales: the four classes of S2-3.1.1
    "basic": pgettext_lazy("case category", "Basic problems"),
    "basic.device_failure": pgettext_lazy("case category", "Device failure"),
    "basic.unclear_instructions": pgettext_lazy("case category", "Unclear instructions"),
    "basic.slow_response": pgettext_lazy("case category", "Slow response"),
    "impact": pgettext_lazy("case category", "Problems with consequences"),
    "impact.product_damage": pgettext_lazy("case category", "Product damage"),
    "impact.out_of_warranty": pgettext_lazy("case category", "Repair out of warranty"),
    "impact.irregular_process": pgettext_lazy("case category", "Irregular service process"),
    "systemic": pgettext_lazy("case category", "Systemic problems"),
    "systemic.system_failure": pgettext_lazy("case category", "System failure"),
    "systemic.data_anomaly": pgettext_lazy("case category", "Wrong data"),
    "systemic.process_defect": pgettext_lazy("case category", "Incomplete service process"),
    "experience": pgettext_lazy("case category", "Problems of experience"),
    "experience.poor_communication": pgettext_lazy("case category", "Poor communication"),
    "experience.poor_attitude": pgettext_lazy("case category", "Poor attitude"),
    "experience.delayed_response": pgettext_lazy("case category", "Delayed response"),
    # telecom: the service catalogue of S3-3.1
    "communication": pgettext_lazy("case category", "Basic communication"),
    "communication.voice": pgettext_lazy("case category", "Voice"),
    "communication.messages": pgettext_lazy("case category", "Text messages"),
    "communication.data": pgettext_lazy("case category", "Data access"),
    "value_added": pgettext_lazy("case category", "Value-added services"),
    "value_added.broadband": pgettext_lazy("case category", "Broadband"),
    "value_added.cloud": pgettext_lazy("case category", "Cloud services"),
    "value_added.iot": pgettext_lazy("case category", "Internet of things"),
    "value_added.video_call": pgettext_lazy("case category", "Video calls"),
    "value_added.games": pgettext_lazy("case category", "Games"),
    "value_added.payment": pgettext_lazy("case category", "Mobile payment"),
    "personalised": pgettext_lazy("case category", "Personalised services"),
    "personalised.packages": pgettext_lazy("case category", "Custom packages"),
    "personalised.home_broadband": pgettext_lazy("case category", "Home broadband"),
    "personalised.enterprise_lines": pgettext_lazy("case category", "Enterprise lines"),
    "personalised.terminals": pgettext_lazy("case category", "Smart terminals"),
}
"""What shipped manuals and the demo centre call their categories; a centre makes more, and those stand as their code.

A category is narrower than the one before its last dot.
"""

RESOLUTIONS = {
    "answered": pgettext_lazy("resolution", "Question answered"),
    "fixed": pgettext_lazy("resolution", "Repaired or corrected"),
    "done": pgettext_lazy("resolution", "Request carried out"),
    "replaced": pgettext_lazy("resolution", "Replaced"),
    "compensated": pgettext_lazy("resolution", "Compensated"),
    "apologised": pgettext_lazy("resolution", "Apologised"),
    "passed_on": pgettext_lazy("resolution", "Passed on to whoever is responsible"),
    "not_justified": pgettext_lazy("resolution", "Checked, and not justified"),
    "withdrawn": pgettext_lazy("resolution", "Withdrawn by the customer"),
    "not_reached": pgettext_lazy("resolution", "Customer could not be reached"),
    "duplicate": pgettext_lazy("resolution", "Same matter as another case"),
}
"""How a matter ended, as shipped; a centre makes more."""

PROCESS_CAUSE, SYSTEM_CAUSE, STAFF_CAUSE, CUSTOMER_CAUSE = "process", "system", "staff", "customer"
CAUSE_GROUPS = {
    PROCESS_CAUSE: pgettext_lazy("cause", "Process"),
    SYSTEM_CAUSE: pgettext_lazy("cause", "System"),
    STAFF_CAUSE: pgettext_lazy("cause", "Staff"),
    CUSTOMER_CAUSE: pgettext_lazy("cause", "Customer"),
}
"""What is at the root: every cause is of one of these (S0-5.3-3)."""
CAUSES = {
    "process_missing": pgettext_lazy("cause", "No rule for it"),
    "process_unclear": pgettext_lazy("cause", "The rule is unclear or gets in the way"),
    "process_handover": pgettext_lazy("cause", "Lost between two departments"),
    "system_failure": pgettext_lazy("cause", "Failure of a system or the network"),
    "system_data": pgettext_lazy("cause", "Wrong data in a system"),
    "system_product": pgettext_lazy("cause", "Defect of the product or device"),
    "staff_knowledge": pgettext_lazy("cause", "Did not know how"),
    "staff_omission": pgettext_lazy("cause", "Forgotten or done wrong"),
    "staff_attitude": pgettext_lazy("cause", "Attitude or wording"),
    "customer_use": pgettext_lazy("cause", "Used in another way than meant"),
    "customer_expectation": pgettext_lazy("cause", "Expected something else"),
    "customer_information": pgettext_lazy("cause", "Information was missing or wrong"),
}
"""Why it came to this, as shipped; a centre makes more."""

ACTIVITIES = {
    "talking": pgettext_lazy("kind of work", "Talking to the customer"),
    "writing": pgettext_lazy("kind of work", "Writing to the customer"),
    "looking_into": pgettext_lazy("kind of work", "Looking into the matter"),
    "arranging": pgettext_lazy("kind of work", "Arranging with colleagues or others"),
    "on_site": pgettext_lazy("kind of work", "Work at the customer's place"),
    "after_work": pgettext_lazy("kind of work", "Paperwork afterwards"),
}
"""For what time is spent, as shipped; a centre makes more."""

CATEGORY_TERM, NATURE_TERM, RESOLUTION_TERM = "category", "nature", "resolution"
CAUSE_TERM, ACTIVITY_TERM, REGION_TERM = "cause", "activity", "region"
VOCABULARIES = {
    CATEGORY_TERM: pgettext_lazy("vocabulary", "Categories"),
    NATURE_TERM: pgettext_lazy("vocabulary", "Natures of problems"),
    REGION_TERM: pgettext_lazy("vocabulary", "Regions"),
    RESOLUTION_TERM: pgettext_lazy("vocabulary", "Resolutions"),
    CAUSE_TERM: pgettext_lazy("vocabulary", "Causes"),
    ACTIVITY_TERM: pgettext_lazy("vocabulary", "Kinds of work"),
}
"""The lists by which a centre sorts its cases."""
SHIPPED_TERMS = {
    CATEGORY_TERM: CATEGORIES,
    NATURE_TERM: NATURES,
    REGION_TERM: {},
    RESOLUTION_TERM: RESOLUTIONS,
    CAUSE_TERM: CAUSES,
    ACTIVITY_TERM: ACTIVITIES,
}
"""What the terms of each list are called as long as the centre calls them nothing else."""

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

GIVEN, DECLINED, NO_ANSWER = "given", "declined", "no_answer"
RATINGS = {
    GIVEN: pgettext_lazy("rating", "The customer gave a score"),
    DECLINED: pgettext_lazy("rating", "The customer did not want to rate"),
    NO_ANSWER: pgettext_lazy("rating", "No answer"),
}
"""What came of asking how content the customer is. Source: S0-2.3-5."""
SCORES = {
    5: pgettext_lazy("score", "Very content"),
    4: pgettext_lazy("score", "Content"),
    3: pgettext_lazy("score", "So-so"),
    2: pgettext_lazy("score", "Not content"),
    1: pgettext_lazy("score", "Not content at all"),
}
OFFERED, OFFER_ACCEPTED, OFFER_DECLINED, OFFER_WITHDRAWN = "offered", "accepted", "declined", "withdrawn"
HAND_OVER_STATES = {
    OFFERED: pgettext_lazy("hand-over", "Waits for an answer"),
    OFFER_ACCEPTED: pgettext_lazy("hand-over", "Accepted"),
    OFFER_DECLINED: pgettext_lazy("hand-over", "Declined"),
    OFFER_WITHDRAWN: pgettext_lazy("hand-over", "Taken back"),
}

RELATED, DUPLICATE = "related", "duplicate"
LINK_KINDS = {
    RELATED: pgettext_lazy("link", "Related"),
    DUPLICATE: pgettext_lazy("link", "Duplicate"),
}
