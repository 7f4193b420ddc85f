"""Take customers in from a file and out as one."""

from collections.abc import Sequence

from django.utils.translation import gettext_lazy as _

from fuwutai.domain.customers import files
from fuwutai.domain.customers.choices import OWN_CASES
from fuwutai.domain.customers.events import (
    ContactAdded,
    ContactChanged,
    CustomerRegistered,
    CustomersExported,
    MemberAdded,
    OrganisationAdded,
    ProfileChanged,
)
from fuwutai.domain.customers.files import CustomerRow, Plan, Somebody
from fuwutai.domain.customers.limits import MAX_REASON
from fuwutai.domain.customers.models import Contact, Customer, CustomerChange, CustomerNote, Member, Organisation
from fuwutai.domain.customers.policies import may_export_customers, may_import_customers, may_reveal_contacts
from fuwutai.kernel import bulk, clock
from fuwutai.kernel.access_log import record_access
from fuwutai.kernel.actors import Actor
from fuwutai.kernel.blind_index import normalise_text
from fuwutai.kernel.command import command, emit
from fuwutai.kernel.errors import Invalid, Refused
from fuwutai.kernel.events import Code
from fuwutai.kernel.text import storable

EXPORT_PLACE = "desk:customers_export"


@command(most_events=20_000)
def take_in_customers(*, actor: Actor, rows: Sequence[CustomerRow], staff_id: int | None = None) -> list[str]:
    """Take customers in, and return of each row whether it was CREATED, KNOWN or FILLED_IN.

    Who is known by a contact and a name that fits keeps all that we know of them; only what is missing is filled in.
    A contact under which somebody with another name is known is shared by both from now on. The identity number goes
    before everything else. `staff_id`: who brings them. Source: S2-4.4.2-2.
    Emits: CustomerRegistered, ContactAdded, ContactChanged, MemberAdded, OrganisationAdded, ProfileChanged.
    Raises: Refused, Invalid for rows with something wrong in them. Cost: about 16 statements, however many rows.
    """
    if not may_import_customers(actor):
        raise Refused
    if any(files.problems_of(row) for row in rows):
        raise Invalid(_("Some rows cannot be taken in. Check them first."), code="bad_rows")
    plan = files.planned(rows)
    people = list({id(one): one for one in plan.people}.values())
    _share(plan)
    new, known = [one for one in people if one.id is None], [one for one in people if one.id is not None]
    _register(new, staff_id)
    _change([one for one in known if one.added], staff_id)
    _add_contacts(people, plan.now_shared)
    _add_members(people)
    notes = [
        CustomerNote(customer_id=one.id or 0, body=body, author_id=staff_id, at=clock.now())
        for one in people
        for body in one.notes
    ]
    bulk.insert(notes)
    return plan.outcomes


@command(statements=7)
def export_customers(*, actor: Actor, full: bool, reason: str = "") -> int:
    """Write down who takes the customers in sight out, how many and why, and return how many; then a query reads them.

    Emits: CustomersExported. Raises: Refused, Invalid without a reason for full data. Source: S0-5.4-3.
    """
    if not may_export_customers(actor) or (full and not may_reveal_contacts(actor)):
        raise Refused
    told = reason.strip()
    if (full and not told) or not storable(told) or len(told) > MAX_REASON:
        raise Invalid(
            _("Say what the full data is needed for. It is kept with your name."),
            fields={"reason": _("Enter a reason of 200 characters at most.")},
        )
    rows = files.export_count(actor)
    entry = record_access(actor, "export_customers", reason=told, rows=rows, place=EXPORT_PLACE)
    emit(CustomersExported(export_id=entry.pk, access_entry_id=entry.pk, rows=rows, full=full))
    return rows


def _register(new: Sequence[Somebody], staff_id: int | None) -> None:
    now = clock.now()
    made = [Customer(**one.added, created_by_id=staff_id, created_at=now) for one in new]
    bulk.insert(made)
    for one, customer in zip(new, made, strict=True):
        one.id = customer.pk
        emit(CustomerRegistered(customer_id=customer.pk))


def _change(known: Sequence[Somebody], staff_id: int | None) -> None:
    """Fill in what is missing, and keep that it was."""
    now, rows = clock.now(), {one.pk: one for one in Customer.objects.filter(pk__in=[one.id for one in known])}
    changes: list[CustomerChange] = []
    for one in known:
        customer = rows[one.id or 0]
        for name, value in one.added.items():
            setattr(customer, name, value)
            changes.append(
                CustomerChange(customer=customer, field=name, before=None, after=value, at=now, by_id=staff_id)
            )
        customer.changed_at = now
        emit(ProfileChanged(customer_id=customer.pk, fields=tuple(map(Code, one.added))))
    Customer.objects.bulk_update(rows.values(), [*files.FILLED, "changed_at"], batch_size=100)
    bulk.insert(changes)


def _share(plan: Plan) -> None:
    """Let a contact that one had alone be shared, so that it does not decide by itself any more."""
    if not plan.now_shared:
        return
    found = Contact.objects.filter(value_index__in={index for _kind, index in plan.now_shared}, shared=False)
    alone = [one for one in found if (one.kind, one.value_index) in plan.now_shared]
    Contact.objects.filter(pk__in=[one.pk for one in alone]).update(shared=True)
    for one in alone:
        emit(
            ContactChanged(
                customer_id=one.customer_id, contact_id=one.pk, kind=Code(one.kind), fields=(Code("shared"),)
            )
        )


def _add_contacts(people: Sequence[Somebody], shared: set[tuple[str, str]]) -> None:
    made = [
        Contact(
            customer_id=one.id or 0, kind=kind, value=value, value_index=index, shared=(kind, index) in shared,
            added_at=clock.now(),
        )
        for one in people
        for kind, value, index in one.contacts
    ]
    bulk.insert(made)
    for contact in made:
        emit(ContactAdded(customer_id=contact.customer_id, contact_id=contact.pk, kind=Code(contact.kind)))


def _add_members(people: Sequence[Somebody]) -> None:
    """Put people into their organisations; one that nobody knows yet is added."""
    wanted = {normalise_text(name): name for one in people for name in one.organisations}
    if not wanted:
        return
    found = Organisation.objects.filter(name_key__in=wanted, retired_at=None).order_by("-pk")
    known = {one.name_key: one for one in found}
    now = clock.now()
    new = [Organisation(name=name, name_key=key, created_at=now) for key, name in wanted.items() if key not in known]
    bulk.insert(new)
    for made in new:
        known[made.name_key] = made
        emit(OrganisationAdded(organisation_id=made.pk))
    rows = [
        Member(organisation=known[normalise_text(name)], customer_id=one.id or 0)
        for one in people
        for name in one.organisations
    ]
    bulk.insert(rows)
    for row in rows:
        emit(
            MemberAdded(customer_id=row.customer_id, organisation_id=row.organisation_id, sight=Code(OWN_CASES))
        )

