"""What people are told of who answers for a case, and of a case that does not end properly by itself."""

from collections.abc import Iterable
from typing import Any, cast

from fuwutai.domain.cases.answering import hand_over_of
from fuwutai.domain.cases.events import (
    ClosedUnfinished,
    ClosingHeldUp,
    HandOverAccepted,
    HandOverDeclined,
    HandOverOffered,
    HandOverWithdrawn,
    ResponsibilityPassed,
)
from fuwutai.domain.cases.queries import visible_case
from fuwutai.domain.notices.audience import people_to_tell, who_see
from fuwutai.domain.notices.choices import HAND_OVER, HELD_UP, UNFINISHED
from fuwutai.domain.notices.commands import give_notice, settle_matter
from fuwutai.domain.sla.choices import ASSIGNEE
from fuwutai.kernel.actors import Actor
from fuwutai.kernel.reactions import Recorded, react_to

NOTICES = Actor.system("notices")
RATING = "rating"
"""Its silence is recorded by the platform itself, so nobody is asked for it."""


@react_to(HandOverOffered, when="after_commit")
def ask_taker(recorded: Recorded) -> None:
    """Ask a colleague whether she answers for a case from now on."""
    offered = cast(HandOverOffered, recorded.event)
    _tell(recorded, HAND_OVER, f"hand_over:{offered.hand_over_id}", [offered.staff_id])


@react_to(HandOverAccepted, HandOverDeclined, when="after_commit")
def tell_giver(recorded: Recorded) -> None:
    """Tell who asked, and who answered for the case until now, what the colleague said."""
    answered = cast("HandOverAccepted | HandOverDeclined", recorded.event)
    about = f"hand_over:{answered.hand_over_id}"
    settle_matter(actor=NOTICES, staff_ids=[answered.staff_id], about=about)
    offer = hand_over_of(answered.hand_over_id)
    former = answered.former_staff_id if isinstance(answered, HandOverAccepted) else None
    _tell(recorded, HAND_OVER, about, {offer.giver_id if offer else None, former} - {None, answered.staff_id})


@react_to(HandOverWithdrawn, when="after_commit")
def let_taker_be(recorded: Recorded) -> None:
    """Let no notice of a hand-over wait that was taken back."""
    back = cast(HandOverWithdrawn, recorded.event)
    settle_matter(actor=NOTICES, staff_ids=[back.staff_id], about=f"hand_over:{back.hand_over_id}")


@react_to(ResponsibilityPassed, when="after_commit")
def tell_follower(recorded: Recorded) -> None:
    """Tell who answers for a case from now on because a colleague left."""
    passed = cast(ResponsibilityPassed, recorded.event)
    _tell(recorded, HAND_OVER, f"responsible:{passed.case_id}", [passed.staff_id])


@react_to(ClosingHeldUp, when="after_commit")
def tell_of_open_end(recorded: Recorded) -> None:
    """Tell who works on a case that silence could not close it; where nobody does, the supervisors."""
    case: Any = visible_case(NOTICES, recorded.event.subject_id)
    _tell(recorded, HELD_UP, f"closing:{case.pk}", people_to_tell(case.pk, case.team_id, case.assignee_id, [ASSIGNEE]))


@react_to(ClosedUnfinished, when="after_commit")
def ask_for_the_rest(recorded: Recorded) -> None:
    """Ask who worked on a case that its customer closed for what is still to be recorded."""
    closed = cast(ClosedUnfinished, recorded.event)
    if set(closed.missing) == {RATING}:
        return
    case: Any = visible_case(NOTICES, closed.case_id)
    people = people_to_tell(case.pk, case.team_id, case.assignee_id, [ASSIGNEE])
    _tell(recorded, UNFINISHED, f"closing:{case.pk}", people)


def _tell(recorded: Recorded, code: str, about: str, staff_ids: Iterable[int | None]) -> None:
    """Tell people who still see the case; later entries of the journal rank higher. Nobody hears of her own doing."""
    case_id = recorded.event.subject_id
    asked = {one for one in staff_ids if one is not None} - {recorded.actor.id if recorded.actor.is_staff else None}
    people = who_see(case_id, asked) if asked else set()
    if people:
        give_notice(
            actor=NOTICES,
            staff_ids=people,
            code=code,
            about=about,
            rank=recorded.entry_id or 0,
            case_id=case_id,
            data={"event": recorded.event.code},
        )
