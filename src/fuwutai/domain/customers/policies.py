"""Who may see what of a customer."""

from fuwutai.kernel.actors import Actor


def may_view_customers(actor: Actor) -> bool:
    """Return whether an actor may see customers with masked data."""
    return actor.may("customers.view")


def may_reveal_contacts(actor: Actor) -> bool:
    """Return whether an actor may, for a reason, see full contact data."""
    return actor.may("customers.reveal")
