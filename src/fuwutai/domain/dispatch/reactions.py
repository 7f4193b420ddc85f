"""What dispatch notices: that something waits, that somebody has room, and what everybody was given and did.

Nothing is given in the transaction of somebody else: each command leaves one promise at most, and none where no team
has ever said how it shares out its work. The job that keeps it counts, and promises one giving for each team.
"""

from collections.abc import Sequence
from typing import Any, cast

from fuwutai.domain.accounts.choices import AVAILABLE
from fuwutai.domain.accounts.events import (
    CapacitySet,
    PresenceChanged,
    StaffChanged,
    StaffReactivated,
    StaffSkillRated,
)
from fuwutai.domain.accounts.skills import today
from fuwutai.domain.cases.events import (
    CaseAssigned,
    CaseClosed,
    CaseMerged,
    CaseOpened,
    CaseReclassified,
    CaseReopened,
    CaseResolved,
    CaseWoken,
    ThirdPartyAwaited,
    WaitEnded,
    WaitStarted,
)
from fuwutai.domain.dispatch.commands import reroute_case
from fuwutai.domain.dispatch.people import DISPATCH
from fuwutai.domain.dispatch.routing import may_go_elsewhere
from fuwutai.domain.dispatch.settings import automatic_teams, sharings
from fuwutai.kernel.jobs import enqueue
from fuwutai.kernel.reactions import Recorded, react_to, react_to_all

OF_PEOPLE = (PresenceChanged, CapacitySet, StaffSkillRated, StaffChanged, StaffReactivated)
OF_CASES = (CaseResolved, CaseClosed, CaseMerged, WaitStarted, ThirdPartyAwaited, WaitEnded, CaseReopened, CaseWoken)
MOST_CASES = 500
"""What changes more at once is an import; the sweep finds what it leaves to be given."""


@react_to_all(CaseOpened, CaseAssigned, CaseReclassified, *OF_CASES, *OF_PEOPLE)
def notice_work(recorded: Sequence[Recorded]) -> None:
    """Promise to look at what one command changed for who gets a case. Cost: none where no team says how it shares
    out its work, else 1 statement."""
    if not sharings():
        return
    teams, people, cases = set[int](), set[int](), set[int]()
    done: list[tuple[int, str]] = []
    finished: list[int] = []
    for one in recorded:
        event: Any = one.event
        if isinstance(event, CaseOpened):
            teams.add(event.team_id)
        elif isinstance(event, CaseAssigned):
            _assigned(one, event, teams, people, done)
        elif isinstance(event, OF_PEOPLE):
            if not isinstance(event, PresenceChanged) or event.state == AVAILABLE:
                people.add(event.staff_id)
        else:
            cases.add(event.case_id)
            if isinstance(event, CaseResolved) and one.step == 0:
                finished.append(event.case_id)
    if len(cases) > MOST_CASES:
        cases.clear()
    if done or finished or people or cases or teams & automatic_teams():
        payload = {
            "teams": sorted(teams), "people": sorted(people), "cases": sorted(cases), "done": done,
            "finished": finished, "day": today().isoformat(), "at": recorded[-1].at.isoformat(),
        }  # fmt: skip
        enqueue("dispatch.notice", payload)


def _assigned(
    one: Recorded, event: CaseAssigned, teams: set[int], people: set[int], done: list[tuple[int, str]]
) -> None:
    """Note what an assignment means: a case that waits, somebody with more room, something given or taken."""
    if event.staff_id is None:
        teams.add(event.team_id)
    if event.former_staff_id is not None:
        people.add(event.former_staff_id)
    by_dispatch = one.actor.is_system and one.actor.name == DISPATCH.name
    if event.staff_id is not None and not by_dispatch and one.step == 0:
        done.append((event.staff_id, "taken" if one.actor.staff_id == event.staff_id else "given"))


@react_to(CaseReclassified, when="after_commit", concerned=may_go_elsewhere)
def reroute(recorded: Recorded) -> None:
    """Let a corrected case that nobody has go where the rules send it now."""
    reroute_case(actor=DISPATCH, case_id=cast(CaseReclassified, recorded.event).case_id)
