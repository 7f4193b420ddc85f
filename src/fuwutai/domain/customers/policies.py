"""Who may see and change what of customers."""

from fuwutai.kernel.actors import Actor


def may_view_customers(actor: Actor) -> bool:
    """Return whether an actor may see customers with masked data."""
    return actor.may("customers.view")


def may_view_restricted(actor: Actor) -> bool:
    """Return whether an actor may see customers of whom only few may know. Source: S0-5.2."""
    return actor.may("customers.restricted")


def may_reveal_contacts(actor: Actor) -> bool:
    """Return whether an actor may, for a reason, see full contact data."""
    return actor.may("customers.reveal")


def may_edit_customers(actor: Actor) -> bool:
    """Return whether an actor may change what we know of customers. Source: S0-4.1-4."""
    return actor.may("customers.edit")


def may_classify_customers(actor: Actor) -> bool:
    """Return whether an actor may say in which class and with what care a customer is served. Source: S0-5.2."""
    return actor.may("customers.classify")


def may_merge_customers(actor: Actor) -> bool:
    """Return whether an actor may say that two customers are one, and take that back."""
    return actor.may("customers.merge")


def may_export_customers(actor: Actor) -> bool:
    """Return whether an actor may take the customers in sight out of the system."""
    return actor.may("customers.export")


def may_import_customers(actor: Actor) -> bool:
    """Return whether an actor may take in customers from a file."""
    return actor.may("customers.import")


def may_erase_customers(actor: Actor) -> bool:
    """Return whether an actor may erase what we know of a customer for good."""
    return actor.may("customers.erase")


def may_edit_customer_fields(actor: Actor) -> bool:
    """Return whether an actor may say which fields of its own the centre keeps of customers."""
    return actor.may("centre.edit")


def may_lower_protection(actor: Actor) -> bool:
    """Return whether an actor may protect what stands in a field less than before: many are then seen in full."""
    return may_edit_customer_fields(actor) and may_reveal_contacts(actor)


def may_recognise_many(actor: Actor) -> bool:
    """Return whether an actor may take in the customers of another system."""
    return actor.may("cases.import")
