"""What happens to a case from its opening to its end, in words."""

from typing import Any

from django.utils.translation import gettext as _

from fuwutai.desk.cases.history.names import Names, Saying, moment_of, says
from fuwutai.domain.cases.choices import CALL_BACK_OUTCOMES


def _opened(entry: Any, names: Names) -> str:
    who = names.actor(entry)
    if entry.actor_kind == "staff":
        return _("%(who)s opened the case from a call") % {"who": who}
    return _("The customer opened the case")


def _assigned(entry: Any, names: Names) -> str:
    data, who = entry.data, names.actor(entry)
    team = names.team(data["team_id"])
    if data["staff_id"] is None:
        return _("%(who)s put the case into the queue of %(team)s") % {"who": who, "team": team}
    if data["staff_id"] == entry.actor_id and entry.actor_kind == "staff":
        return _("%(who)s took the case") % {"who": who}
    whom = names.staff.get(data["staff_id"], _("a colleague"))
    return _("%(who)s assigned the case to %(whom)s, %(team)s") % {"who": who, "whom": whom, "team": team}


def _waits(entry: Any, _names: Names) -> str:
    return _("Waiting for the customer; the clock stands still")


def _reclassified(entry: Any, names: Names) -> str:
    if entry.actor_kind == "system":
        return _("The case follows its customer")
    return _("%(who)s corrected the case") % {"who": names.actor(entry)}


def _called_back(entry: Any, names: Names) -> str:
    outcome = CALL_BACK_OUTCOMES.get(entry.data["outcome"], entry.data["outcome"])
    return _("%(who)s called back. %(outcome)s") % {"who": names.actor(entry), "outcome": outcome}


def _merged(entry: Any, names: Names) -> str:
    facts = {"who": names.actor(entry), "case": names.case(entry.data["into_id"])}
    return _("%(who)s merged this case into %(case)s, where it goes on") % facts


def _absorbed(entry: Any, names: Names) -> str:
    facts = {"who": names.actor(entry), "case": names.case(entry.data["from_id"])}
    return _("%(who)s merged %(case)s into this case") % facts


def _split(entry: Any, names: Names) -> str:
    facts = {"who": names.actor(entry), "case": names.case(entry.data["new_case_id"])}
    return _("%(who)s split words of the customer off into %(case)s") % facts


def _resolved(entry: Any, names: Names) -> str:
    facts = {"who": names.actor(entry), "when": moment_of(entry, "close_at")}
    if facts["when"]:
        return _("%(who)s marked the case as resolved; without an answer it closes %(when)s") % facts
    return _("%(who)s marked the case as resolved") % facts


def _confirmed(entry: Any, names: Names) -> str:
    if entry.actor_kind == "staff":
        return _("%(who)s noted that the customer confirmed the solution") % {"who": names.actor(entry)}
    return _("The customer confirmed the solution")


def _closed(entry: Any, names: Names) -> str:
    reason = entry.data.get("reason")
    if reason == "confirmed":
        return _("The case is closed")
    if reason == "silence":
        return _("Closed by itself: nobody answered in the days set for it")
    if reason == "imported":
        return _("Closed in the system it came from")
    return _("%(who)s closed the case without the customer's word") % {"who": names.actor(entry)}


def _reopened(entry: Any, names: Names) -> str:
    if entry.actor_kind == "staff":
        return _("%(who)s reopened the case") % {"who": names.actor(entry)}
    return _("The customer's words reopened the case")


SAYINGS: dict[str, Saying] = {
    "cases.case_opened": ("spark", False, _opened),
    "cases.customer_wrote": ("person", False, says(lambda: _("The customer wrote"))),
    "cases.agent_replied": ("reply", False, says(lambda: _("%(who)s replied"))),
    "cases.note_added": ("lock", False, says(lambda: _("%(who)s left an internal note"))),
    "cases.case_assigned": ("assign", True, _assigned),
    "cases.work_started": ("progress", False, says(lambda: _("Work on the case began"))),
    "cases.wait_started": ("hourglass", True, _waits),
    "cases.wait_ended": ("progress", False, says(lambda: _("The wait is over"))),
    "cases.third_party_awaited": ("people", True, says(lambda: _("Waiting for a third party"))),
    "cases.case_reclassified": ("edit", True, _reclassified),
    "cases.customer_reminded": ("bell", False, says(lambda: _("The customer was reminded"))),
    "cases.case_resolved": ("check-circle", True, _resolved),
    "cases.result_notified": ("send", False, says(lambda: _("%(who)s told the customer the result"))),
    "cases.called_back": ("phone", True, _called_back),
    "cases.call_back_tried": (
        "phone",
        True,
        says(lambda: _("%(who)s tried to call back, but nobody could be reached")),
    ),
    "cases.case_merged": ("merge", True, _merged),
    "cases.case_absorbed": ("merge", True, _absorbed),
    "cases.case_split": ("copy", True, _split),
    "cases.case_confirmed": ("check", True, _confirmed),
    "cases.case_closed": ("archive", True, _closed),
    "cases.case_reopened": ("undo", True, _reopened),
    "cases.follow_up_opened": (
        "link",
        True,
        says(lambda: _("The customer wrote again; a new case goes on with it")),
    ),
}
