"""How rules hear of what happens, after it was committed, and how their waiting follows the clocks.

Where no rule listens to an event, nothing is promised: the question costs a look into what the process remembers.
"""

from collections.abc import Callable, Collection, Sequence
from datetime import timedelta

from fuwutai.domain.automation.choices import AFTER_EVENT, EVENTS, ON_EVENT
from fuwutai.domain.automation.commands import wait_after
from fuwutai.domain.automation.obeying import Cause, depth_after, obey
from fuwutai.domain.automation.settings import PLATFORM, has_clock_rules, listens, live_rules
from fuwutai.domain.cases.queries import visible_cases
from fuwutai.domain.sla.definitions import EVENT_CODES
from fuwutai.domain.sla.events import (
    ClockCancelled,
    ClockGivenBack,
    ClockRecounted,
    ClockRetargeted,
    ClockStarted,
    ClockTakenOver,
)
from fuwutai.kernel.jobs import enqueue_many
from fuwutai.kernel.models import JournalEntry
from fuwutai.kernel.reactions import Recorded, react_to, react_to_all

MOVERS = {
    one.code
    for one in (ClockStarted, ClockRetargeted, ClockTakenOver, ClockGivenBack, ClockCancelled, ClockRecounted)
} | EVENT_CODES
PLAYED = timedelta(minutes=5)
"""What happened so long before it was written down is a history that was taken in: no rule acts on it now."""


def hear(recorded: Recorded) -> None:
    """Let the rules that wait for an event look at its case, in their order; those that wait longer note when.

    Cost: 2 statements, 1 where no rule waits any more, and what `obey` costs.
    """
    code, case_id = recorded.event.code, recorded.event.subject_id
    rules = [rule for rule in live_rules() if rule.trigger.event == code]
    if not rules or recorded.entry_id is None or _was_played(recorded.entry_id):
        return
    if not visible_cases(PLATFORM).filter(pk=case_id).exists():
        return
    depth = depth_after(recorded)
    later = [rule for rule in rules if rule.trigger.on == AFTER_EVENT]
    wait_after(actor=PLATFORM, case_id=case_id, rules=later, at=recorded.at, depth=depth, entry_id=recorded.entry_id)
    now = [rule for rule in rules if rule.trigger.on == ON_EVENT]
    obey(Cause(case_id=case_id, key=f"event:{recorded.entry_id}", depth=depth, entry_id=recorded.entry_id), now)


def _was_played(entry_id: int) -> bool:
    at, recorded_at = JournalEntry.objects.values_list("at", "recorded_at").get(pk=entry_id)
    return recorded_at - at > PLAYED


@react_to_all(*sorted(MOVERS))
def follow_clocks(recorded: Sequence[Recorded]) -> None:
    """Promise that what rules wait for of promises is looked at anew. Cost: none where no rule waits for a promise,
    else 1 statement."""
    if not has_clock_rules():
        return
    cases = sorted({one.event.subject_id for one in recorded if one.event.subject == "case"})
    enqueue_many(
        "automation.follow", [({"case_id": case_id}, f"automation.follow:{case_id}") for case_id in cases]
    )


def _listener(code: str) -> Callable[[Recorded], None]:
    """Return the reaction to one event: each has a name of its own, so that only those listened to are promised."""

    def handle(recorded: Recorded) -> None:
        hear(recorded)

    handle.__name__ = f"hear_{code.replace('.', '_')}"
    return handle


def _concerned(code: str) -> Callable[[Collection[int]], Collection[int]]:
    return lambda case_ids: case_ids if listens(code) else ()


for _code in EVENTS:
    react_to(_code, when="after_commit", concerned=_concerned(_code))(_listener(_code))
