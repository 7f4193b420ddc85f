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


@event("customers.reveal_ended", subject="customer")
class RevealEnded(Event):
    """Full data are masked again before the time was over: given up, or because the customer was merged."""

    customer_id: int


@event("customers.tier_changed", subject="customer")
class TierChanged(Event):
    """The centre serves the customer in another class."""

    customer_id: int
    tier: Code


@event("customers.profile_changed", subject="customer")
class ProfileChanged(Event):
    """What we know of a customer was changed; before and after stand encrypted in the customer's file."""

    customer_id: int
    fields: tuple[Code, ...]


@event("customers.profile_confirmed", subject="customer")
class ProfileConfirmed(Event):
    """Somebody found that what we know of a customer is still right."""

    customer_id: int


@event("customers.contact_changed", subject="customer")
class ContactChanged(Event):
    """A way to reach a customer is preferred, checked or shared from now on, or no longer."""

    customer_id: int
    contact_id: int
    kind: Code
    fields: tuple[Code, ...]


@event("customers.contact_removed", subject="customer")
class ContactRemoved(Event):
    """A customer cannot be reached in this way any more."""

    customer_id: int
    contact_id: int
    kind: Code


@event("customers.organisation_added", subject="organisation", starts=True)
class OrganisationAdded(Event):
    """An organisation whose people turn to us is known from now on."""

    organisation_id: int


@event("customers.organisation_changed", subject="organisation")
class OrganisationChanged(Event):
    """An organisation has another name or register number."""

    organisation_id: int


@event("customers.organisation_retired", subject="organisation")
class OrganisationRetired(Event):
    """Nobody is put into this organisation any more."""

    organisation_id: int


@event("customers.member_added", subject="customer")
class MemberAdded(Event):
    """A customer belongs to an organisation."""

    customer_id: int
    organisation_id: int
    sight: Code


@event("customers.member_changed", subject="customer")
class MemberChanged(Event):
    """A customer has another post in an organisation, or sees other cases of it."""

    customer_id: int
    organisation_id: int
    sight: Code


@event("customers.member_removed", subject="customer")
class MemberRemoved(Event):
    """A customer does not belong to an organisation any more."""

    customer_id: int
    organisation_id: int


@event("customers.consent_noted", subject="customer")
class ConsentNoted(Event):
    """A customer agreed or did not agree to a use of their data."""

    customer_id: int
    consent_id: int
    purpose: Code
    given: bool
    how: Code


@event("customers.special_handling_started", subject="customer")
class SpecialHandlingStarted(Event):
    """A customer is handled with special care from now on."""

    customer_id: int
    special_handling_id: int
    kind: Code


@event("customers.special_handling_ended", subject="customer")
class SpecialHandlingEnded(Event):
    """The special care for a customer has ended."""

    customer_id: int
    special_handling_id: int
    kind: Code


@event("customers.customer_restricted", subject="customer")
class CustomerRestricted(Event):
    """Only few may know of a customer from now on, or everybody may again."""

    customer_id: int
    restricted: bool


@event("customers.note_added", subject="customer")
class CustomerNoteAdded(Event):
    """Somebody wrote down what colleagues should know of a customer."""

    customer_id: int
    note_id: int


@event("customers.note_pinned", subject="customer")
class CustomerNotePinned(Event):
    """A note on a customer stands on top from now on, or no longer."""

    customer_id: int
    note_id: int
    pinned: bool


@event("customers.note_removed", subject="customer")
class CustomerNoteRemoved(Event):
    """A note on a customer is not shown any more."""

    customer_id: int
    note_id: int


@event("customers.field_saved", subject="custom_field")
class CustomFieldSaved(Event):
    """The centre keeps a field of its own of its customers, with a purpose and a level of protection.

    `lowered_from`: the level it had, where what stands in it is protected less from now on.
    """

    custom_field_id: int
    purpose: Code
    level: Code
    lowered_from: Code = Code("")


@event("customers.field_retired", subject="custom_field")
class CustomFieldRetired(Event):
    """A field of the centre's own is not asked for any more."""

    custom_field_id: int


@event("customers.custom_values_changed", subject="customer")
class CustomValuesChanged(Event):
    """What stands in fields of the centre's own was changed for a customer."""

    customer_id: int
    fields: tuple[Code, ...]


@event("customers.customer_erased", subject="customer")
class CustomerErased(Event):
    """What we knew of a customer was erased for good; numbers and times stay."""

    customer_id: int
    access_entry_id: int


@event("customers.duplicate_dismissed", subject="customer")
class DuplicateDismissed(Event):
    """Somebody found that two customers who are alike are two different people."""

    customer_id: int
    other_id: int
    suggestion_id: int


@event("customers.customers_merged", subject="customer")
class CustomersMerged(Event):
    """Another customer was found to be this one; `restricted`: which made this one known to few only."""

    customer_id: int
    absorbed_id: int
    merger_id: int
    restricted: bool


@event("customers.customer_absorbed", subject="customer")
class CustomerAbsorbed(Event):
    """A customer was found to be another one, and is read as that one."""

    customer_id: int
    kept_id: int
    merger_id: int


@event("customers.merger_undone", subject="customer")
class MergerUndone(Event):
    """Another customer is not this one after all."""

    customer_id: int
    absorbed_id: int
    merger_id: int


@event("customers.customer_restored", subject="customer")
class CustomerRestored(Event):
    """A customer who was read as another one is a customer of their own again."""

    customer_id: int
    kept_id: int
    merger_id: int


@event("customers.customers_exported", subject="export", starts=True)
class CustomersExported(Event):
    """Somebody took the customers in sight out as a file; who, how many and why stands in the access log."""

    export_id: int
    access_entry_id: int
    rows: int
    full: bool
