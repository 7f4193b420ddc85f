"""The clocks as data: by the codes of the events that move them. `sla` so clocks what it never imports."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal


@dataclass(frozen=True, slots=True, kw_only=True)
class ClockDefinition:
    """A clock by the codes of the events that move it.

    `pause_while` maps an event to the cause of the pause it begins. `again`: what a start means to a clock that has
    stopped: it goes on with its used time, or a new round begins. `not_while`: the clock that must be over first.
    `carried_from`: what is still owed by these clocks of a merged case is owed here as a round of this one.
    """

    code: str
    start_on: frozenset[str]
    stop_on: frozenset[str]
    pause_while: Mapping[str, str] = field(default_factory=dict)
    resume_on: frozenset[str] = frozenset()
    cancel_on: frozenset[str] = frozenset()
    again: Literal["goes_on", "new_round", "never"] = "never"
    not_while: str = ""
    carried_from: frozenset[str] = frozenset()
    subject: str = "case"

    @property
    def rule_kind(self) -> str:
        """Return the kind of rule that holds its targets."""
        return f"sla.{self.code}"

    @property
    def event_codes(self) -> frozenset[str]:
        """Return every event that moves it."""
        return self.start_on | self.stop_on | self.resume_on | self.cancel_on | frozenset(self.pause_while)


_WAITS = {"cases.wait_started": "customer", "cases.third_party_awaited": "third_party"}
_WAIT_ENDS = frozenset({"cases.wait_ended"})
_ENDS = frozenset({"cases.case_resolved", "cases.case_closed"})
MERGED = "cases.case_merged"
_MERGED = frozenset({MERGED})
_ANSWERED = frozenset({"cases.agent_replied"}) | _ENDS

DEFINITIONS: tuple[ClockDefinition, ...] = (
    ClockDefinition(
        code="acknowledge",
        start_on=frozenset({"cases.case_opened"}),
        stop_on=_ANSWERED | {"cases.case_taken", "cases.work_started", "cases.third_party_awaited"},
        cancel_on=_MERGED,
    ),
    ClockDefinition(
        code="first_response",
        start_on=frozenset({"cases.case_opened"}),
        stop_on=_ANSWERED,
        cancel_on=_MERGED,
    ),
    ClockDefinition(
        code="next_response",
        start_on=frozenset({"cases.customer_wrote", "cases.words_came_back"}),
        stop_on=_ANSWERED,
        cancel_on=_MERGED,
        again="new_round",
        not_while="first_response",
        carried_from=frozenset({"first_response", "next_response"}),
    ),
    ClockDefinition(
        code="resolution",
        start_on=frozenset({"cases.case_opened", "cases.case_reopened"}),
        stop_on=_ENDS,
        pause_while=_WAITS,
        resume_on=_WAIT_ENDS,
        cancel_on=_MERGED,
        again="goes_on",
    ),
    ClockDefinition(
        code="result_notice",
        start_on=frozenset({"cases.case_resolved"}),
        stop_on=frozenset({"cases.result_notified", "cases.case_confirmed", "cases.called_back"}),
        cancel_on=_MERGED | {"cases.case_reopened"},
        again="new_round",
    ),
    ClockDefinition(
        code="first_follow_up",
        start_on=frozenset({"cases.case_resolved"}),
        stop_on=frozenset({"cases.called_back"}),
        cancel_on=_MERGED | {"cases.case_reopened"},
        again="new_round",
    ),
    ClockDefinition(
        code="complaint_reply",
        start_on=frozenset({"cases.case_opened", "cases.case_reopened"}),
        stop_on=frozenset({"cases.result_notified", "cases.case_closed"}),
        pause_while=_WAITS,
        resume_on=_WAIT_ENDS | {"cases.case_resolved"},
        cancel_on=_MERGED,
        again="goes_on",
    ),
)
"""A start, a stop and a pause mean what they say; an event that is none of these to a clock does not move it."""

BY_CODE = {definition.code: definition for definition in DEFINITIONS}
RECLASSIFIED = "cases.case_reclassified"
ABSORBED = "cases.case_absorbed"
UNDONE, RELEASED = "cases.case_merger_undone", "cases.case_released"
"""A merger is taken back: what the case was promised is owed there again, and what it brought is owed there only."""
EVENT_CODES: frozenset[str] = frozenset({RECLASSIFIED, ABSORBED, UNDONE, RELEASED}).union(
    *(d.event_codes for d in DEFINITIONS)
)
"""Every event that may move a clock."""
MOVED_BY: Mapping[str, tuple[ClockDefinition, ...]] = {
    code: tuple(one for one in DEFINITIONS if code in one.event_codes) for code in EVENT_CODES
}
"""Event → the clocks it may move, in the order of DEFINITIONS."""
