"""Search: a case by its number, a customer's cases by number, mail address or name, and cases by words in them."""

from dataclasses import replace
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode

from fuwutai.desk.access import StaffRequest, staff_action, staff_page
from fuwutai.desk.cases.rows import Row, rows_of
from fuwutai.desk.look_ups import contact_kind, is_personal, look_up
from fuwutai.domain.cases.finding.search import Found, search_cases, snippets
from fuwutai.domain.cases.queries import case_by_number, customer_history
from fuwutai.domain.customers.by_name import customers_named
from fuwutai.domain.customers.queries import customer_card
from fuwutai.kernel.actors import Actor
from fuwutai.kernel.http import see_other

MOST_CASES, LONGEST = 50, 200


@staff_page(permission="cases.view", statements=12)
def search(request: StaffRequest) -> HttpResponse:
    """Go to the case of a number in `?q=`, else list the cases that have its words, the newest first.

    Nobody is looked up by a number or mail address that stands in an address: browsers and proxies keep those.
    """
    text = request.GET.get("q", "").strip()[:LONGEST]
    if text and (case := case_by_number(request.actor, text)):
        return see_other(reverse("desk:case", args=[case.pk]))
    if is_personal(text):
        return _page(request, {"query": text, "held_back": True})
    below = _below(request.GET.get("below", ""))
    found = search_cases(request.actor, text, below=below) if text else None
    context: dict[str, Any] = {"query": text, "found": found, "held_back": False}
    if found is not None:
        context |= _listed(request.actor, found, text)
        context["named"] = [] if below else customers_named(request.actor, text)
        context["first_url"] = _address(text) if below else ""
    return _page(request, context)


@staff_action(permission="cases.view", statements=12)
def search_find(request: StaffRequest) -> HttpResponse:
    """Go to the case of a number, list the cases of a customer (the look is logged), or lead to the search by words.

    Raises: TooMany.
    """
    text = request.POST.get("q", "").strip()[:LONGEST]
    if text and (case := case_by_number(request.actor, text)):
        return see_other(reverse("desk:case", args=[case.pk]))
    kind = contact_kind(text) if text else None
    if kind is None and not is_personal(text):
        return see_other(_address(text) if text else reverse("desk:search"))
    context: dict[str, Any] = {"query": text, "kind": kind or "words"}
    if kind and (customer := look_up(request.actor, text, "desk:search")):
        cases = customer_history(request.actor, customer.pk, but=0, limit=MOST_CASES)
        context |= {"card": customer_card(request.actor, customer.pk), "rows": rows_of(request.actor, cases)}
    return _page(request, context)


def _listed(actor: Actor, found: Found, text: str) -> dict[str, Any]:
    said = snippets(actor, [case.pk for case in found.cases], text)
    rows: list[Row] = [replace(row, snippet=said.get(row.case.pk)) for row in rows_of(actor, found.cases)]
    after = {"q": text, "below": found.next_below}
    return {"rows": rows, "next_url": f"{reverse('desk:search')}?{urlencode(after)}" if found.next_below else ""}


def _address(text: str) -> str:
    return f"{reverse('desk:search')}?{urlencode({'q': text})}"


def _below(given: str) -> int | None:
    return int(given) if given.isascii() and given.isdigit() and len(given) < 19 else None


def _page(request: StaffRequest, context: dict[str, Any]) -> HttpResponse:
    return render(request, "desk/cases/search.html", context)
