"""Notices about cases that somebody works on or follows, in words: what happened, and what the reader does next."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from fuwutai.domain.notices.choices import CODES, REDONE, SUPERVISED, URGED, WATCHED, WOKEN

FOLLOWED = frozenset({WATCHED, WOKEN, URGED, SUPERVISED, REDONE})


def followed_words(notice: Any) -> dict[str, str]:
    """Return title, step and badge (mark, tone, icon) of a notice about a case."""
    happened = notice.data.get("event", "")
    facts = {"number": notice.case.number if notice.case else "", "n": notice.data.get("count", 1)}
    said = _said().get((notice.code, happened)) or _said().get((notice.code, ""))
    title, step = said or (str(CODES.get(notice.code, notice.code)), _("Open the case and see what is missing."))
    mark, tone, icon = _badges()[notice.code]
    return {"title": title % facts, "step": step, "mark": mark, "tone": tone, "icon": icon}


def _said() -> dict[tuple[str, str], tuple[str, str]]:
    """Return title and step by notice and event; "" = any other event."""
    look = _("You watch this case. Open it to read on.")
    answer = _("Write to the customer what was done and what comes next.")
    return {
        (WATCHED, "cases.customer_wrote"): (_("%(number)s: the customer wrote"), look),
        (WATCHED, "cases.agent_replied"): (_("%(number)s: the customer was answered"), look),
        (WATCHED, "cases.case_resolved"): (_("%(number)s was marked as resolved"), look),
        (WATCHED, "cases.case_reopened"): (_("%(number)s was taken up again"), look),
        (WATCHED, "cases.case_assigned"): (_("%(number)s was given to somebody"), look),
        (WATCHED, "cases.note_added"): (_("%(number)s: a colleague left a note"), look),
        (WOKEN, ""): (_("%(number)s is back from being snoozed"), _("Go on with it, or snooze it again.")),
        (URGED, ""): (_("%(number)s: the customer urges, time no. %(n)s"), answer),
        (SUPERVISED, "cases.supervision_started"): (
            _("%(number)s is supervised"),
            _("Read what is asked for, and report in the card “Supervision” by its deadline."),
        ),
        (SUPERVISED, "cases.supervision_returned"): (
            _("%(number)s: the report was not enough"),
            _("Read what is missing, and report again by the new deadline."),
        ),
        (SUPERVISED, "cases.supervision_reported"): (
            _("%(number)s: the report is there"),
            _("Read it; end the supervision, or send it back with a new date."),
        ),
        (SUPERVISED, "cases.supervision_overdue"): (
            _("%(number)s: the report is overdue"),
            _("Report now, or agree on another date."),
        ),
        (SUPERVISED, "cases.supervision_ended"): (
            _("%(number)s is supervised no longer"),
            _("The report was enough; nothing is left to do."),
        ),
        (REDONE, ""): (_("%(number)s is to be done again"), _("Read the reason in the newest note, and go on.")),
    }


def _badges() -> dict[str, tuple[str, str, str]]:
    return {
        WATCHED: (pgettext("notice", "Watched"), "blue", "eye"),
        WOKEN: (pgettext("notice", "Awake"), "slate", "clock"),
        URGED: (pgettext("notice", "Urged"), "amber", "bell"),
        SUPERVISED: (pgettext("notice", "Supervised"), "red", "eye"),
        REDONE: (pgettext("notice", "Again"), "amber", "undo"),
    }
