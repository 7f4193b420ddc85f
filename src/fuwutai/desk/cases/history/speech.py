"""Words that were not said yet, and colleagues who were named, in words."""

from typing import Any

from django.utils.translation import gettext as _

from fuwutai.desk.cases.history.names import Names, Saying, moment_of, says


def _scheduled(entry: Any, names: Names) -> str:
    facts = {"who": names.actor(entry), "when": moment_of(entry, "send_at")}
    return _("%(who)s wrote a reply that is to be sent %(when)s") % facts


def _withdrawn(entry: Any, names: Names) -> str:
    facts = {"who": names.actor(entry), "whose": _writer(entry, names)}
    if entry.data["staff_id"] == entry.actor_id:
        return _("%(who)s took a reply back before it was sent") % facts
    return _("%(who)s took a reply of %(whose)s back before it was sent") % facts


def _stopped(entry: Any, names: Names) -> str:
    facts = {"who": _writer(entry, names), "why": why_stopped(entry.data["why"])}
    return _("A reply of %(who)s was not sent. %(why)s") % facts


def _taken_over(entry: Any, names: Names) -> str:
    facts = {"who": names.actor(entry), "whose": _writer(entry, names)}
    return _("%(who)s goes on with the draft of %(whose)s") % facts


def _mentioned(entry: Any, names: Names) -> str:
    return _("%(who)s named %(whom)s in a note") % {"who": names.actor(entry), "whom": _writer(entry, names)}


def why_stopped(code: str) -> str:
    """Return why a reply was not sent, as one says it."""
    reasons = {
        "customer_wrote": _("The customer wrote first."),
        "merged": _("The case was merged into another one."),
        "not_found": _("The case is out of the writer's sight now."),
        "forbidden": _("The writer may not do this any more."),
        "author_gone": _("The writer does not work here any more."),
        "wrong_state": _("The case has changed meanwhile."),
    }
    return reasons.get(code, _("It could not be sent as things were."))


def _writer(entry: Any, names: Names) -> str:
    return names.staff.get(entry.data["staff_id"], _("a colleague"))


SAYINGS: dict[str, Saying] = {
    "cases.draft_shared": ("edit", False, says(lambda: _("%(who)s shared a draft"))),
    "cases.draft_taken_over": ("edit", False, _taken_over),
    "cases.reply_scheduled": ("clock", False, _scheduled),
    "cases.reply_withdrawn": ("undo", False, _withdrawn),
    "cases.reply_stopped": ("alert", True, _stopped),
    "cases.colleague_mentioned": ("people", False, _mentioned),
}
