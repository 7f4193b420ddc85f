"""Stable codes of columns, states of a run, and what may be wrong with a row, with their words."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

CASES, CUSTOMERS = "cases", "customers"

FIELDS = {
    "external_id": _("Number in the other system"),
    "customer_name": _("Customer's name"),
    "customer_account": _("Customer's account"),
    "phone": _("Phone"),
    "email": _("E-mail"),
    "type": _("Type"),
    "category": _("Category"),
    "channel": _("Channel"),
    "priority": _("Priority"),
    "team": _("Team"),
    "line": _("Service line"),
    "service_class": _("Service class"),
    "urgency": _("Urgency"),
    "complexity": _("Complexity"),
    "impact": pgettext_lazy("case fact", "Impact"),
    "nature": pgettext_lazy("case fact", "Nature"),
    "region": pgettext_lazy("case fact", "Region"),
    "subject": _("Subject"),
    "body": _("Customer's words"),
    "opened_at": _("Opened"),
    "reply_body": _("Reply to the customer"),
    "replied_at": _("Replied"),
    "resolved_at": _("Resolved"),
    "closed_at": _("Closed"),
    "status": _("Status"),
}
ADDED_LATER = ("impact", "nature", "region")
"""Fields that files were read without before: where they say nothing, a row is still the same as it was then."""
CUSTOMER_FIELDS = {
    "name": pgettext_lazy("customer file", "Name"),
    "type": pgettext_lazy("customer file", "Kind of customer"),
    "phone": _("Phone"),
    "phone2": pgettext_lazy("customer file", "Second phone"),
    "email": _("E-mail"),
    "id_card": _("Identity number"),
    "account": pgettext_lazy("customer file", "Account"),
    "address": pgettext_lazy("customer file", "Address"),
    "organisation": pgettext_lazy("customer file", "Organisation"),
    "tier": pgettext_lazy("customer file", "Class of service"),
    "stage": pgettext_lazy("customer file", "Stage"),
    "language": pgettext_lazy("customer file", "Language"),
    "note": pgettext_lazy("customer file", "Note"),
}
"""What a column of a file of customers may be. Source: S2-4.4.2-2."""
FIELDS_OF = {CASES: FIELDS, CUSTOMERS: CUSTOMER_FIELDS}
TIMES = ("opened_at", "replied_at", "resolved_at", "closed_at")

WAITING, RUNNING, DONE, STOPPED, FAILED = "waiting", "running", "done", "stopped", "failed"
STATES = {
    WAITING: pgettext_lazy("import", "Waiting"),
    RUNNING: pgettext_lazy("import", "Running"),
    DONE: pgettext_lazy("import", "Done"),
    STOPPED: pgettext_lazy("import", "Stopped"),
    FAILED: pgettext_lazy("import", "Failed"),
}
UNFINISHED = (WAITING, RUNNING, STOPPED, FAILED)

PROBLEMS = {
    "missing": _("“%(column)s” is empty, but needed here."),
    "bad_time": _("“%(value)s” in “%(column)s” cannot be read as a time. Name its format in the mapping."),
    "in_future": _("“%(value)s” in “%(column)s” lies in the future."),
    "reply_before_opening": _("The reply of “%(value)s” is earlier than the opening."),
    "resolved_before_opening": _("The resolution of “%(value)s” is earlier than the opening."),
    "resolved_before_reply": _("The resolution of “%(value)s” is earlier than the reply."),
    "closed_before_resolution": _("The case was closed at “%(value)s”, earlier than what happened before."),
    "contradiction": _("Status “%(value)s” contradicts the times of the row."),
    "unknown_value": _("“%(value)s” in “%(column)s” is not known here. Say in the mapping what it means."),
    "bad_phone": _("“%(value)s” does not look like a phone number."),
    "bad_email": _("“%(value)s” does not look like a mail address."),
    "bad_id_card": _("“%(value)s” does not look like an identity number."),
    "too_long": _("“%(column)s” is too long to be stored."),
    "bad_character": _("“%(column)s” holds a character that cannot be stored, or is damaged."),
    "too_many_columns": _("The row has more cells than there are columns."),
    "bad_json": _("The line holds no JSON object."),
    "differs": _("A row of this number was imported before and said something else. The case stays as it is."),
}
"""Code → what is wrong, as a person is told; the row itself stands in the file of rejects."""
