"""Stable codes of manuals, versions and clauses with their labels."""

from django.utils.translation import pgettext_lazy

DRAFT, IN_REVIEW, APPROVED, DISCARDED = "draft", "in_review", "approved", "discarded"
EFFECTIVE, RETIRED = "effective", "retired"
STATES = {
    DRAFT: pgettext_lazy("manual version", "Draft"),
    IN_REVIEW: pgettext_lazy("manual version", "In review"),
    APPROVED: pgettext_lazy("manual version", "Approved, not yet in force"),
    EFFECTIVE: pgettext_lazy("manual version", "In force"),
    RETIRED: pgettext_lazy("manual version", "Retired"),
    DISCARDED: pgettext_lazy("manual version", "Discarded"),
}

PROCESS, STANDARD, INDICATOR = "process", "standard", "indicator"
EVALUATION, COMPLAINT, TRAINING = "evaluation", "complaint", "training"
TOPICS = {
    PROCESS: pgettext_lazy("revision", "Process"),
    STANDARD: pgettext_lazy("revision", "Standard"),
    INDICATOR: pgettext_lazy("revision", "Indicator"),
    EVALUATION: pgettext_lazy("revision", "Evaluation"),
    COMPLAINT: pgettext_lazy("revision", "Complaint handling"),
    TRAINING: pgettext_lazy("revision", "Staff training and assessment"),
}
"""What a revision is about. Source: S3-8.2.2-1."""
BASIS = {
    "data": pgettext_lazy("revision", "Data it rests on"),
    "users": pgettext_lazy("revision", "What customers gain"),
    "technology": pgettext_lazy("revision", "Technical support"),
    "rules": pgettext_lazy("revision", "Rules behind it"),
}
"""What a revision rests on. Source: S3-8.2.5-1."""
STATED = {"topics": pgettext_lazy("revision", "Topics"), **BASIS}
"""What a manual may demand that every revision states."""

TIME_LIMIT, THRESHOLD, SCHEDULE, METRIC = "time_limit", "threshold", "schedule", "metric"
CLAUSE_KINDS = {
    "process": pgettext_lazy("clause kind", "Process"),
    "system": pgettext_lazy("clause kind", "System"),
    "record": pgettext_lazy("clause kind", "Record"),
    "step": pgettext_lazy("clause kind", "Step"),
    METRIC: pgettext_lazy("clause kind", "Metric"),
    "classification": pgettext_lazy("clause kind", "Classification"),
    TIME_LIMIT: pgettext_lazy("clause kind", "Time limit"),
    SCHEDULE: pgettext_lazy("clause kind", "Schedule"),
    "training": pgettext_lazy("clause kind", "Training"),
    "etiquette": pgettext_lazy("clause kind", "Conduct"),
    THRESHOLD: pgettext_lazy("clause kind", "Threshold"),
    "security": pgettext_lazy("clause kind", "Security"),
    "role": pgettext_lazy("clause kind", "Role"),
    "report": pgettext_lazy("clause kind", "Report"),
}
AREAS = {
    "sla": pgettext_lazy("clause area", "Time limits"),
    "case": pgettext_lazy("clause area", "Cases"),
    "intake": pgettext_lazy("clause area", "Intake"),
    "complaint": pgettext_lazy("clause area", "Complaints"),
    "channels": pgettext_lazy("clause area", "Channels"),
    "appointment": pgettext_lazy("clause area", "Appointments"),
    "customer": pgettext_lazy("clause area", "Customers"),
    "loyalty": pgettext_lazy("clause area", "Loyalty"),
    "survey": pgettext_lazy("clause area", "Surveys"),
    "knowledge": pgettext_lazy("clause area", "Knowledge"),
    "assistant": pgettext_lazy("clause area", "Assistant"),
    "process_engine": pgettext_lazy("clause area", "Processes"),
    "incident": pgettext_lazy("clause area", "Incidents"),
    "quality": pgettext_lazy("clause area", "Quality"),
    "improvement": pgettext_lazy("clause area", "Improvement"),
    "learning": pgettext_lazy("clause area", "Learning"),
    "performance": pgettext_lazy("clause area", "Performance"),
    "staff": pgettext_lazy("clause area", "Staff"),
    "equipment": pgettext_lazy("clause area", "Equipment"),
    "records": pgettext_lazy("clause area", "Records"),
    "compliance": pgettext_lazy("clause area", "Compliance"),
    "security": pgettext_lazy("clause area", "Security"),
    "analytics": pgettext_lazy("clause area", "Analytics"),
    "manual": pgettext_lazy("clause area", "Manuals"),
}

OWN = "OWN"
"""The manual of the centre's own figures; through its versions the rules of no manual change too."""

ADOPT, REVISE, END = "adopt", "revise", "end"
ACTIONS = {
    ADOPT: pgettext_lazy("proposal", "New figure"),
    REVISE: pgettext_lazy("proposal", "Changed figure"),
    END: pgettext_lazy("proposal", "Figure ends"),
}

SUBMITTED, RETURNED, RECALLED = "submitted", "returned", "recalled"
WITHDRAWN, ROLLED_BACK = "withdrawn", "rolled_back"
ACTS = {
    SUBMITTED: pgettext_lazy("manual version", "sent for review"),
    RETURNED: pgettext_lazy("manual version", "sent back"),
    RECALLED: pgettext_lazy("manual version", "withdrawn from review"),
    APPROVED: pgettext_lazy("manual version", "approved"),
    WITHDRAWN: pgettext_lazy("manual version", "approval taken back"),
    DISCARDED: pgettext_lazy("manual version", "discarded"),
    ROLLED_BACK: pgettext_lazy("manual version", "rolled back"),
}
"""What somebody did with a version; beside comments in its review."""

KEEP_ONE, KEEP_OTHER, STRICTEST, BY_SCOPE = "keep_one", "keep_other", "strictest", "by_scope"
DECISIONS = {
    KEEP_ONE: pgettext_lazy("conflict", "Keep A"),
    KEEP_OTHER: pgettext_lazy("conflict", "Keep B"),
    STRICTEST: pgettext_lazy("conflict", "The strictest applies"),
    BY_SCOPE: pgettext_lazy("conflict", "Each in its own scope"),
}
"""What can be decided where two figures disagree. For a known contradiction without figures KEEP_ONE keeps the clause
that is named, and BY_SCOPE lets all of them stand, each where it fits."""
OTHER_WAY_ROUND = {KEEP_ONE: KEEP_OTHER, KEEP_OTHER: KEEP_ONE}
"""What is decided when the two are named the other way round; all else stays."""
