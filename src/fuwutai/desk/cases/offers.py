"""What the page of a case offers beside writing, assigning and its status: each room registers its own."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from fuwutai.kernel.actors import Actor
from fuwutai.kernel.errors import Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """An entry of the menu “More” or, with `in_status`, of “Status”: a form that opens in the dialog, or a press.

    `url_name` takes the id of the case: a form answers GET there by `changed.asked`, a press (`is_press`) is a POST
    that answers by `changed.changed`. `key` is its key on the keyboard.
    """

    name: str
    place: int
    icon: str
    label: Text
    url_name: str
    allowed: Callable[[Actor, Any], bool]
    is_press: bool = False
    in_status: bool = False
    key: str = ""


_offers: dict[str, Offer] = {}


def register(offer: Offer) -> Offer:
    """Offer something on every case for which it is allowed. Raises: TypeError for a name that is taken."""
    if offer.name in _offers:
        raise TypeError(f"the offer {offer.name} is registered twice")
    _offers[offer.name] = offer
    return offer


def offers_for(actor: Actor, case: Any) -> dict[str, list[dict[str, Any]]]:
    """Return what a reader is offered on a case, by menu: “status” and “more”. Cost: none."""
    found: dict[str, list[dict[str, Any]]] = {"status": [], "more": []}
    for offer in sorted(_offers.values(), key=lambda one: (one.place, one.name)):
        if offer.allowed(actor, case):
            found["status" if offer.in_status else "more"].append(
                {
                    "icon": offer.icon,
                    "label": offer.label,
                    "url": reverse(offer.url_name, args=[case.pk]),
                    "is_press": offer.is_press,
                    "key": offer.key,
                }
            )
    return found
