"""Every write of customers."""

from fuwutai.domain.customers.commands.recognise import (
    MAX_ACCOUNT,
    MAX_NAME,
    Person,
    Recognised,
    recognise_customer,
    recognise_customers,
)
from fuwutai.domain.customers.commands.reveal import reveal_contacts
from fuwutai.domain.customers.commands.tier import set_tier

__all__ = [
    "MAX_ACCOUNT",
    "MAX_NAME",
    "Person",
    "Recognised",
    "recognise_customer",
    "recognise_customers",
    "reveal_contacts",
    "set_tier",
]
