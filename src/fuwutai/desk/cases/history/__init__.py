"""A case's journal in words: lines between the messages, and the timeline beside them.

Each side of a case's life has a module with its `SAYINGS`; a new event of cases is added to one of them.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from fuwutai.desk.cases.history import (
    automation,
    clocks,
    closing,
    course,
    dispatch,
    files,
    life,
    macros,
    side_talks,
    speech,
    threads,
    work,
)
from fuwutai.desk.cases.history.names import Names, Saying
from fuwutai.desk.standards.facts import FACTS

__all__ = ["SAYINGS", "TOLD_BESIDE", "Line", "Names", "lines", "staff_ids"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One thing that happened. `folded`: it also stands between the messages, since no message shows it.

    `rule_id`: the rule of automation that did it.
    """

    code: str
    icon: str
    text: str
    at: datetime
    folded: bool
    rule_id: int | None = None


SAYINGS: dict[str, Saying] = {
    **threads.SAYINGS,
    **life.SAYINGS,
    **macros.SAYINGS,
    **files.SAYINGS,
    **clocks.SAYINGS,
    **course.SAYINGS,
    **closing.SAYINGS,
    **side_talks.SAYINGS,
    **speech.SAYINGS,
    **work.SAYINGS,
    **dispatch.SAYINGS,
    **automation.SAYINGS,
}
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
    icon, folded, say = SAYINGS.get(entry.code, ("history", False, lambda one, _names: one.code))
    at = entry.at
    if entry.code == "sla.clock_breached":  # noted by the next sweep, but missed when it was due
        at = datetime.fromisoformat(entry.data["due_at"])
    rule_id = automation.rule_of(entry)
    text = say(automation.told_by(entry), names)
    if entry.code == "cases.case_reclassified" and (differences := _differences(known, entry.data)):
        text = _("%(what)s: %(facts)s") % {"what": text, "facts": differences}
    return Line(code=entry.code, icon=icon, text=text, at=at, folded=folded, rule_id=rule_id)


def _differences(known: Mapping[str, Any], now: Mapping[str, Any]) -> str:
    """Return what was corrected, as “Type: Complaint · Priority: Urgent”."""
    changed = [name for name in FACTS if known and known.get(name, "") != now.get(name, "")]
    words = {name: FACTS[name].codes.get(now.get(name, ""), now.get(name, "")) or _("not said") for name in changed}
    return " · ".join(_("%(fact)s: %(value)s") % {"fact": FACTS[name].label, "value": words[name]} for name in changed)
