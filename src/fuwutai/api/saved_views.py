"""Saved lists of cases: the addresses under /api/v1/views."""

from typing import Any

from django.http import HttpResponse
from ninja import Query, Router, Schema
from pydantic import Field

from fuwutai.api.access import ApiRequest, operation
from fuwutai.api.cases.answers import Items, item_of
from fuwutai.api.cases.bodies import Body, Code, Name, Nothing, Words
from fuwutai.api.cases.lists import MOST, team_named
from fuwutai.api.idempotent import body_of, described, posted
from fuwutai.domain.cases.commands.views import note_views_seen, retire_view, save_view
from fuwutai.domain.cases.lists.query import in_words, kept, names_in
from fuwutai.domain.cases.lists.views import USUAL_COLUMNS, counted, list_page, visible_view, visible_views
from fuwutai.kernel.actors import Actor
from fuwutai.kernel.errors import Invalid

WORK = "cases.note"
router = Router(tags=["views"])


class View(Schema):
    """A saved list. `number`: how many cases it holds for this reader, null where that is not counted yet."""

    id: int
    name: str
    query: str
    shared_with: str = Field(description="me · team · all")
    team: str | None = Field(description="code")
    order: str = Field(description="due · updated · waiting · opened · oldest")
    columns: list[str]
    number: int | None


class Saved(Schema):
    """A view that was stored, or taken away."""

    id: int


class NewView(Body):
    """A query as on the desk under a name; for oneself, else for a team by its code, or for all."""

    name: Words
    query: Words
    team: Code | None = None
    for_all: bool = False
    columns: list[Name] = list(USUAL_COLUMNS)
    order: Code = "due"


class ChangeView(Body):
    """What is to be different; what is not said stays."""

    name: Words = ""
    query: Words = ""
    team: Code | None = None
    for_all: bool = False
    columns: list[Name] = []
    order: Code = ""


@router.get("/views", response=list[View], operation_id="views_list", summary="The views one has")
@operation(permission="cases.view", statements=10)
def views_list(request: ApiRequest) -> list[View]:
    """Return the views that the token's person has: her own, those of her teams, those for all."""
    found = list(visible_views(request.actor).select_related("team"))
    note_views_seen(actor=request.actor, view_ids=[one.pk for one in found])
    queries = {one.pk: kept(one.query) for one in found}
    names = names_in(request.actor, list(queries.values()))
    return [
        View(
            id=one.view.pk, name=one.view.name, query=in_words(queries[one.view.pk], names), order=one.view.order,
            columns=one.view.columns, team=one.view.team.code if one.view.team else None, number=one.number,
            shared_with="all" if one.view.for_all else "team" if one.view.team_id else "me",
        )
        for one in counted(request.actor, found)
    ]  # fmt: skip


@router.post(
    "/views", response={201: Saved}, operation_id="view_save", summary="Save a view", openapi_extra=described(NewView)
)
@operation(permission=WORK, statements=30)
def view_save(request: ApiRequest) -> HttpResponse:
    """Keep a list of cases under a name."""
    return posted(request, 201, lambda: _saved(request.actor, body_of(request, NewView)))


@router.get("/views/{int:view_id}/cases", response=Items, operation_id="view_cases", summary="The cases of a view")
@operation(permission="cases.view", statements=8)
def view_cases(
    request: ApiRequest, view_id: int, cursor: str | None = None, limit: int = Query(50, ge=1, le=MOST)
) -> Items:
    """Return a page of the cases of a view, in its order."""
    view = visible_view(request.actor, view_id)
    found = list_page(request.actor, kept(view.query), view.order, cursor, limit)
    return Items(items=[item_of(one) for one in found.rows], next=found.next)


@router.post(
    "/views/{int:view_id}/change", response=Saved, operation_id="view_change", summary="Change a view",
    openapi_extra=described(ChangeView),
)  # fmt: skip
@operation(permission=WORK, statements=30)
def view_change(request: ApiRequest, view_id: int) -> HttpResponse:
    """Change a view; what is not said stays."""
    actor = request.actor

    def work() -> Saved:
        view = visible_view(actor, view_id)
        said = body_of(request, ChangeView)
        now: dict[str, Any] = {name: getattr(view, name) for name in ("name", "columns", "order")}
        if not {"team", "for_all"} & said.keys():
            now |= {"team_id": view.team_id, "for_all": view.for_all}
        query = kept(view.query)
        now["query"] = in_words(query, names_in(actor, [query]))
        return _saved(actor, said, view_id=view_id, **now)

    return posted(request, 200, work)


@router.post(
    "/views/{int:view_id}/retire", response=Saved, operation_id="view_retire", summary="Take a view away",
    openapi_extra=described(Nothing),
)  # fmt: skip
@operation(permission=WORK, statements=20)
def view_retire(request: ApiRequest, view_id: int) -> HttpResponse:
    """Show a view to nobody any more; the cases in it stay as they are."""
    return posted(request, 200, lambda: Saved(id=retire_view(actor=request.actor, view_id=view_id).pk))


def _saved(actor: Actor, said: dict[str, Any], **now: Any) -> Saved:
    """Raises: Invalid with the names that were sent."""
    if "team" in said:
        code = said.pop("team")
        said["team_id"] = team_named(actor, code) if code else None
    try:
        return Saved(id=save_view(actor=actor, **now | said).pk)
    except Invalid as problem:
        problem.fields = {"team" if name == "team_id" else name: text for name, text in problem.fields.items()}
        raise
