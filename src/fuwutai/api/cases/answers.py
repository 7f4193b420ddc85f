"""What is answered about cases: codes, ids and moments; words of persons are masked as on the desk."""

from typing import Any

from ninja import Schema
from pydantic import Field

from fuwutai.api.cases.schemas import Clock
from fuwutai.api.moments import Moment
from fuwutai.domain.cases.speech.conversation import Words
from fuwutai.kernel.models import JournalEntry


class Opened(Schema):
    """A case that was just opened; no clocks where it went to a team whose cases its opener does not see."""

    id: int
    number: str
    status: str
    opened_at: Moment
    clocks: list[Clock]


class Done(Schema):
    """A case after a verb; null where it is out of sight now. `made_id`: what the verb made or changed beside it."""

    id: int
    number: str
    status: str | None
    assignee: str | None
    team: str | None
    made_id: int | None = None


class Item(Schema):
    """A case in a list. `subject` is masked."""

    id: int
    number: str
    status: str
    type: str
    category: str
    priority: str
    channel: str
    subject: str
    team: str = Field(description="code")
    assignee: str | None = Field(description="user name")
    tags: list[str]
    opened_at: Moment
    last_message_at: Moment
    due_at: Moment | None


class Items(Schema):
    """A page of cases, the newest first. `next`: the cursor of the next page, null at the end."""

    items: list[Item]
    next: str | None


class CustomerOfCase(Schema):
    """A customer with contacts as (kind, value), masked unless the person revealed them on the desk."""

    id: int
    name: str
    contacts: list[tuple[str, str]]


class Detail(Item):
    """A case with all that is said of it."""

    urgency: str
    impact: str
    nature: str
    region: str
    resolution: str
    cause: str
    rating: str
    score: int | None
    responsible: str | None
    merged_into: int | None
    parent: int | None
    snoozed_until: Moment | None
    archived_at: Moment | None
    supervised: bool
    urges: int
    reopened: int
    redone: int
    minutes: int
    customer: CustomerOfCase | None
    clocks: list[Clock]


class File(Schema):
    """A file of a message: `GET /files/{id}` hands it out. `removed`: it was taken out for good."""

    id: int
    name: str
    content_type: str
    size: int
    removed: bool


class Message(Schema):
    """Words in a case, masked as on the desk. `author_id`: of staff or customer."""

    id: int
    kind: str
    body: str
    author_kind: str
    author_id: int | None
    channel: str
    at: Moment
    files: list[File]


class Messages(Schema):
    """A page of messages, the oldest first."""

    items: list[Message]
    next: str | None


class Said(Schema):
    """A message that was stored."""

    id: int
    case_id: int
    kind: str
    at: Moment


class Happened(Schema):
    """One event of a case: its code and what it holds, ids and codes only."""

    id: int
    code: str
    at: Moment
    actor_kind: str
    actor_id: int | None
    data: dict[str, Any]


class History(Schema):
    """A page of events, the oldest first."""

    items: list[Happened]
    next: str | None


def item_of(case: Any) -> Item:
    """Return a case of a list; team and assignee are at hand."""
    return Item(**_facts(case))


def _facts(case: Any) -> dict[str, Any]:
    same = ("id", "number", "status", "type", "category", "priority", "channel", "subject", "opened_at")
    return {
        **{name: getattr(case, name) for name in same},
        "last_message_at": case.last_message_at,
        "team": case.team.code,
        "assignee": case.assignee.username if case.assignee else None,
        "tags": list(case.tags),
        "due_at": case.promised_at,
    }


def detail_of(case: Any, customer: CustomerOfCase | None, clocks: list[Clock]) -> Detail:
    """Return one case."""
    same = (
        "urgency", "impact", "nature", "region", "resolution", "cause", "rating", "score", "snoozed_until",
        "archived_at",
        "supervised", "urges", "reopened", "redone", "minutes",
    )  # fmt: skip
    return Detail(
        **_facts(case),
        **{name: getattr(case, name) for name in same},
        responsible=case.responsible.username if case.responsible else None,
        merged_into=case.merged_into_id,
        parent=case.parent_id,
        customer=customer,
        clocks=clocks,
    )


def message_as_told(one: Words) -> Message:
    """Return a message as its reader may see it."""
    same = ("kind", "body", "author_kind", "author_id", "channel", "at")
    files = [
        File(id=file.pk, name=file.name, content_type=file.content_type, size=file.size, removed=file.removed)
        for file in one.files
    ]
    return Message(id=one.pk, files=files, **{name: getattr(one, name) for name in same})


def happened(one: JournalEntry) -> Happened:
    """Return an event."""
    return Happened(
        id=one.pk, code=one.code, at=one.at, actor_kind=one.actor_kind, actor_id=one.actor_id, data=one.data
    )
