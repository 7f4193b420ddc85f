"""A case's journal in words: lines between the messages, and the timeline beside them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from fuwutai.design.moments import day_moment
from fuwutai.desk.standards.facts import FACTS
from fuwutai.domain.cases.choices import CALL_BACK_OUTCOMES
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
    cases: Mapping[int, str] = field(default_factory=dict)

    def actor(self, entry: Any) -> str:
        """Return who did it, as the line begins."""
        if entry.actor_kind == "staff":
            return self.staff.get(entry.actor_id, _("A colleague"))
        return self.customer if entry.actor_kind == "customer" else ""

    def team(self, team_id: int) -> str:
        """Return a team's name; one that the reader does not know stays “another team”."""
        return self.teams.get(team_id, _("another team"))

    def case(self, case_id: int) -> str:
        """Return the number of another case; one out of sight stays “another case”."""
        return self.cases.get(case_id, _("another case"))


TOLD_BESIDE = {"cases.case_taken"}
"""What another event of the same act says already: who takes a case has it assigned."""


def lines(entries: list[Any], names: Names) -> list[Line]:
    """Return what happened, in the order it did; an event of another release shows its code."""
    known: Mapping[str, Any] = {}
    told = []
    for entry in entries:
        if entry.code not in TOLD_BESIDE:
            told.append(_line(entry, names, known))
        if "priority" in entry.data:
            known = entry.data
    return told


def staff_ids(entries: list[Any]) -> set[int]:
    """Return the ids of the people a history names."""
    acting = {entry.actor_id for entry in entries if entry.actor_kind == "staff"}
    given = {entry.data.get("staff_id") for entry in entries}
    return {one for one in acting | given if one}


def _line(entry: Any, names: Names, known: Mapping[str, Any]) -> Line:
    """Return one line; `known`: the facts of the case as they were told before."""
    icon, folded, say = _SAYINGS.get(entry.code, ("history", False, lambda one, _names: one.code))
    at = entry.at
    if entry.code == "sla.clock_breached":  # noted by the next sweep, but missed when it was due
        at = datetime.fromisoformat(entry.data["due_at"])
    text = say(entry, names)
    if entry.code == "cases.case_reclassified" and (differences := _differences(known, entry.data)):
        text = _("%(what)s: %(facts)s") % {"what": text, "facts": differences}
    return Line(code=entry.code, icon=icon, text=text, at=at, folded=folded)


def _differences(known: Mapping[str, Any], now: Mapping[str, Any]) -> str:
    """Return what was corrected, as “Type: Complaint · Priority: Urgent”."""
    changed = [name for name in FACTS if known and known.get(name, "") != now.get(name, "")]
    words = {name: FACTS[name].codes.get(now[name], now[name]) or _("not said") for name in changed}
    return " · ".join(_("%(fact)s: %(value)s") % {"fact": FACTS[name].label, "value": words[name]} for name in changed)


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
    if reason == "imported":
        return _("Closed in the system it came from")
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
            "level": entry.data.get("level", ""),
        }

    return say


def _clock_moved(sentence: Callable[[], str]) -> Callable[[Any, Names], str]:
    """Say what gave a clock another deadline, and which; none while it stands."""
    moved = _clock(lambda: _("%(what)s; now due %(when)s") % {"what": sentence(), "when": "%(when)s"})
    stands = _clock(sentence)

    def say(entry: Any, names: Names) -> str:
        return (moved if entry.data.get("due_at") else stands)(entry, names)

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
    "cases.wait_ended": ("progress", False, _says(lambda: _("The wait is over"))),
    "cases.third_party_awaited": ("people", True, _says(lambda: _("Waiting for a third party"))),
    "cases.case_reclassified": ("edit", True, _reclassified),
    "cases.customer_reminded": ("bell", False, _says(lambda: _("The customer was reminded"))),
    "cases.case_resolved": ("check-circle", True, _resolved),
    "cases.result_notified": ("send", False, _says(lambda: _("%(who)s told the customer the result"))),
    "cases.called_back": ("phone", True, _called_back),
    "cases.call_back_tried": (
        "phone",
        True,
        _says(lambda: _("%(who)s tried to call back, but nobody could be reached")),
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
        _says(lambda: _("The customer wrote again; a new case goes on with it")),
    ),
    "sla.clock_started": ("clock", False, _clock(lambda: _("%(clock)s promised: %(when)s"))),
    "sla.clock_retargeted": ("clock", False, _clock_moved(lambda: _("%(clock)s follows the corrected case"))),
    "sla.clock_taken_over": ("merge", False, _clock_moved(lambda: _("%(clock)s goes on from the merged case"))),
    "sla.clock_recounted": ("calendar", False, _clock_moved(lambda: _("%(clock)s follows the edited calendar"))),
    "sla.clock_cancelled": ("x", False, _clock(lambda: _("%(clock)s is called off: no clause promises it any more"))),
    "sla.clock_warned": ("clock", False, _clock(lambda: _("%(clock)s is due soon: %(when)s"))),
    "sla.clock_breached": ("alert", True, _clock(lambda: _("%(clock)s was missed; it was due %(when)s"))),
    "sla.clock_escalated": ("up", True, _clock(lambda: _("%(clock)s climbed to level %(level)s; due %(when)s"))),
}
