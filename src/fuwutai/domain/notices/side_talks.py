"""What people are told of talks beside cases: that their team is asked something, and that an answer came."""

from collections.abc import Iterable
from typing import cast

from fuwutai.domain.accounts.queries import actors_for, team_members
from fuwutai.domain.cases.events import SideMessageWritten, SideTalkAnswered, SideTalkOpened
from fuwutai.domain.cases.queries import visible_case
from fuwutai.domain.cases.speech.side_talks import visible_side_talks
from fuwutai.domain.notices.audience import people_to_tell, who_see
from fuwutai.domain.notices.choices import SIDE_ANSWERED, SIDE_ASKED
from fuwutai.domain.notices.commands import give_notice
from fuwutai.domain.sla.choices import ASSIGNEE
from fuwutai.kernel.actors import Actor
from fuwutai.kernel.reactions import Recorded, react_to

NOTICES = Actor.system("notices")


@react_to(SideTalkOpened, SideMessageWritten, when="after_commit")
def tell_asked_team(recorded: Recorded) -> None:
    """Tell the team that is asked: nothing of the case, of which it need not know, and only where it may answer."""
    asked = cast("SideTalkOpened | SideMessageWritten", recorded.event)
    talk = visible_side_talks(NOTICES).filter(pk=asked.talk_id, closed_at=None, awaits_answer=True).first()
    if talk is None or talk.team_id is None:
        return
    told = _who_answer(team_members(talk.team_id)) - {recorded.actor.staff_id or 0}
    number = asked.message_id if isinstance(asked, SideMessageWritten) else 0
    if told:
        give_notice(
            actor=NOTICES,
            staff_ids=told,
            code=SIDE_ASKED,
            about=f"side_talk:{talk.pk}:{number}",
            data={"talk": talk.pk},
        )


@react_to(SideTalkAnswered, when="after_commit")
def tell_asker(recorded: Recorded) -> None:
    """Tell who asked, and who works on the case, that an answer came; as far as they see the case."""
    answered = cast(SideTalkAnswered, recorded.event)
    talk = visible_side_talks(NOTICES).filter(pk=answered.talk_id).first()
    if talk is None:
        return
    case = visible_case(NOTICES, talk.case_id)
    people = {one for one in (talk.opened_by_id, case.assignee_id) if one is not None}
    told = who_see(case.pk, people) or people_to_tell(case.pk, case.team_id, case.assignee_id, (ASSIGNEE,))
    told -= {recorded.actor.staff_id or 0}
    if told:
        give_notice(
            actor=NOTICES,
            staff_ids=told,
            code=SIDE_ANSWERED,
            about=f"side_answer:{answered.message_id}",
            case_id=case.pk,
            data={"talk": talk.pk, "side": answered.side},
        )


def _who_answer(staff_ids: Iterable[int]) -> set[int]:
    return {one.id for one in actors_for(staff_ids) if one.id is not None and one.may("cases.side")}
