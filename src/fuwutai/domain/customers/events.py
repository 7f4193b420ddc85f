"""What happens to customers."""

from fuwutai.kernel.events import Code, Event, event


@event("customers.customer_registered", subject="customer", starts=True)
class CustomerRegistered(Event):
    """Somebody turned to us for the first time."""

    customer_id: int


@event("customers.contact_added", subject="customer")
class ContactAdded(Event):
    """A customer can be reached in one more way."""

    customer_id: int
    contact_id: int
    kind: Code


@event("customers.contact_revealed", subject="customer")
class ContactRevealed(Event):
    """A staff member looked at the full contact data; the reason stands in the access log."""

    customer_id: int
    access_entry_id: int


@event("customers.tier_changed", subject="customer")
class TierChanged(Event):
    """The centre serves the customer in another class."""

    customer_id: int
    tier: Code
