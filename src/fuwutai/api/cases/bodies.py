"""What is sent with each verb of a case; a field that is not known is refused."""

from datetime import date
from typing import Annotated, Literal

from ninja import Schema
from pydantic import AwareDatetime, ConfigDict, Field

Id = Annotated[int, Field(ge=1, le=2**63 - 1)]
Ids = Annotated[list[Id], Field(max_length=500)]
Words = Annotated[str, Field(max_length=100_000)]
Code = Annotated[str, Field(max_length=60)]
Name = Annotated[str, Field(max_length=150)]
Score = Annotated[int, Field(ge=1, le=5)]


class Body(Schema):
    """A body that takes only what it names, in its own JSON type."""

    model_config = ConfigDict(extra="forbid")


class Nothing(Body):
    """Nothing need be said."""


class Customer(Body):
    """A customer we know by `id`, or who turns to us under a number or mail address."""

    id: Id | None = None
    name: Name = ""
    phone: Name = ""
    email: Annotated[str, Field(max_length=254)] = ""


class NewCase(Body):
    """A customer's matter."""

    type: Code
    subject: Words
    body: Words
    customer: Customer
    category: Code = ""
    priority: Code = ""
    channel: Code = "phone"
    team: Code = Field("", description="The code of a team; the rules of the centre choose where none is said")


class NewMessage(Body):
    """Words for the customer, or for colleagues only."""

    kind: Literal["reply", "note"]
    body: Words
    file_ids: Ids = Field([], description="files that were sent ahead to this case")


class Assign(Body):
    """A team by its code, a person by the user name, or both; without a person it goes into the team's queue."""

    team: Code | None = None
    assignee: Name | None = None


class Result(Body):
    """Codes of the word lists of resolutions and causes."""

    resolution: Code = ""
    cause: Code = ""


class Resolve(Result):
    """`body`: the result for the customer."""

    body: Words = ""


class Confirm(Body):
    """How content the customer is, where asked."""

    rating: Code = ""
    score: Score | None = None
    words: Words = ""


class Close(Confirm):
    """`reason`: why it is closed although something is missing."""

    reason: Words = ""


class Reason(Body):
    """Why."""

    reason: Words


class MaybeReason(Body):
    """Why, where there is something to say."""

    reason: Words = ""


class CallBack(Body):
    """What came of a call-back."""

    outcome: Code
    body: Words = ""
    rating: Code = ""
    score: Score | None = None


class Rate(Body):
    """What came of asking how content the customer is."""

    outcome: Code
    score: Score | None = None
    words: Words = ""


class Need(Body):
    """The need in our own words, and whether the customer agreed to them."""

    words: Words
    confirmed: bool


class Classify(Body):
    """What a case is, by codes; what is not said stays."""

    type: Code | None = None
    category: Code | None = None
    priority: Code | None = None
    line: Code | None = None
    service_class: Code | None = None
    urgency: Code | None = None
    complexity: Code | None = None
    impact: Code | None = None
    nature: Code | None = None
    region: Code | None = None


class Fields(Body):
    """What is said in fields of the centre's own, by their codes."""

    values: dict[Code, Words | list[Words]]


class Tags(Body):
    """Names of tags."""

    names: Annotated[list[Name], Field(min_length=1, max_length=50)]


class Snooze(Body):
    """Until when, with its offset."""

    until: AwareDatetime


class Urge(Body):
    """By which channel the customer urged."""

    channel: Code = "phone"


class Demand(Body):
    """What is asked for, and by when."""

    demand: Words
    due_at: AwareDatetime | None = None


class Report(Body):
    """What was done."""

    words: Words


class Merge(Body):
    """The case in which it goes on."""

    into_id: Id


class UndoMerge(Body):
    """Messages that came since and go back as well."""

    message_ids: Ids = []


class Split(Body):
    """The messages that become a case of their own, and what that is about."""

    message_ids: Ids
    subject: Words
    type: Code = ""
    team: Code | None = None


class Unlink(Body):
    """The other case."""

    other_id: Id


class Link(Unlink):
    """The other case, and how they belong together."""

    kind: Code


class Parent(Body):
    """The case above it."""

    parent_id: Id


class NewTask(Body):
    """What is to be done, by whom and by when."""

    title: Words
    is_needed: bool = False
    assignee: Name | None = None
    due_at: AwareDatetime | None = None


class EditTask(Body):
    """What is to be different about a task; what is not said stays, null takes away."""

    title: Words = ""
    is_needed: bool = False
    assignee: Name | None = None
    due_at: AwareDatetime | None = None


class OrderTasks(Body):
    """All tasks that are to be done, in the order in which they are to stand."""

    task_ids: Ids


class Checklist(Body):
    """A checklist of the centre."""

    checklist_id: Id


class Time(Body):
    """Minutes of work, on a day."""

    minutes: Annotated[int, Field(ge=1, le=100_000)]
    activity: Code = ""
    note: Words = ""
    day: date | None = None


class CorrectTime(Body):
    """What is to be different about a time; what is not said stays, 0 minutes take it back."""

    minutes: Annotated[int, Field(ge=0, le=100_000)] = 0
    activity: Code = ""
    note: Words = ""
    day: date | None = None


class Watcher(Body):
    """A colleague, by user name."""

    colleague: Name


class CustomerWords(Body):
    """Words of the customer, and by which channel they came."""

    body: Words
    channel: Code = "phone"
    file_ids: Ids = []


class SideTalk(Body):
    """What is asked beside a case: of another team by its code, else of somebody outside, who answers by a link."""

    subject: Words
    body: Words
    asked_team: Code | None = None
    with_whom: Words = ""
    contact: Words = ""
    days: Annotated[int, Field(ge=1, le=30)] = 7
    waits: bool = Field(False, description="the case waits for a third party until the answer")


class SideWords(Body):
    """More words to who is asked."""

    body: Words
    waits: bool = False


class SideAnswer(Body):
    """The answer of the team that is asked."""

    body: Words


class SideLink(Body):
    """For how many days the link opens: 1, 3, 7, 14 or 30."""

    days: Annotated[int, Field(ge=1, le=30)] = 7


class HandOver(Body):
    """Who is to answer for the case from now on, by user name, and why."""

    taker: Name
    reason: Words


class Decline(Body):
    """Why not."""

    answer: Words


class HoldReply(Body):
    """A reply that is sent at a moment, or after the seconds in which it can be undone."""

    body: Words
    send_at: AwareDatetime | None = None
    then: Literal["stay", "wait", "third_party", "resolve"] = "stay"
    resolution: Code = ""
    cause: Code = ""
    file_ids: Ids = []


class Redact(Body):
    """Words that are taken out wherever they stand in a message, and why."""

    words: Annotated[str, Field(min_length=1, max_length=100_000)]
    reason: Words
