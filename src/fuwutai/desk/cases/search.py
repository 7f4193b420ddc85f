"""Search: a case by its number, a customer's cases by telephone number or mail address."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse

from fuwutai.desk.access import StaffRequest, staff_action, staff_page
from fuwutai.desk.cases.rows import rows_of
from fuwutai.desk.look_ups import contact_kind, look_up
from fuwutai.domain.cases.choices import CHANNELS, PRIORITIES, STATUSES
from fuwutai.domain.cases.queries import case_by_number, customer_history
from fuwutai.domain.customers.queries import customer_card
from fuwutai.kernel.http import see_other

MOST_CASES, LONGEST = 50, 200


@staff_page(permission="cases.view", statements=12)
def search(request: StaffRequest) -> HttpResponse:
    """Go to the case of a number in `?q=`, and say plainly what can be searched.

    Nobody is looked up by a number or mail address that stands in an address: browsers and proxies keep those.
    """
    text = request.GET.get("q", "").strip()[:LONGEST]
    if text and (case := case_by_number(request.actor, text)):
        return see_other(reverse("desk:case", args=[case.pk]))
    return _page(request, {"query": text, "held_back": contact_kind(text) is not None})


@staff_action(permission="cases.view", statements=12)
def search_find(request: StaffRequest) -> HttpResponse:
    """Go to the case of a number, or list the cases of a customer; the look is logged. Raises: TooMany."""
    text = request.POST.get("q", "").strip()[:LONGEST]
    if text and (case := case_by_number(request.actor, text)):
        return see_other(reverse("desk:case", args=[case.pk]))
    context: dict[str, Any] = {"query": text, "kind": contact_kind(text) if text else None}
    if context["kind"] and (customer := look_up(request.actor, text, "desk:search")):
        cases = customer_history(request.actor, customer.pk, but=0, limit=MOST_CASES)
        context |= {"card": customer_card(request.actor, customer.pk), "rows": rows_of(request.actor, cases)}
    return _page(request, context)


def _page(request: StaffRequest, context: dict[str, Any]) -> HttpResponse:
    context |= {"statuses": STATUSES, "priorities": PRIORITIES, "channels": CHANNELS}
    return render(request, "desk/cases/search.html", context)
