"""Stable codes of roles, permissions, units, themes and languages with their labels."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

AGENT, SUPERVISOR, ADMINISTRATOR = "agent", "supervisor", "administrator"
ROLES = {
    AGENT: _("Agent"),
    "complaint_officer": _("Complaint officer"),
    "technician": _("Technician"),
    "quality_inspector": _("Quality inspector"),
    "trainer": _("Trainer"),
    SUPERVISOR: _("Supervisor"),
    "service_manager": _("Service manager"),
    "compliance_officer": _("Compliance officer"),
    "auditor": _("Auditor"),
    ADMINISTRATOR: _("Administrator"),
}
"""The roles that are shipped; a centre changes them and adds its own."""

OWN, TEAM, UNIT, ALL = "own", "team", "unit", "all"
REACHES = {
    OWN: pgettext_lazy("reach", "What is in the person's own hands"),
    TEAM: pgettext_lazy("reach", "What the person's teams have"),
    UNIT: pgettext_lazy("reach", "What the person's unit and all units below it have"),
    ALL: pgettext_lazy("reach", "Everything in the centre"),
}
"""How far somebody sees."""

UNIT_KINDS = {
    "head_office": pgettext_lazy("unit", "Head office"),
    "branch": pgettext_lazy("unit", "Branch"),
    "subsidiary": pgettext_lazy("unit", "Subsidiary"),
    "partner": pgettext_lazy("unit", "Partner"),
}
"""What a unit of the organisation is. Source: S3-8.1.4-1."""

PERMISSIONS_IN_WORDS = {
    pgettext_lazy("permissions", "Cases"): {
        "cases.view": _("See cases"),
        "cases.open": _("Open a case for a customer"),
        "cases.take": _("Take a case"),
        "cases.reply": _("Write to the customer"),
        "cases.note": _("Write notes that only colleagues see"),
        "cases.wait": _("Let a case wait for somebody"),
        "cases.classify": _("Change type, priority and category"),
        "cases.resolve": _("Mark a case as resolved"),
        "cases.confirm": _("Note that the customer agrees"),
        "cases.call_back": _("Note a call-back"),
        "cases.reopen": _("Open a closed case again"),
        "cases.close": _("Close a case"),
        "cases.assign": _("Give a case to a colleague or a team"),
        "cases.merge": _("Merge cases"),
        "cases.split": _("Split a case"),
        "cases.rate": _("Note how content the customer is"),
        "cases.side": _("Talk beside a case with other teams and people outside"),
        "cases.redo": _("Send a finished case back to be done anew"),
        "cases.supervise": _("Supervise a case until it is reported on"),
        "cases.archive": _("Archive cases and bring them back"),
        "cases.redact": _("Take parts of messages and files out for good"),
        "cases.configure": _("Change categories, fields and checklists of cases"),
        "views.share": _("Share views with a team or all"),
        "macros.share": _("Share macros with a team or all"),
        "phrases.edit": _("Write standard phrases"),
        "dispatch.edit": _("Say how work is shared out"),
        "automation.view": _("See rules of automation and what they did"),
        "automation.edit": _("Write rules of automation"),
        "cases.export": _("Take cases out as a file; each time is logged"),
        "cases.import": _("Take in cases of another system (only who sees the whole centre)"),
        "complaints.view": _("See complaints that other teams handle"),
    },
    pgettext_lazy("permissions", "Customers"): {
        "customers.view": _("See customers, with masked contacts"),
        "customers.reveal": _("See full contacts for a reason that is kept"),
        "customers.edit": _("Change what is known of customers"),
        "customers.classify": _("Say in which class and with what care a customer is served"),
        "customers.restricted": _("See customers of whom only few may know"),
        "customers.merge": _("Merge customers who are one person, and take that back"),
        "customers.import": _("Take in customers from a file (only who sees the whole centre)"),
        "customers.export": _("Take customers out as a file; each time is logged"),
        "customers.erase": _("Erase what is known of a customer for good (only who sees the whole centre)"),
    },
    pgettext_lazy("permissions", "Manuals and evidence"): {
        "overview.view": _("See the overview, attainment and evidence"),
        "standards.edit": _("Write new versions of manuals"),
        "standards.approve": _("Approve versions of manuals and decide conflicts"),
        "evidence.attest": _("Attest what is done outside the system"),
    },
    pgettext_lazy("permissions", "People and operations"): {
        "audit.view": _("See who did, saw and exported what (only who sees the whole centre)"),
        "staff.view": _("See who works where, with roles"),
        "staff.edit": _("Add and change people, teams, units and roles"),
        "calendars.edit": _("Change working calendars"),
        "centre.edit": _("Change the centre's own data"),
        "operations.view": _("See how the system runs"),
        "operations.repair": _("Repair parked jobs and messages"),
    },
}
"""Every permission in plain words, by group."""

SCOPES_IN_WORDS = {
    "cases:read": _("Read cases, as far as the person sees them"),
    "cases:write": _("Open and change cases, as far as the person may"),
    "customers:read": _("Read customers, with masked contacts"),
}
"""What a token of each scope may do."""

THEMES = {"auto": _("As the device"), "light": _("Light"), "dark": _("Dark")}
DENSITIES = {"comfortable": _("Comfortable"), "compact": _("Compact")}
TEXT_SIZES = {"normal": _("Normal text"), "large": _("Large text")}
LANGUAGES = {"zh-hans": "简体中文", "en": "English"}

AVAILABLE, OFFLINE = "available", "offline"
PRESENCES = {
    AVAILABLE: pgettext_lazy("presence", "Available"),
    "busy": pgettext_lazy("presence", "Busy"),
    "break": pgettext_lazy("presence", "Short break"),
    "wrap_up": pgettext_lazy("presence", "After-call work"),
    "meeting": pgettext_lazy("presence", "In a meeting"),
    "training": pgettext_lazy("presence", "In training"),
    OFFLINE: pgettext_lazy("presence", "Offline"),
}
"""Whether a person takes new work, and if not, why; who never said is offline."""

CAPACITY_CHANNELS = {
    "any": pgettext_lazy("capacity", "Cases in hand, all channels together"),
    "phone": pgettext_lazy("capacity", "Phone calls"),
    "chat": pgettext_lazy("capacity", "Chats"),
    "email": pgettext_lazy("capacity", "Mails"),
    "counter": pgettext_lazy("capacity", "Counter"),
}
"""Of what a person can have only so much at a time."""

LEVELS = {
    1: pgettext_lazy("skill level", "1 · Learning"),
    2: pgettext_lazy("skill level", "2 · With help"),
    3: pgettext_lazy("skill level", "3 · On her own"),
    4: pgettext_lazy("skill level", "4 · Difficult cases"),
    5: pgettext_lazy("skill level", "5 · Teaches others"),
}
"""How well somebody can do something. Source: S0-1.4-1."""
