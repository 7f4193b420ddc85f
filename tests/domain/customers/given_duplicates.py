"""Customers who are alike, and those who look at them."""

from collections.abc import Sequence

from tests import given

from fuwutai.domain.customers.commands import look_for_duplicates, recognise_customer
from fuwutai.domain.customers.models import Customer, Suggestion
from fuwutai.kernel.actors import Actor

SYSTEM = Actor.system("tests")


def somebody(name: str, address: str = "", **contacts: str) -> Customer:
    """Return a customer of the centre with these contacts."""
    given.centre()
    made = recognise_customer(actor=SYSTEM, name=name, **contacts)
    if address:
        Customer.objects.filter(pk=made.pk).update(address=address)
    return made


def twins() -> tuple[Customer, Customer]:
    """Return two customers who are almost certainly one: the name in pinyin, and two digits of the number exchanged."""
    return somebody("欧阳文静", phone="13912345678"), somebody("Ouyang Wenjing", phone="13912345687")


def suggestions() -> Sequence[Suggestion]:
    """Return what the search finds, the likeliest first."""
    while look_for_duplicates(actor=SYSTEM):
        pass
    return list(Suggestion.objects.order_by("-score_percent", "pk"))
