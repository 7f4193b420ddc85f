"""The same done to many cases: the addresses under /api/v1/bulk.

A run is looked at before it begins and done in the background as the token that asked for it; it says case by case what
was not done and why, and can be taken back within a day. Only that token reads it.
"""

from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext_lazy as _
from ninja import Query, Router, Schema
from pydantic import Field

from fuwutai.api.access import ApiRequest, operation
from fuwutai.api.cases.bodies import Body, Id, Nothing, Words
from fuwutai.api.idempotent import body_of, described, posted
from fuwutai.api.moments import Moment
from fuwutai.domain.cases.actions.bulk import chosen, own_run, preview, problems_page, tallies, undo_until
from fuwutai.domain.cases.actions.registry import checked_steps
from fuwutai.domain.cases.commands.bulk import start_bulk, stop_bulk, undo_bulk
from fuwutai.domain.cases.lists.query import understood
from fuwutai.kernel.actors import Actor
from fuwutai.kernel.errors import Invalid

WORK = "cases.note"
PROBLEMS_AT_ONCE = 50
router = Router(tags=["bulk"])


class Wanted(Body):
    """Which cases, by their ids or by a query of the desk, and what is to be done with each: the steps of a macro."""

    case_ids: list[Id] = Field([], max_length=20_000)
    q: Words = ""
    steps: list[dict[str, Any]] = Field(min_length=1, max_length=20, examples=[[{"do": "tag", "tags": "回访"}]])


class Start(Wanted):
    """The same. `sure`: that it was read what customers get, where a step speaks to them."""

    sure: bool = False


class Against(Schema):
    """Why a step is not possible for some cases. `why`: a code; `status`: in which they are, where that is why."""

    step: int
    why: str
    status: str
    cases: int


class Look(Schema):
    """What would come of it. `gone`: cases out of sight; `customers`: how many would hear; `final`: no way back."""

    cases: int
    allowed: int
    gone: int
    customers: int
    final: bool
    against: list[Against]


class Failed(Schema):
    """A case with which something went wrong, null once it is out of sight; `words` are in the person's language."""

    case_id: int | None
    number: str | None
    state: str
    code: str
    words: str


class Run(Schema):
    """A bulk change as it goes on. `undo_until`: null where it cannot be taken back, or not any more."""

    id: int
    state: str = Field(description="waiting · running · done · stopped · undoing · undone")
    wanted: int
    done: int
    failed: int
    waiting: int
    made_at: Moment
    ended_at: Moment | None
    undo_until: Moment | None


class Report(Run):
    """A bulk change with the cases that were not done, page by page."""

    problems: list[Failed]
    next: str | None


@router.post(
    "/bulk/preview", response=Look, operation_id="bulk_preview", summary="What a bulk change would come to",
    openapi_extra=described(Wanted),
)  # fmt: skip
@operation(permission=WORK, statements=20)
def bulk_preview(request: ApiRequest) -> HttpResponse:
    """Say what steps would come to for many cases; nothing is done."""
    return posted(request, 200, lambda: _look(request.actor, body_of(request, Wanted)))


@router.post(
    "/bulk", response={202: Run}, operation_id="bulk_start", summary="Do the same to many cases",
    openapi_extra=described(Start),
)  # fmt: skip
@operation(permission=WORK, statements=80)
def bulk_start(request: ApiRequest) -> HttpResponse:
    """Begin a bulk change of 20,000 cases at most; it is done in the background."""

    def work() -> Run:
        said = body_of(request, Start)
        found = _look(request.actor, said)
        if found.customers and not said.get("sure"):
            problem = _("Customers will hear of this. Look at the preview, then send “sure”.")
            raise Invalid(problem, fields={"sure": problem})
        run = start_bulk(
            actor=request.actor, steps=said["steps"], case_ids=said.get("case_ids", ()), query=said.get("q", "")
        )
        return _told(run)

    return posted(request, 202, work)


@router.get("/bulk/{int:run_id}", response=Report, operation_id="bulk_run", summary="How a bulk change stands")
@operation(permission="cases.view", statements=12)
def bulk_run(request: ApiRequest, run_id: int, cursor: str | None = Query(None, max_length=300)) -> Report:
    """Return how far a bulk change is, and a page of the cases that were not done."""
    run = own_run(request.actor, run_id)
    found, further = problems_page(request.actor, run, cursor, PROBLEMS_AT_ONCE)
    problems = [
        Failed(
            case_id=one.case.pk if one.case else None, number=one.case.number if one.case else None, state=one.state,
            code=one.code, words=one.words,
        )
        for one in found
    ]  # fmt: skip
    return Report(**_told(run).model_dump(), problems=problems, next=further)


@router.post(
    "/bulk/{int:run_id}/stop", response=Run, operation_id="bulk_stop", summary="Stop a bulk change",
    openapi_extra=described(Nothing),
)  # fmt: skip
@operation(permission=WORK, statements=20)
def bulk_stop(request: ApiRequest, run_id: int) -> HttpResponse:
    """Stop a bulk change before its next case; what was done stays."""
    return posted(request, 200, lambda: _told(stop_bulk(actor=request.actor, run_id=run_id)))


@router.post(
    "/bulk/{int:run_id}/undo", response=Run, operation_id="bulk_undo", summary="Take a bulk change back",
    openapi_extra=described(Nothing),
)  # fmt: skip
@operation(permission=WORK, statements=20)
def bulk_undo(request: ApiRequest, run_id: int) -> HttpResponse:
    """Begin to take a bulk change back, within a day, in every case that nobody has changed since."""
    return posted(request, 200, lambda: _told(undo_bulk(actor=request.actor, run_id=run_id)))


def _look(actor: Actor, said: dict[str, Any]) -> Look:
    """Return what would come of it. Raises: Invalid naming each wrong field."""
    steps = checked_steps(actor, said["steps"])
    query = understood(actor, said["q"]) if said.get("q") else None
    ids = chosen(actor, case_ids=said.get("case_ids", ()), query=query)
    found = preview(actor, ids, steps)
    missing = len(set(said.get("case_ids", ()))) - len(ids) if query is None else 0
    return Look(
        cases=len(ids), allowed=found.allowed, gone=max(found.gone, missing), customers=found.people,
        final=len(found.final) == len(steps),
        against=[
            Against(step=one.step, why=one.why, status=one.status, cases=one.number) for one in found.hindrances
        ],
    )  # fmt: skip


def _told(run: Any) -> Run:
    """Return a run as it stands. Cost: 1 statement."""
    counts = tallies(run)
    return Run(
        id=run.pk, state=run.state, wanted=run.wanted, done=counts["done"], failed=counts["failed"],
        waiting=counts["waiting"], made_at=run.made_at, ended_at=run.ended_at, undo_until=undo_until(run),
    )  # fmt: skip
