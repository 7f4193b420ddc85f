"""Addresses of this room."""

from django.urls import path

from fuwutai.desk.customers import (
    care,
    contacts,
    erasing,
    listing,
    members,
    notes,
    organisations,
    own_fields,
    page,
    profile,
    reveal,
)
from fuwutai.desk.methods import by_method

ONE = "customers/<int:customer_id>"
CONTACT, MEMBER = f"{ONE}/contacts/<int:contact_id>", f"{ONE}/members/<int:member_id>"
NOTE = f"{ONE}/notes/<int:note_id>"
ORGANISATION, FIELD = "organisations/<int:organisation_id>", "customer-fields/<int:field_id>"

urlpatterns = [
    path("customers", listing.customers, name="customers"),
    path("customers/find", listing.customer_find, name="customer_find"),
    path("customers/new", by_method(GET=profile.customer_new, POST=profile.customer_add), name="customer_new"),
    path(ONE, page.customer, name="customer"),
    path(f"{ONE}/changes", page.customer_changes, name="customer_changes"),
    path(
        f"{ONE}/change",
        by_method(GET=profile.customer_form, POST=profile.customer_change),
        name="customer_change",
    ),
    path(f"{ONE}/confirm", profile.customer_confirm, name="customer_confirm"),
    path(
        f"{ONE}/fields",
        by_method(GET=profile.customer_values_form, POST=profile.customer_values),
        name="customer_values",
    ),
    path(
        f"{ONE}/reveal",
        by_method(GET=reveal.customer_reveal_form, POST=reveal.customer_reveal),
        name="customer_reveal",
    ),
    path(f"{ONE}/reveal/end", reveal.customer_reveal_end, name="customer_reveal_end"),
    path(
        f"{ONE}/erase",
        by_method(GET=erasing.customer_erase_form, POST=erasing.customer_erase),
        name="customer_erase",
    ),
    path(f"{ONE}/class", by_method(GET=care.customer_class_form, POST=care.customer_class), name="customer_class"),
    path(f"{ONE}/care", by_method(GET=care.care_new, POST=care.care_start), name="care_new"),
    path(f"{ONE}/care/<int:special_handling_id>/end", care.care_end, name="care_end"),
    path(f"{ONE}/contacts", by_method(GET=contacts.contact_new, POST=contacts.contact_add), name="contact_new"),
    path(CONTACT, by_method(GET=contacts.contact_form, POST=contacts.contact_change), name="contact_change"),
    path(f"{CONTACT}/remove", contacts.contact_remove, name="contact_remove"),
    path(f"{ONE}/members", by_method(GET=members.member_new, POST=members.member_add), name="member_new"),
    path(MEMBER, by_method(GET=members.member_form, POST=members.member_change), name="member_change"),
    path(f"{MEMBER}/remove", members.member_remove, name="member_remove"),
    path(
        f"{ONE}/notes",
        by_method(GET=notes.customer_note_new, POST=notes.customer_note_add),
        name="customer_note_new",
    ),
    path(f"{NOTE}/pin", notes.customer_note_pin, name="customer_note_pin"),
    path(f"{NOTE}/remove", notes.customer_note_remove, name="customer_note_remove"),
    path(f"{ONE}/consents", by_method(GET=notes.consent_new, POST=notes.consent_add), name="consent_new"),
    path("cases/<int:case_id>/customer", page.case_customer, name="case_customer"),
    path("organisations", organisations.organisations, name="organisations"),
    path(
        "organisations/new",
        by_method(GET=organisations.organisation_new, POST=organisations.organisation_add),
        name="organisation_new",
    ),
    path(ORGANISATION, organisations.organisation, name="organisation"),
    path(
        f"{ORGANISATION}/change",
        by_method(GET=organisations.organisation_form, POST=organisations.organisation_change),
        name="organisation_change",
    ),
    path(f"{ORGANISATION}/retire", organisations.organisation_retire, name="organisation_retire"),
    path("customer-fields", own_fields.fields, name="customer_fields"),
    path(
        "customer-fields/new",
        by_method(GET=own_fields.field_new, POST=own_fields.field_add),
        name="customer_field_new",
    ),
    path(FIELD, by_method(GET=own_fields.field_form, POST=own_fields.field_change), name="customer_field_change"),
    path(f"{FIELD}/retire", own_fields.field_retire, name="customer_field_retire"),
]
