"""What is counted, by what it is grouped, and over which periods: stable codes with their words."""

from django.utils.translation import pgettext_lazy

OPENED, REOPENED, RESOLVED, CLOSED = "opened", "reopened", "resolved", "closed"
RESOLVED_AGAIN, FIRST, FIRST_ALONE = "resolved.again", "first", "first.alone"
FIRST_RESPONSE, RESOLUTION = "first_response", "resolution"
KEPT = {FIRST_RESPONSE: "first_response.kept", RESOLUTION: "resolution.kept"}
MISSED = {FIRST_RESPONSE: "first_response.missed", RESOLUTION: "resolution.missed"}
ASKED, SCORED, CONTENT = "asked", "scored", "content"
REPLIES, HANDLED, MINUTES = "replies", "handled", "minutes"
FLOW = (
    OPENED, REOPENED, RESOLVED, RESOLVED_AGAIN, CLOSED, FIRST, FIRST_ALONE, *KEPT.values(), *MISSED.values(), ASKED,
    SCORED, CONTENT, REPLIES, HANDLED, MINUTES,
)  # fmt: skip
"""What happens on a day."""

AGES = {
    "open.1": (0, 1, pgettext_lazy("age of open cases", "up to 1 day")),
    "open.3": (2, 3, pgettext_lazy("age of open cases", "2 to 3 days")),
    "open.7": (4, 7, pgettext_lazy("age of open cases", "4 to 7 days")),
    "open.30": (8, 30, pgettext_lazy("age of open cases", "8 to 30 days")),
    "open.more": (31, None, pgettext_lazy("age of open cases", "more than 30 days")),
}
"""What is so at the end of a day: cases in work, by how many days ago they were opened; from, to, in words."""
STOCK = tuple(AGES)

TEAM, PERSON, CATEGORY, CHANNEL, TYPE, PRIORITY = "team", "person", "category", "channel", "type", "priority"
DIMENSIONS = {
    TEAM: pgettext_lazy("report", "Team"),
    PERSON: pgettext_lazy("report", "Person"),
    CATEGORY: pgettext_lazy("report", "Category"),
    CHANNEL: pgettext_lazy("report", "Channel"),
    TYPE: pgettext_lazy("report", "Type"),
    PRIORITY: pgettext_lazy("report", "Priority"),
}
"""By what figures are grouped."""
NOBODY = ""
"""The key of what nobody did, or of a case nobody works on."""

DAY, WEEK, MONTH = "day", "week", "month"
PERIODS = {
    DAY: pgettext_lazy("report", "Day"),
    WEEK: pgettext_lazy("report", "Week"),
    MONTH: pgettext_lazy("report", "Month"),
}

COMPLAINT, RESTRICTED = 1, 2
"""Marks of a matter that not everybody who sees its team may know of; they add up."""
