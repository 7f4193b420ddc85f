"""What sharing out does with a case, in words."""

from typing import Any

from django.utils.translation import gettext as _

from fuwutai.desk.cases.history import life
from fuwutai.desk.cases.history.names import Names, Saying, moment_of
from fuwutai.domain.accounts.choices import PRESENCES

ASSIGNED = "cases.case_assigned"


def _assigned(entry: Any, names: Names) -> str:
    """Return who got the case; where nobody gave it, sharing out did."""
    if entry.actor_kind != "system":
        return life.SAYINGS[ASSIGNED][2](entry, names)
    data = entry.data
    team = names.team(data["team_id"])
    if data["staff_id"] is None:
        return _("The case went into the queue of %(team)s") % {"team": team}
    whom = names.staff.get(data["staff_id"], _("a colleague"))
    return _("The case was given to %(whom)s, %(team)s") % {"whom": whom, "team": team}


def _handed_over(entry: Any, names: Names) -> str:
    facts = {
        "who": names.staff.get(entry.data["staff_id"], _("a colleague")),
        "state": PRESENCES.get(entry.data["state"], entry.data["state"]),
        "when": moment_of(entry, "since"),
    }
    return _("%(who)s is away (%(state)s since %(when)s) and the customer waits") % facts


def _rerouted(entry: Any, names: Names) -> str:
    facts = {"team": names.team(entry.data["team_id"])}
    return _("By what the case is said to be now, the rules give it to %(team)s") % facts


SAYINGS: dict[str, Saying] = {
    ASSIGNED: ("assign", True, _assigned),
    "dispatch.case_handed_over": ("hourglass", True, _handed_over),
    "dispatch.case_rerouted": ("link", True, _rerouted),
}
