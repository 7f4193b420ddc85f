"""The list of customers: the newest first, narrowed, and found by a number or address that was told."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from fuwutai.desk.access import StaffRequest, staff_action, staff_page
from fuwutai.desk.customers import words
from fuwutai.desk.look_ups import is_personal, note_look_up, spend_look_up
from fuwutai.domain.customers.choices import CUSTOMER_TYPES, SPECIAL_HANDLING, STAGES, TIERS
from fuwutai.domain.customers.listing import ANY_CARE, Sought, customer_page, found_by_contact, listed_state
from fuwutai.domain.customers.organisations import named_organisations, organisation_named
from fuwutai.domain.customers.policies import may_edit_customers
from fuwutai.kernel.http import see_other

VIEW = "customers.view"
LONGEST = 200
PAGE = "desk/customers/customers.html"


@staff_page(permission=VIEW, statements=10)
def customers(request: StaffRequest) -> HttpResponse:
    """List the customers in sight: `?type=`, `?tier=`, `?stage=`, `?organisation=`, `?care=`, `?owner=me`, `?check=1`.

    Raises: Invalid for a damaged page link.
    """
    return _list(request)


@staff_action(permission=VIEW, statements=20)
def customer_find(request: StaffRequest) -> HttpResponse:
    """Go to who is reached by a number or address; a POST, so that none stands in an address. Each look is logged.

    Raises: TooMany.
    """
    text = request.POST.get("q", "").replace("\0", "").strip()[:LONGEST]
    if not text:
        return see_other(reverse("desk:customers"))
    spend_look_up(request.actor)
    found = found_by_contact(request.actor, text)
    one = found[0].id if len(found) == 1 else None
    note_look_up(request.actor, one, "desk:customer_find", rows=len(found))
    if one is not None and found[0].is_visible:
        return see_other(reverse("desk:customer", args=[one]))
    if not found and is_personal(text):  # a register number may look like one: then its page, without it in the address
        there = organisation_named(request.actor, text)
        if there is not None:
            return see_other(reverse("desk:organisation", args=[there.pk]))
    elif not found and named_organisations(request.actor, text).exists():
        return see_other(f"{reverse('desk:customers')}?{urlencode({'organisation': text})}")
    return _list(request, found=found, looked=True, text=text)


def _list(request: StaffRequest, **more: Any) -> HttpResponse:
    offered = _offered()
    asked = _asked(request.GET, offered)
    cursor = request.GET.get("after")
    page = customer_page(request.actor, _sought(request, asked), cursor)
    url = reverse("desk:customers")
    context = {
        "rows": [_row(one) for one in page.rows],
        "asked": asked,
        "offered": offered,
        "may_edit": may_edit_customers(request.actor),
        "room": "customers",
        "first_url": _address(url, asked) if cursor else "",
        "next_url": _address(url, asked | {"after": page.next}) if page.next else "",
    }
    return render(request, PAGE, context | more)


def _offered() -> dict[str, dict[str, Any]]:
    return {
        "type": CUSTOMER_TYPES,
        "tier": TIERS,
        "stage": STAGES,
        "care": {ANY_CARE: pgettext("special handling", "Any"), **SPECIAL_HANDLING},
        "owner": {"me": pgettext("customer", "Looked after by me")},
        "check": {"1": _("To be checked")},
    }


def _asked(typed: Mapping[str, str], offered: Mapping[str, Mapping[str, Any]]) -> dict[str, str]:
    """Return what is looked for; what is not offered narrows nothing."""
    chosen = {name: value for name in offered if (value := typed.get(name, "")) in offered[name]}
    organisation = typed.get("organisation", "").replace("\0", "").strip()[:LONGEST]
    return {**({"organisation": organisation} if organisation else {}), **chosen}


def _sought(request: StaffRequest, asked: Mapping[str, str]) -> Sought:
    return Sought(
        type=asked.get("type", ""),
        tier=asked.get("tier", ""),
        stage=asked.get("stage", ""),
        organisation=asked.get("organisation", ""),
        care=asked.get("care", ""),
        owner_id=request.actor.id if "owner" in asked else None,
        to_check="check" in asked,
    )


def _row(one: Any) -> dict[str, Any]:
    return {
        "customer": one,
        "type": words.word("type", one.type),
        "tier": words.word("tier", one.tier),
        "stage": words.word("stage", one.stage),
        "care": [words.care_badge(care.kind) for care in one.care],
        "organisations": [member.organisation.name for member in one.at_work],
        "owner": one.owner.display_name if one.owner else "",
        "state": listed_state(one),
    }


def _address(url: str, asked: Mapping[str, str]) -> str:
    return f"{url}?{urlencode(asked)}" if asked else url
