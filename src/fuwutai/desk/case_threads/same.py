"""What is being written down may have been told before: a warning beside the form of a new case, and at its saving."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render

from fuwutai.desk.access import StaffRequest, staff_action
from fuwutai.desk.look_ups import contact_kind, look_up
from fuwutai.domain.cases.choices import STATUSES
from fuwutai.domain.cases.finding.related import likely_duplicates
from fuwutai.domain.customers.queries import visible_customers
from fuwutai.domain.standards.registry import CASE_FACTS
from fuwutai.kernel.actors import Actor

PLACE = "desk:case_new"
NOTHING: dict[str, Any] = {"same": []}


@staff_action(permission="cases.open", statements=12)
def case_new_same(request: StaffRequest) -> HttpResponse:
    """Say which cases of the same customer are like what is being typed; else nothing."""
    return render(request, "desk/case_threads/_same.html", same(request.actor, request.POST))


def same(actor: Actor, typed: Mapping[str, str]) -> dict[str, Any]:
    """Return the cases in sight that are probably the matter being typed, of the customer chosen or who has the number.

    Nothing before it is said what it is about. The look for a number is written down. Raises: TooMany.
    Cost: 4 statements.
    """
    subject = typed.get("subject", "").replace("\0", "")[:200]
    body = typed.get("body", "").replace("\0", "")[:2_000]
    facts = {name: typed.get(name, "")[:60] for name in CASE_FACTS}
    if not subject.strip() and not body.strip() and not facts["category"]:
        return NOTHING
    customer_id = _customer(actor, typed)
    if customer_id is None:
        return NOTHING
    found = likely_duplicates(actor, customer_id, subject=subject, body=body, facts=facts)
    return {"same": found, "statuses": STATUSES}


def _customer(actor: Actor, typed: Mapping[str, str]) -> int | None:
    chosen, phone = typed.get("customer", ""), typed.get("phone", "")[:40]
    if chosen.isascii() and chosen.isdigit() and len(chosen) < 19:
        known = visible_customers(actor).filter(pk=int(chosen)).values_list("pk", flat=True)
        return known.first()
    if not phone.strip() or contact_kind(phone) is None:
        return None
    found = look_up(actor, phone, PLACE)
    return found.pk if found else None
