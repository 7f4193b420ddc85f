"""My work and the other queues: one list, live."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.http import urlencode

from fuwutai.desk.access import StaffRequest, staff_page
from fuwutai.desk.answers import by_htmx
from fuwutai.desk.bulk.words import bar
from fuwutai.desk.cases.narrowing import KEYS, narrowing_of
from fuwutai.desk.cases.navigation import address, chips, empty_state, queue_labels
from fuwutai.desk.cases.rows import rows_of
from fuwutai.domain.cases.queries import queue_page


@staff_page(permission="cases.view", statements=12)
def home(request: StaffRequest) -> HttpResponse:
    """Show what the person works on."""
    return _queue(request, "mine")


@staff_page(permission="cases.view", statements=12)
def queue(request: StaffRequest, name: str) -> HttpResponse:
    """Show one queue. Raises: NotFound for a queue that does not exist."""
    return _queue(request, name)


def _queue(request: StaffRequest, name: str) -> HttpResponse:
    actor = request.actor
    asked = {key: request.GET[key] for key in KEYS if key in request.GET}
    cursor = request.GET.get("after")
    only, words = narrowing_of(actor, asked)
    found = queue_page(actor, name, cursor, only=only)
    labels = queue_labels(actor)
    base = address(name)
    context: dict[str, Any] = {
        "name": name,
        "title": labels[name],
        "chips": chips(actor, name, asked),
        "rows": rows_of(actor, found.rows),
        "narrowed_by": words,
        "widen_url": base,
        "empty": None if words or cursor else empty_state(name),
        "here": request.get_full_path(),
        "bulk": bar({"queue": name, **asked}),
        "first_url": f"{base}?{urlencode(asked)}" if cursor else "",
        "next_url": f"{base}?{urlencode({**asked, 'after': found.next})}" if found.next else "",
    }
    template = "desk/cases/_queue.html" if by_htmx(request) else "desk/cases/queue.html"
    return render(request, template, context)
