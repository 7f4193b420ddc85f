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

MET, BELOW, MEASURED, NO_CASES = "met", "missed", "measured", "no_cases"
SCHEDULE_KEPT, SCHEDULE_MISSED, SCHEDULE_DUE = "schedule_kept", "schedule_missed", "schedule_due"
PROVED, ATTESTED, NEEDS_FIGURE, NOT_SERVED = "proved", "attested", "needs_figure", "not_served"
STANDINGS = {
    MET: pgettext_lazy("clause", "Target met"),
    BELOW: pgettext_lazy("clause", "Target missed"),
    MEASURED: pgettext_lazy("clause", "Measured"),
    NO_CASES: pgettext_lazy("clause", "Nothing to count"),
    SCHEDULE_KEPT: pgettext_lazy("clause", "Done on schedule"),
    SCHEDULE_MISSED: pgettext_lazy("clause", "Not done in time"),
    SCHEDULE_DUE: pgettext_lazy("clause", "To be done"),
    PROVED: pgettext_lazy("clause", "Proved by tests"),
    ATTESTED: pgettext_lazy("clause", "Attested"),
    NEEDS_FIGURE: pgettext_lazy("clause", "Needs a figure"),
    NOT_SERVED: pgettext_lazy("clause", "Not yet served"),
}
"""What can be said of a clause. Its figures and schedules come first, then what tests prove, then a person's word."""
HOLDS, FAILS, UNDECIDED, UNSERVED = "holds", "fails", "undecided", "unserved"
VERDICTS = {
    HOLDS: pgettext_lazy("clauses", "Kept"),
    FAILS: pgettext_lazy("clauses", "Not kept"),
    UNDECIDED: pgettext_lazy("clauses", "Undecided"),
    UNSERVED: pgettext_lazy("clauses", "Without evidence"),
}
VERDICT_OF = {
    MET: HOLDS, SCHEDULE_KEPT: HOLDS, PROVED: HOLDS, ATTESTED: HOLDS,
    BELOW: FAILS, SCHEDULE_MISSED: FAILS,
    MEASURED: UNDECIDED, NO_CASES: UNDECIDED, SCHEDULE_DUE: UNDECIDED,
    NEEDS_FIGURE: UNSERVED, NOT_SERVED: UNSERVED,
}  # fmt: skip
"""What a state comes to, for tables of many clauses."""

TRIAL_WAITING, TRIAL_RUNNING, TRIAL_DONE = "waiting", "running", "done"
TRIAL_STOPPED, TRIAL_FAILED = "stopped", "failed"
TRIAL_STATES = {
    TRIAL_WAITING: pgettext_lazy("trial", "Waiting"),
    TRIAL_RUNNING: pgettext_lazy("trial", "Running"),
    TRIAL_DONE: pgettext_lazy("trial", "Done"),
    TRIAL_STOPPED: pgettext_lazy("trial", "Stopped"),
    TRIAL_FAILED: pgettext_lazy("trial", "Failed"),
}

BY_FIGURE, BY_CAPABILITY, BY_ATTESTATION = "figure", "capability", "attestation"
WAYS = {
    BY_FIGURE: pgettext_lazy("evidence", "A figure"),
    BY_CAPABILITY: pgettext_lazy("evidence", "Something the system does"),
    BY_ATTESTATION: pgettext_lazy("evidence", "The word of a person"),
}
"""In which ways a clause can be served."""
