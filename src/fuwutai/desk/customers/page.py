"""One customer in one view, what was changed in the file, and what to know of the customer of a case."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode

from fuwutai.desk.access import StaffRequest, staff_page
from fuwutai.desk.customers import words
from fuwutai.desk.looks import look_at_customer
from fuwutai.domain.accounts.queries import staff_names
from fuwutai.domain.cases.choices import CHANNELS, COMPLAINT, STATUSES, SUGGESTION, TYPES
from fuwutai.domain.cases.of_customer import Behaviour, behaviour_since, cases_of
from fuwutai.domain.cases.queries import visible_case
from fuwutai.domain.customers.choices import CONSENT_HOW, CONTACT_KINDS, MEMBER_SIGHTS, PURPOSES, VERIFIED_HOW
from fuwutai.domain.customers.file import (
    CustomerFile,
    changes_page,
    customer_file,
    guidance,
    profile_to_change,
    read_as,
)
from fuwutai.domain.customers.listing import customer_fields
from fuwutai.domain.customers.policies import (
    may_classify_customers,
    may_edit_customers,
    may_erase_customers,
    may_merge_customers,
    may_reveal_contacts,
)
from fuwutai.kernel import clock
from fuwutai.kernel.errors import NotFound

VIEW = "customers.view"
CASES_SHOWN = 50
BEHAVIOUR_DAYS = 30
"""So far back the view before a service looks. Source: S1-1.2-4."""


@staff_page(permission=VIEW, statements=12)
def customer(request: StaffRequest, customer_id: int) -> HttpResponse:
    """Show everything we know of a customer; who was merged into another one leads there. Raises: NotFound."""
    try:
        found = customer_file(request.actor, customer_id)
    except NotFound:
        if (whole := read_as(request.actor, customer_id)) is None:
            raise
        return redirect("desk:customer", customer_id=whole)
    look_at_customer(request.actor, customer_id, "desk:customer")
    cases = cases_of(request.actor, found.ids, CASES_SHOWN)
    recent = behaviour_since(request.actor, found.ids, clock.now() - timedelta(days=BEHAVIOUR_DAYS))
    context = {
        "file": found,
        "customer": found.customer,
        **_in_words(found),
        "cases": cases,
        "counts": _counts(cases),
        "has_more_cases": len(cases) == CASES_SHOWN,
        "recent": [(CHANNELS.get(one.channel, one.channel), one) for one in recent],
        "recent_total": _total(recent),
        "days": BEHAVIOUR_DAYS,
        "statuses": STATUSES,
        "types": TYPES,
        "may": _may(request),
    }
    return render(request, "desk/customers/customer.html", context)


@staff_page(permission=VIEW, statements=10)
def customer_changes(request: StaffRequest, customer_id: int) -> HttpResponse:
    """List what was changed in the file, by whom and when. Raises: NotFound, Invalid for a damaged page link."""
    found: Any = profile_to_change(request.actor, customer_id)
    cursor = request.GET.get("after")
    lines, after = changes_page(request.actor, customer_id, cursor)
    people = staff_names(words.owner_ids(lines))
    own = {one.code: one.name for one in customer_fields(request.actor)}
    url = reverse("desk:customer_changes", args=[customer_id])
    context = {
        "customer": found,
        "lines": [
            {
                "what": words.field_word(one.field, own),
                "before": words.value_word(one.field, one.before, people),
                "after": words.value_word(one.field, one.after, people),
                "at": one.at,
                "by": one.by,
            }
            for one in lines
        ],
        "first_url": url if cursor else "",
        "next_url": f"{url}?{urlencode({'after': after})}" if after else "",
    }
    look_at_customer(request.actor, customer_id, "desk:customer_changes")
    return render(request, "desk/customers/changes.html", context)


@staff_page(permission="cases.view", statements=10)
def case_customer(request: StaffRequest, case_id: int) -> HttpResponse:
    """Return what to know of the customer of a case before speaking. Raises: NotFound. Source: S0-3.2-3, S0-5.2-1."""
    case = visible_case(request.actor, case_id)
    look_at_customer(request.actor, case.customer_id, "desk:case_customer")
    found = guidance(request.actor, case.customer_id)
    context = {
        "known": found,
        "care": [words.care_badge(one.kind) | {"note": one.note} for one in found.care] if found else [],
        "tier": words.word("tier", found.customer.tier) if found else "",
        "language": words.word("language", found.customer.language) if found else "",
        "channel": words.word("channel", found.customer.channel) if found else "",
    }
    return render(request, "desk/customers/_guidance.html", context)


def _in_words(found: CustomerFile) -> dict[str, Any]:
    """Return the codes of a file in words, each with what it stands for."""
    one: Any = found.customer
    return {
        **{name: words.word(name, getattr(one, name)) for name in words.CODES},
        "care": [(words.care_badge(each.kind), each) for each in found.care],
        "past_care": [(words.care_badge(each.kind), each) for each in found.past_care],
        "contacts": [(CONTACT_KINDS.get(each.kind, each.kind), VERIFIED_HOW.get(each.verified_how), each)
                     for each in found.contacts],
        "members": [(MEMBER_SIGHTS.get(each.sight, each.sight), each) for each in found.memberships],
        "consents": [(label, found.consents.get(code)) for code, label in PURPOSES.items()],
        "said": [(PURPOSES.get(each.purpose, each.purpose), CONSENT_HOW.get(each.how, each.how), each)
                 for each in found.said],
        "missing": words.missing_words(found.state.missing),
        "unchecked": words.unchecked(found.state.unchecked_days, was_checked=one.checked_at is not None),
    }  # fmt: skip


def _counts(cases: Iterable[Any]) -> dict[str, int]:
    """Return how many of the cases shown are complaints and suggestions."""
    types = [one.type for one in cases]
    return {"complaints": types.count(COMPLAINT), "suggestions": types.count(SUGGESTION)}


def _total(recent: Iterable[Behaviour]) -> dict[str, int]:
    rows = list(recent)
    return {name: sum(getattr(one, name) for one in rows) for name in ("opened", "words", "replies")}


def _may(request: StaffRequest) -> dict[str, bool]:
    """Return what the page offers this reader."""
    return {
        "edit": may_edit_customers(request.actor),
        "classify": may_classify_customers(request.actor),
        "reveal": may_reveal_contacts(request.actor),
        "merge": may_merge_customers(request.actor),
        "open": request.actor.may("cases.open"),
        "erase": may_erase_customers(request.actor),
    }
