"""Stable codes of methods, of why somebody was chosen, and of why somebody is not, with their words."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

BY_HAND, ROUND_ROBIN, LEAST_LOAD, BEST_SKILLED = "by_hand", "round_robin", "least_load", "best_skilled"
METHODS = {
    BY_HAND: pgettext_lazy("sharing out", "By hand: people take cases or are given them"),
    LEAST_LOAD: pgettext_lazy("sharing out", "Least load: who has the most room is next"),
    ROUND_ROBIN: pgettext_lazy("sharing out", "In turn: who was given nothing for longest is next"),
    BEST_SKILLED: pgettext_lazy("sharing out", "By skill: who can do it best is next, then who has the most room"),
}
SHORT_METHODS = {
    BY_HAND: pgettext_lazy("sharing out", "By hand"),
    LEAST_LOAD: pgettext_lazy("sharing out", "Least load"),
    ROUND_ROBIN: pgettext_lazy("sharing out", "In turn"),
    BEST_SKILLED: pgettext_lazy("sharing out", "By skill"),
}

WEIGHTS = {
    0: pgettext_lazy("sharing out", "Not at all"),
    50: pgettext_lazy("sharing out", "Half"),
    100: pgettext_lazy("sharing out", "Whole"),
}
"""How much of a case counts as load while it waits for the customer or a third party, in percent."""

SAME_PERSON, ONLY_ONE = "same_person", "only_one"
MOST_ROOM, FEWEST_TODAY, LONGEST_IDLE, LONGEST_WITHOUT = "most_room", "fewest_today", "longest_idle", "longest_without"
MOST_SKILLED, FIRST_NAMED = "most_skilled", "first_named"
REASONS = {
    SAME_PERSON: _("served this customer before"),
    ONLY_ONE: _("was the only one who could take it"),
    MOST_ROOM: _("had the most room"),
    FEWEST_TODAY: _("had as much room as others and was given the fewest today"),
    LONGEST_IDLE: _("had waited the longest for work"),
    LONGEST_WITHOUT: _("had been given nothing for longest"),
    MOST_SKILLED: _("has the highest level in what it needs"),
    FIRST_NAMED: _("came first of equals"),
}
"""Why somebody was chosen: the first thing that told her from the next one."""

NO_ROLE, LEADS, AWAY, UNTRUSTED, UNSKILLED, FULL = "no_role", "leads", "away", "untrusted", "unskilled", "full"
HINDRANCES = {
    NO_ROLE: pgettext_lazy("why not", "the role does not take cases"),
    LEADS: pgettext_lazy("why not", "leads the team"),
    AWAY: pgettext_lazy("why not", "not available"),
    UNTRUSTED: pgettext_lazy("why not", "may not know of this customer"),
    UNSKILLED: pgettext_lazy("why not", "lacks a skill"),
    FULL: pgettext_lazy("why not", "full"),
}
"""Why somebody cannot be given a case."""

AWAY_STATES = ("break", "meeting", "training", "offline")
"""Presence in which nobody works on what she holds; busy and after-call work are work."""
