"""Every write of customers."""

from fuwutai.domain.customers.commands.recognise import recognise_customer
from fuwutai.domain.customers.commands.reveal import reveal_contacts

__all__ = ["recognise_customer", "reveal_contacts"]
