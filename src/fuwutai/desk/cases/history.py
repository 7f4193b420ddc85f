"""A case's journal in words: lines between the messages, and the timeline beside them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from fuwutai.design.moments import day_moment
from fuwutai.domain.sla.choices import CLOCKS
from fuwutai.kernel import clock


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One thing that happened. `folded`: it also stands between the messages, since no message shows it."""

    code: str
    icon: str
    text: str
    at: datetime
    folded: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Names:
    """Who the ids of a history are."""

    customer: str
    staff: Mapping[int, str]
    teams: Mapping[int, str]

    def actor(self, entry: Any) -> str:
        """Return who did it, as the line begins."""
        if entry.actor_kind == "staff":
            return self.staff.get(entry.actor_id, _("A colleague"))
        return self.customer if entry.actor_kind == "customer" else ""

    def team(self, team_id: int) -> str:
        """Return a team's name; one that the reader does not know stays “another team”."""
        return self.teams.get(team_id, _("another team"))


def lines(entries: list[Any], names: Names) -> list[Line]:
    """Return what happened, in the order it did; an event of another release shows its code."""
    return [_line(entry, names) for entry in entries]


def staff_ids(entries: list[Any]) -> set[int]:
    """Return the ids of the people a history names."""
    acting = {entry.actor_id for entry in entries if entry.actor_kind == "staff"}
    given = {entry.data.get("staff_id") for entry in entries}
    return {one for one in acting | given if one}


def _line(entry: Any, names: Names) -> Line:
    icon, folded, say = _SAYINGS.get(entry.code, ("history", False, lambda one, _names: one.code))
    at = entry.at
    if entry.code == "sla.clock_breached":  # noted by the next sweep, but missed when it was due
        at = datetime.fromisoformat(entry.data["due_at"])
    return Line(code=entry.code, icon=icon, text=say(entry, names), at=at, folded=folded)


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


def _resolved(entry: Any, names: Names) -> str:
    facts = {"who": names.actor(entry), "when": _moment(entry, "close_at")}
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
    return _("%(who)s closed the case without the customer's word") % {"who": names.actor(entry)}


def _reopened(entry: Any, names: Names) -> str:
    if entry.actor_kind == "staff":
        return _("%(who)s reopened the case") % {"who": names.actor(entry)}
    return _("The customer's words reopened the case")


def _clock(sentence: Callable[[], str]) -> Callable[[Any, Names], str]:
    def say(entry: Any, _names: Names) -> str:
        return sentence() % {
            "clock": CLOCKS.get(entry.data["definition"], entry.data["definition"]),
            "when": _moment(entry, "due_at"),
        }

    return say


def _says(sentence: Callable[[], str]) -> Callable[[Any, Names], str]:
    def say(entry: Any, names: Names) -> str:
        return sentence() % {"who": names.actor(entry)}

    return say


def _moment(entry: Any, name: str) -> str:
    value = entry.data.get(name)
    return day_moment(datetime.fromisoformat(value), clock.now()) if value else ""


_SAYINGS: dict[str, tuple[str, bool, Callable[[Any, Names], str]]] = {
    "cases.case_opened": ("spark", False, _opened),
    "cases.customer_wrote": ("person", False, _says(lambda: _("The customer wrote"))),
    "cases.agent_replied": ("reply", False, _says(lambda: _("%(who)s replied"))),
    "cases.note_added": ("lock", False, _says(lambda: _("%(who)s left an internal note"))),
    "cases.case_assigned": ("assign", True, _assigned),
    "cases.work_started": ("progress", False, _says(lambda: _("Work on the case began"))),
    "cases.wait_started": ("hourglass", True, _waits),
    "cases.wait_ended": ("progress", False, _says(lambda: _("The wait for the customer is over"))),
    "cases.customer_reminded": ("bell", False, _says(lambda: _("The customer was reminded"))),
    "cases.case_resolved": ("check-circle", True, _resolved),
    "cases.case_confirmed": ("check", True, _confirmed),
    "cases.case_closed": ("archive", True, _closed),
    "cases.case_reopened": ("undo", True, _reopened),
    "cases.follow_up_opened": (
        "link",
        True,
        _says(lambda: _("The customer wrote again; a new case goes on with it")),
    ),
    "sla.clock_started": ("clock", False, _clock(lambda: _("%(clock)s promised: %(when)s"))),
    "sla.clock_warned": ("clock", False, _clock(lambda: _("%(clock)s is due soon: %(when)s"))),
    "sla.clock_breached": ("alert", True, _clock(lambda: _("%(clock)s was missed; it was due %(when)s"))),
}
