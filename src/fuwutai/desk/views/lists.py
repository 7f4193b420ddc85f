"""A list by a query, a saved view, all views, and their chips with numbers."""

from collections.abc import Sequence
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode

from fuwutai.desk.access import StaffRequest, staff_page
from fuwutai.desk.answers import by_htmx
from fuwutai.desk.bulk.words import bar
from fuwutai.desk.cases.rows import rows_of
from fuwutai.desk.cases.table import COLUMN_LABELS
from fuwutai.desk.views.words import EXAMPLES, key_help
from fuwutai.domain.cases.commands.views import note_views_seen
from fuwutai.domain.cases.lists.query import Query, in_words, kept, names_in, understood
from fuwutai.domain.cases.lists.views import USUAL_COLUMNS, counted, list_page, visible_view, visible_views
from fuwutai.kernel.errors import Invalid

LONGEST = 500


@staff_page(permission="cases.view", statements=12)
def case_list(request: StaffRequest) -> HttpResponse:
    """List the cases of the query in `?q=`; one that is not understood is shown with what is wrong with it, 422."""
    text = request.GET.get("q", "").strip()[: LONGEST + 1]
    try:
        query = understood(request.actor, text) if text else None
    except Invalid as problem:
        context = {"conditions": text, "problem": problem.fields.get("query", problem.message), "help": key_help()}
        return render(request, "desk/views/list.html", context | {"examples": EXAMPLES}, status=422)
    if query is None:
        return render(request, "desk/views/list.html", {"conditions": "", "help": key_help(), "examples": EXAMPLES})
    said = in_words(query, names_in(request.actor, [query]))
    context = _listed(request, query, reverse("desk:case_list"), {"q": text}, order=request.GET.get("order", ""))
    save_url = f"{reverse('desk:view_new')}?{urlencode({'q': said})}"
    context |= {"conditions": said, "save_url": save_url, "help": key_help(), "examples": EXAMPLES}
    return _rendered(request, context)


@staff_page(permission="cases.view", statements=12)
def view(request: StaffRequest, view_id: int) -> HttpResponse:
    """List the cases of a saved view. Raises: NotFound."""
    found = visible_view(request.actor, view_id)
    query = kept(found.query)
    context = _listed(request, query, reverse("desk:view", args=[found.pk]), {}, found.columns, found.order)
    context |= {"view": found, "conditions": in_words(query, names_in(request.actor, [query]))}
    return _rendered(request, context)


@staff_page(permission="cases.view", statements=10)
def views(request: StaffRequest) -> HttpResponse:
    """List the views that a person has, with what they hold."""
    found = list(visible_views(request.actor).select_related("team", "owner"))
    queries = {one.pk: kept(one.query) for one in found}
    names = names_in(request.actor, list(queries.values()))
    note_views_seen(actor=request.actor, view_ids=[one.pk for one in found])
    rows = [(one, in_words(queries[one.view.pk], names)) for one in counted(request.actor, found)]
    return render(request, "desk/views/views.html", {"rows": rows, "may_share": request.actor.may("views.share")})


@staff_page(permission="cases.view", statements=8)
def view_chips(request: StaffRequest) -> HttpResponse:
    """Return the views as chips with their numbers; `current` is the one that is open."""
    found = list(visible_views(request.actor))
    note_views_seen(actor=request.actor, view_ids=[one.pk for one in found])
    context = {"rows": counted(request.actor, found), "current": request.GET.get("current", "")}
    return render(request, "desk/views/_chips.html", context)


def _listed(
    request: StaffRequest,
    query: Query,
    base: str,
    asked: dict[str, str],
    columns: Sequence[str] = USUAL_COLUMNS,
    order: str = "",
) -> dict[str, Any]:
    cursor = request.GET.get("after")
    asked = {**asked, **({"order": order} if order and "q" in asked else {})}
    found = list_page(request.actor, query, order, cursor)
    first = f"{base}?{urlencode(asked)}" if asked else base
    return {
        "rows": rows_of(request.actor, found.rows),
        "columns": [one for one in columns if one in COLUMN_LABELS],
        "here": request.get_full_path(),
        "bulk": bar({"q": query.text}),
        "first_url": first if cursor else "",
        "next_url": f"{base}?{urlencode({**asked, 'after': found.next})}" if found.next else "",
    }


def _rendered(request: StaffRequest, context: dict[str, Any]) -> HttpResponse:
    return render(request, "desk/views/_list.html" if by_htmx(request) else "desk/views/list.html", context)
