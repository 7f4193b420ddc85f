"""Stable codes of triggers, of what came of a rule, and of why it was stopped, with their words."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

AUTOMATION = "automation"
"""The name under which the platform acts for a rule; whose id stands beside it is the rule."""

ON_EVENT, AFTER_EVENT, AT_FRACTION, DAILY = "event", "delay", "clock", "daily"
TRIGGERS = {
    ON_EVENT: pgettext_lazy("automation", "Something happens"),
    AFTER_EVENT: pgettext_lazy("automation", "Some time after something happened"),
    AT_FRACTION: pgettext_lazy("automation", "A promise has used up part of its time"),
    DAILY: pgettext_lazy("automation", "Every day at a time"),
}

EVENTS = {
    "cases.case_opened": pgettext_lazy("automation event", "a case is opened"),
    "cases.customer_wrote": pgettext_lazy("automation event", "the customer writes"),
    "cases.agent_replied": pgettext_lazy("automation event", "somebody replies to the customer"),
    "cases.note_added": pgettext_lazy("automation event", "a note is added"),
    "cases.case_assigned": pgettext_lazy("automation event", "the case is given to a team or a person"),
    "cases.case_reclassified": pgettext_lazy("automation event", "type, priority or another fact is corrected"),
    "cases.case_tagged": pgettext_lazy("automation event", "tags are put on"),
    "cases.fields_filled": pgettext_lazy("automation event", "fields are filled in"),
    "cases.wait_started": pgettext_lazy("automation event", "the case begins to wait for the customer"),
    "cases.third_party_awaited": pgettext_lazy("automation event", "the case begins to wait for a third party"),
    "cases.wait_ended": pgettext_lazy("automation event", "the wait is over"),
    "cases.case_woken": pgettext_lazy("automation event", "a snoozed case comes back"),
    "cases.case_resolved": pgettext_lazy("automation event", "the case is marked as resolved"),
    "cases.case_confirmed": pgettext_lazy("automation event", "the customer confirms the solution"),
    "cases.case_reopened": pgettext_lazy("automation event", "the case is reopened"),
    "cases.case_redone": pgettext_lazy("automation event", "the case is sent back to be done again"),
    "cases.case_closed": pgettext_lazy("automation event", "the case is closed"),
    "cases.case_urged": pgettext_lazy("automation event", "the customer urges"),
    "cases.rating_recorded": pgettext_lazy("automation event", "a rating, or its absence, is recorded"),
    "cases.called_back": pgettext_lazy("automation event", "somebody called the customer back"),
    "cases.task_added": pgettext_lazy("automation event", "a task is added"),
    "cases.task_finished": pgettext_lazy("automation event", "a task is ticked off"),
    "cases.supervision_overdue": pgettext_lazy("automation event", "a report to the supervisor is overdue"),
    "cases.supervision_ended": pgettext_lazy("automation event", "a supervision ends"),
    "cases.closing_held_up": pgettext_lazy("automation event", "closing is held up because something is missing"),
    "sla.clock_breached": pgettext_lazy("automation event", "a promise is missed"),
}
"""What a rule may wait for; each is an event of a case."""

DONE, FAILED, LOOPED = "done", "failed", "looped"
OUTCOMES = {
    DONE: pgettext_lazy("automation run", "Done"),
    FAILED: pgettext_lazy("automation run", "Failed"),
    LOOPED: pgettext_lazy("automation run", "Stopped: it went in a circle"),
}
UNKNOWN_CONDITION, BROKEN = "unknown_condition", "broken"
PROBLEMS = {
    UNKNOWN_CONDITION: _(
        "This release does not know one of the conditions. Nothing was done, so that the rule does not reach more "
        "cases than it was meant for. Open the rule and save it again."
    ),
    BROKEN: _("A step failed for a reason that is not foreseen. Nothing was changed; the log of the server says more."),
    "too_deep": _("Rules set each other off, one after the other."),
    "too_often": _("The same rule acted on this case again and again within an hour."),
}
"""Why a run did nothing, where no refusal of a step says it."""

DEEPEST, OFTENEST = 4, 10
"""No figures of a manual: so many rules in a row set each other off, so often in an hour does a rule act on a case."""
MOST_MINUTES = 366 * 24 * 60
MOST_PERCENT = 300
MOST_RULES, LONGEST_NAME, LONGEST_NOTE = 200, 80, 500
A_DAYS_WORK = 500
"""So many cases does a daily rule take up at most on one day; the rest is next day's."""
