"""The address /api/v1/search."""

from typing import Literal

from ninja import Query, Router

from fuwutai.api.access import ApiRequest, operation
from fuwutai.api.cases.answers import Items
from fuwutai.api.cases.lists import MOST, words_page

router = Router(tags=["search"])


@router.get("/search", response=Items, operation_id="search", summary="Cases by words or number")
@operation(permission="cases.view", statements=12)
def search(
    request: ApiRequest, q: str = Query(..., min_length=1, max_length=200), kind: Literal["case"] = "case",
    cursor: str | None = None, limit: int = Query(50, ge=1, le=MOST),
) -> Items:  # fmt: skip
    """Return the cases that have every word of a text, or its number; the newest first."""
    return words_page(request.actor, q.strip(), cursor, limit)
