"""Talks beside a case: what is said there, the link for somebody outside, and the answers of the team that is asked.

Opening, writing, ending and taking up again are verbs of the case.
"""

from django.http import HttpResponse
from django.urls import reverse
from ninja import Router, Schema, Status
from pydantic import Field

from fuwutai.api.access import ApiRequest, operation
from fuwutai.api.cases.bodies import SideAnswer, SideLink
from fuwutai.api.cases.verbs import SIDE
from fuwutai.api.cases.work import router as of_cases
from fuwutai.api.idempotent import body_of, described, posted
from fuwutai.api.moments import Moment
from fuwutai.domain.cases.commands import answer_side_talk, make_side_link
from fuwutai.domain.cases.speech.side_talks import Talk, asked_talk, asked_talks, talk_beside, talks_beside
from fuwutai.kernel.access_log import record_access
from fuwutai.kernel.masking import mask_text

router = Router(tags=["side talks"])


class SideMessage(Schema):
    """Words of a talk, masked as on the desk. `author`: a name, "" for somebody outside; `gone`: taken out."""

    id: int
    side: str = Field(description="staff · team · outside")
    author: str
    body: str
    at: Moment
    gone: bool


class SideTalk(Schema):
    """A talk beside a case. `whom`: the team or person that is asked; `link_ends_at`: null where no link opens it."""

    id: int
    subject: str
    whom: str
    is_outside: bool
    asker: str
    opened_at: Moment
    last_at: Moment
    awaits_answer: bool
    closed_at: Moment | None
    messages: list[SideMessage]


class OfCase(SideTalk):
    """A talk as who works on the case reads it. `from_case`: the number of the merged case beside which it stands."""

    contact: str
    link_ends_at: Moment | None
    from_case: str | None


class Link(Schema):
    """A link by which somebody outside reads a talk and answers. It is told this once and kept nowhere."""

    id: int
    address: str
    ends_at: Moment


class Answered(Schema):
    """An answer that was stored."""

    id: int
    talk_id: int
    at: Moment


@of_cases.get(
    "/{int:case_id}/side-talks", response=list[OfCase], operation_id="case_side_talks_list",
    summary="Talks beside a case",
)  # fmt: skip
@operation(permission="cases.view", statements=10)
def case_side_talks_list(request: ApiRequest, case_id: int) -> list[OfCase]:
    """Return the talks beside a case, open ones first. The look is logged."""
    found = talks_beside(request.actor, case_id)
    place = "api:case_side_talks_list"
    record_access(request.actor, "view_case", subject="case", subject_id=case_id, place=place)
    return [
        OfCase(
            **dict(_as_told(one)), contact=mask_text(one.contact), link_ends_at=one.link_ends_at,
            from_case=one.number or None,
        )
        for one in found
    ]  # fmt: skip


@router.post(
    "/cases/{int:case_id}/side-talks/{int:talk_id}/link", response={201: Link}, operation_id="case_side_talks_link",
    summary="Make the link of a talk anew",
    openapi_extra={"requestBody": described(SideLink)["requestBody"]},
)  # fmt: skip
@operation(permission=SIDE, statements=40)
def case_side_talks_link(request: ApiRequest, case_id: int, talk_id: int) -> Status[Link]:
    """Make the link of a talk with somebody outside anew; the one before opens nothing any more.

    It takes no Idempotency-Key: an answer that is kept would keep the link.
    """
    talk_beside(request.actor, case_id, talk_id)
    made = make_side_link(actor=request.actor, talk_id=talk_id, **body_of(request, SideLink))
    address = request.build_absolute_uri(reverse("portal:side_talk", args=[made.secret]))
    return Status(201, Link(id=talk_id, address=address, ends_at=made.talk.link_ends_at))


@router.get(
    "/side-talks", response=list[SideTalk], operation_id="side_talks_list", summary="What one's teams are asked"
)
@operation(permission=SIDE, statements=6)
def side_talks_list(request: ApiRequest) -> list[SideTalk]:
    """Return the open talks in which own teams are asked, without their words: who waits longest first."""
    return [_as_told(one) for one in asked_talks(request.actor)]


@router.get("/side-talks/{int:talk_id}", response=SideTalk, operation_id="side_talk", summary="What a team is asked")
@operation(permission=SIDE, statements=8)
def side_talk(request: ApiRequest, talk_id: int) -> SideTalk:
    """Return a talk as the team reads it that is asked; nothing leads to the case. The look is logged."""
    talk = asked_talk(request.actor, talk_id)
    record_access(request.actor, "view_side_talk", subject="side_talk", subject_id=talk.pk, place="api:side_talk")
    return _as_told(talk)


@router.post(
    "/side-talks/{int:talk_id}/answer", response={201: Answered}, operation_id="side_talk_answer",
    summary="Answer for the team that is asked", openapi_extra=described(SideAnswer),
)  # fmt: skip
@operation(permission=SIDE, statements=40)
def side_talk_answer(request: ApiRequest, talk_id: int) -> HttpResponse:
    """Answer for the team that is asked; a wait that began with a talk ends with the last answer."""
    asked_talk(request.actor, talk_id)

    def work() -> Answered:
        made = answer_side_talk(actor=request.actor, talk_id=talk_id, **body_of(request, SideAnswer))
        return Answered(id=made.pk, talk_id=made.talk_id, at=made.at)

    return posted(request, 201, work)


def _as_told(talk: Talk) -> SideTalk:
    same = ("subject", "whom", "is_outside", "asker", "opened_at", "last_at", "awaits_answer", "closed_at")
    said = [
        SideMessage(id=one.pk, side=one.side, author=one.author, body=one.body, at=one.at, gone=one.gone)
        for one in talk.words
    ]
    return SideTalk(id=talk.pk, messages=said, **{name: getattr(talk, name) for name in same})
