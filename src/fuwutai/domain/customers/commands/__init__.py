"""Every write of customers."""

from fuwutai.domain.customers.commands.care import (
    end_special_handling,
    set_restricted,
    start_special_handling,
)
from fuwutai.domain.customers.commands.consent import note_consent
from fuwutai.domain.customers.commands.contacts import add_contact, change_contact, remove_contact
from fuwutai.domain.customers.commands.duplicates import dismiss_suggestion, look_for_duplicates
from fuwutai.domain.customers.commands.erase import erase_customer
from fuwutai.domain.customers.commands.files import export_customers, take_in_customers
from fuwutai.domain.customers.commands.merging import merge_customers, undo_merger
from fuwutai.domain.customers.commands.notes import add_customer_note, pin_customer_note, remove_customer_note
from fuwutai.domain.customers.commands.organisations import (
    add_member,
    change_member,
    remove_member,
    retire_organisation,
    save_organisation,
)
from fuwutai.domain.customers.commands.own_fields import (
    retire_customer_field,
    save_customer_field,
    set_custom_values,
)
from fuwutai.domain.customers.commands.profile import (
    Profile,
    change_profile,
    confirm_profile,
    register_customer,
)
from fuwutai.domain.customers.commands.recognise import Person, Recognised, recognise_customer, recognise_customers
from fuwutai.domain.customers.commands.reveal import end_reveal, reveal_contacts
from fuwutai.domain.customers.commands.tier import set_tier
from fuwutai.domain.customers.limits import MAX_ACCOUNT, MAX_NAME

__all__ = [
    "MAX_ACCOUNT",
    "MAX_NAME",
    "Person",
    "Profile",
    "Recognised",
    "add_contact",
    "add_customer_note",
    "add_member",
    "change_contact",
    "change_member",
    "change_profile",
    "confirm_profile",
    "dismiss_suggestion",
    "end_reveal",
    "end_special_handling",
    "erase_customer",
    "export_customers",
    "look_for_duplicates",
    "merge_customers",
    "note_consent",
    "pin_customer_note",
    "recognise_customer",
    "recognise_customers",
    "register_customer",
    "remove_contact",
    "remove_customer_note",
    "remove_member",
    "retire_customer_field",
    "retire_organisation",
    "reveal_contacts",
    "save_customer_field",
    "save_organisation",
    "set_custom_values",
    "set_restricted",
    "set_tier",
    "start_special_handling",
    "take_in_customers",
    "undo_merger",
]
