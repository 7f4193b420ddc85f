"""Cards beside a case that bring their own rows: each is fetched when it is opened, and changes where it stands.

A room registers its `Card` and gives it a view of one line, `show_card`; its actions answer with `card_changed`. The
line in the head of a closed card is said from the row of the case alone, so that a card costs the page no statement.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode

from fuwutai.desk.access import StaffRequest
from fuwutai.desk.answers import by_htmx, done, with_toast
from fuwutai.desk.looks import has_looked, look_at_case, look_pass
from fuwutai.domain.cases.queries import visible_case, visible_cases
from fuwutai.kernel.actors import Actor
from fuwutai.kernel.errors import Text


def _nothing(_case: Any) -> Text:
    return ""


def _never(_case: Any) -> bool:
    return False


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """A card: `context` reads what it shows (for `template`, which has one root element of no class).

    `url_name` answers GET with it. `summary` stands in its head, "" for nothing; `stands_open`: fetched with the page.
    `key` opens it from the keyboard.
    """

    name: str
    place: int
    icon: str
    title: Text
    url_name: str
    template: str
    context: Callable[[StaffRequest, Any], Mapping[str, Any]]
    summary: Callable[[Any], Text] = _nothing
    stands_open: Callable[[Any], bool] = _never
    allowed: Callable[[Actor, Any], bool] = lambda _actor, _case: True
    key: str = ""


_cards: dict[str, Card] = {}


def register(card: Card) -> Card:
    """Put a card beside every case. Raises: TypeError for a name that is taken."""
    if card.name in _cards:
        raise TypeError(f"the card {card.name} is registered twice")
    _cards[card.name] = card
    return card


def cards_of(actor: Actor, case: Any) -> list[dict[str, Any]]:
    """Return the heads of the cards that a reader gets beside a case, in their order. Cost: none."""
    look = urlencode({"look": look_pass(actor, case.pk)})
    return [
        {
            "name": card.name,
            "icon": card.icon,
            "title": card.title,
            "summary": card.summary(case),
            "is_open": card.stands_open(case),
            "key": card.key,
            "url": f"{reverse(card.url_name, args=[case.pk])}?{look}",
        }
        for card in sorted(_cards.values(), key=lambda one: (one.place, one.name))
        if card.allowed(actor, case)
    ]


def show_card(
    request: StaffRequest, case_id: int, card: Card, more: Mapping[str, Any] | None = None
) -> HttpResponse:
    """Return a card: its body for htmx, else a page of its own; `more` joins its context.

    Raises: NotFound. Cost: 2 statements and its own.
    """
    case = visible_case(request.actor, case_id)
    if not has_looked(request.actor, case_id, request.GET.get("look", "")):
        look_at_case(request.actor, case_id, card.url_name)
    return _rendered(request, case, card, more or {})


def card_changed(request: StaffRequest, case_id: int, card: Card, said: Text) -> HttpResponse:
    """Return the card after an action in it, with its head; who sees the case no more goes back to the own work."""
    if not visible_cases(request.actor).filter(pk=case_id).exists():
        if by_htmx(request):
            return HttpResponse(headers={"HX-Redirect": reverse("desk:home")})
        return done(request, reverse("desk:home"), said)
    if not by_htmx(request):
        return done(request, reverse("desk:case", args=[case_id]), said)
    case = visible_case(request.actor, case_id)
    return with_toast(_rendered(request, case, card, {"with_head": True}), said)


def card_refused(request: StaffRequest, case_id: int, card: Card, wrong: Mapping[str, Any]) -> HttpResponse:
    """Return the card with what was written and what is wrong with it (`wrong` joins its context), status 422."""
    case = visible_case(request.actor, case_id)
    if not by_htmx(request):
        look_at_case(request.actor, case_id, card.url_name)
    return _rendered(request, case, card, wrong, status=422)


def _rendered(
    request: StaffRequest, case: Any, card: Card, more: Mapping[str, Any], status: int = 200
) -> HttpResponse:
    look = urlencode({"look": look_pass(request.actor, case.pk)})
    context = {
        "case": case,
        "card": card,
        "card_url": f"{reverse(card.url_name, args=[case.pk])}?{look}",
        "summary": card.summary(case),
        **card.context(request, case),
        **more,
    }
    template = "desk/cases/_card_body.html" if by_htmx(request) else "desk/cases/card_page.html"
    return render(request, template, context, status=status)
