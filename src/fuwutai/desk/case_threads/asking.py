"""How this room asks: in the dialog of the case page, or on a page of its own without a script."""

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse

from fuwutai.desk.access import StaffRequest
from fuwutai.desk.answers import by_htmx, done
from fuwutai.desk.cases.case_context import composer_mode, what_may
from fuwutai.domain.cases.choices import STATUSES, TYPES
from fuwutai.domain.cases.queries import case_by_number, visible_cases
from fuwutai.kernel.errors import Text

MOST_IDS = 200


def ask(request: StaffRequest, case: Any, context: Mapping[str, Any], status: int = 200) -> HttpResponse:
    """Return a form about a case; `body` in the context is its template."""
    template = "desk/case_threads/_dialog.html" if by_htmx(request) else "desk/case_threads/page.html"
    shown = {
        "case": case,
        "statuses": STATUSES,
        "types": TYPES,
        "mode": composer_mode(case, what_may(request.actor, case)),
        "problem": "",
        "method": "post",
        **context,
    }
    return render(request, template, shown, status=status)


def go_to(request: StaffRequest, case_id: int, said: Text) -> HttpResponse:
    """Return the way to the page of a case, which announces what was done; home where it is out of sight."""
    seen = visible_cases(request.actor).filter(pk=case_id).exists()
    url = reverse("desk:case", args=[case_id]) if seen else reverse("desk:home")
    if not by_htmx(request):
        return done(request, url, said)
    messages.success(request, str(said))
    return HttpResponse(headers={"HX-Redirect": url})


def chosen_case(request: StaffRequest, given: Mapping[str, str]) -> Any:
    """Return the case that a form names, by `other` (its id) or, where something is typed there, by `number`; or None.

    Cost: 1 statement.
    """
    number = given.get("number", "").strip()
    if number:
        return case_by_number(request.actor, number[:40])
    pk = whole(given.get("other", ""))
    return visible_cases(request.actor).select_related("team", "assignee").filter(pk=pk).first() if pk else None


def whole(text: str) -> int:
    """Return an id as it stands in a form, 0 for anything else."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else 0


def whole_ids(values: list[str]) -> list[int]:
    """Return the ids that were ticked."""
    return [pk for pk in (whole(one) for one in values[:MOST_IDS]) if pk]
