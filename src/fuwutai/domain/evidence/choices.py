"""By what figures are grouped, and what becomes of a promise."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

CLAUSE, RULE, TEAM, CATEGORY, CHANNEL = "clause", "rule", "team", "category", "channel"
PRIORITY, TYPE, WEEK, NONE = "priority", "type", "week", "none"
DIMENSIONS = {
    CLAUSE: _("Clause"),
    RULE: _("Rule"),
    TEAM: _("Team"),
    CATEGORY: _("Category"),
    CHANNEL: _("Channel"),
    PRIORITY: _("Priority"),
    TYPE: _("Type"),
    WEEK: _("Week"),
}
"""What can be grouped by, and narrowed to."""
GROUPS = {**DIMENSIONS, NONE: pgettext_lazy("grouping", "All together")}

KEPT, MISSED, OPEN, CANCELLED = "kept", "missed", "open", "cancelled"
OUTCOMES = {
    KEPT: pgettext_lazy("promise", "Kept"),
    MISSED: pgettext_lazy("promise", "Missed"),
    OPEN: pgettext_lazy("promise", "Still open"),
    CANCELLED: pgettext_lazy("promise", "Called off"),
}
DECIDED, STOPPED, DAY_ONLY = "decided", "stopped", "day_only"
RESOLVED, REOPENED = "resolved", "reopened"
SETS = {
    **OUTCOMES,
    DECIDED: pgettext_lazy("promise", "Kept or missed"),
    STOPPED: pgettext_lazy("promise", "Over and measured"),
    DAY_ONLY: pgettext_lazy("promise", "By day only"),
    RESOLVED: pgettext_lazy("promise", "Of a case that was resolved"),
    REOPENED: pgettext_lazy("promise", "Of a case that was reopened"),
}
"""Which promises a figure rests on."""
