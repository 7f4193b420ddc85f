"""Customers we know who may be the one who is being written down with a new case: a hint beside the form."""

from collections.abc import Mapping
from typing import Any

from fuwutai.desk.duplicates import words
from fuwutai.desk.look_ups import note_look_up, spend_look_up
from fuwutai.domain.cases.choices import STATUSES
from fuwutai.domain.cases.of_customer import last_cases_of
from fuwutai.domain.customers.choices import PHONE
from fuwutai.domain.customers.duplicates import Hint, likely_same
from fuwutai.domain.customers.person import restrictions
from fuwutai.domain.customers.policies import may_view_customers
from fuwutai.domain.customers.queries import find_by_contact
from fuwutai.kernel.actors import Actor
from fuwutai.kernel.blind_index import normalise_email, normalise_phone

PLACE = "desk:case_new"
NOTHING: dict[str, Any] = {"likely": []}


def likely(actor: Actor, typed: Mapping[str, str]) -> dict[str, Any]:
    """Return what the page of a new case says of customers in sight who are like the name, number and address typed.

    Nothing before a name and a whole number or address are there, and nothing where who has the number is among them:
    that one stands beside the form already. A customer of whom only few may know is never hinted at. Everybody who is
    shown is written down as looked up. Raises: TooMany. Cost: 14 statements, none where nothing can be compared.
    """
    name, phone, email = (typed.get(field, "").replace("\0", "").strip()[:254] for field in ("name", "phone", "email"))
    number = normalise_phone(phone)
    if not name or not (number or normalise_email(email)) or not may_view_customers(actor):
        return NOTHING
    spend_look_up(actor)
    hints = _hints(actor, name, phone, email)
    if number and hints:
        holder = find_by_contact(actor, PHONE, number)
        hints = [] if holder and holder.pk in {one.id for one in hints} else hints
    shown: tuple[int | None, ...] = tuple(one.id for one in hints) or (None,)
    for customer_id in shown:
        note_look_up(actor, customer_id, PLACE)
    cases = last_cases_of(actor, [one.id for one in hints])
    return {"likely": [_line(one, cases.get(one.id)) for one in hints], "statuses": STATUSES}


def _hints(actor: Actor, name: str, phone: str, email: str) -> list[Hint]:
    hints = likely_same(actor, name, phone=phone, email=email)
    few = restrictions(one.id for one in hints) if hints else {}
    return [one for one in hints if not few.get(one.id, True)]


def _line(hint: Hint, last_case: Any) -> dict[str, Any]:
    return {
        "id": hint.id,
        "name": hint.name,
        "contacts": [value for _kind, value in hint.contacts],
        "score": words.score(hint.percent),
        "reasons": words.reasons(hint.reasons),
        "last_case": last_case,
    }
