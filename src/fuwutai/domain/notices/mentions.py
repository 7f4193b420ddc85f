"""What people are told of words in cases: that a colleague names them, and that a reply of theirs was not sent."""

from typing import cast

from fuwutai.domain.cases.events import ColleagueMentioned, ReplyStopped
from fuwutai.domain.cases.queries import visible_case
from fuwutai.domain.notices.audience import people_to_tell, who_see
from fuwutai.domain.notices.choices import MENTIONED, REPLY_STOPPED
from fuwutai.domain.notices.commands import give_notice
from fuwutai.domain.sla.choices import ASSIGNEE
from fuwutai.kernel.actors import Actor
from fuwutai.kernel.reactions import Recorded, react_to

NOTICES = Actor.system("notices")
GONE = "author_gone"


@react_to(ColleagueMentioned, when="after_commit")
def tell_named(recorded: Recorded) -> None:
    """Tell a colleague that a note names her."""
    named = cast(ColleagueMentioned, recorded.event)
    give_notice(
        actor=NOTICES,
        staff_ids=[named.staff_id],
        code=MENTIONED,
        about=f"mention:{named.message_id}",
        case_id=named.case_id,
        data={"message": named.message_id, "by": recorded.actor.id or 0},
    )


@react_to(ReplyStopped, when="after_commit")
def tell_writer(recorded: Recorded) -> None:
    """Tell who wrote a reply that it was not sent; where she works here no longer, who works on the case.

    Of a case out of her sight she is told by its number alone.
    """
    stopped = cast(ReplyStopped, recorded.event)
    case = visible_case(NOTICES, stopped.case_id)
    people = {stopped.staff_id}
    if stopped.why == GONE:
        people = people_to_tell(case.pk, case.team_id, case.assignee_id, (ASSIGNEE,))
    seeing = who_see(case.pk, people)
    for case_id, told in ((case.pk, seeing), (None, people - seeing)):
        if told:
            give_notice(
                actor=NOTICES,
                staff_ids=told,
                code=REPLY_STOPPED,
                about=f"reply:{stopped.held_id}",
                case_id=case_id,
                data={"number": case.number, "why": stopped.why},
                urgent=True,
            )
