"""Who may see what of a customer."""

from fuwutai.kernel.actors import Actor


def may_view_customers(actor: Actor) -> bool:
    """Return whether an actor may see customers with masked data."""
    return actor.may("customers.view")


def may_reveal_contacts(actor: Actor) -> bool:
    """Return whether an actor may, for a reason, see full contact data."""
    return actor.may("customers.reveal")


def may_edit_customers(actor: Actor) -> bool:
    """Return whether an actor may say in which class a customer is served."""
    return actor.may("customers.edit")


def may_recognise_many(actor: Actor) -> bool:
    """Return whether an actor may take in the customers of another system."""
    return actor.may("cases.import")
