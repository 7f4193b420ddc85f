"""Organisations, and which customers belong to them."""

from django.utils.translation import gettext_lazy as _

from fuwutai.domain.customers.choices import MEMBER_SIGHTS, OWN_CASES
from fuwutai.domain.customers.commands._file import keep_changes, locked_customer, refuse, wrong_text
from fuwutai.domain.customers.events import (
    MemberAdded,
    MemberChanged,
    MemberRemoved,
    OrganisationAdded,
    OrganisationChanged,
    OrganisationRetired,
)
from fuwutai.domain.customers.models import Customer, Member, Organisation
from fuwutai.domain.customers.organisations import visible_organisations
from fuwutai.domain.customers.person import belongs_to
from fuwutai.domain.customers.policies import may_edit_customers
from fuwutai.kernel import clock
from fuwutai.kernel.actors import Actor
from fuwutai.kernel.blind_index import normalise_text
from fuwutai.kernel.command import command, emit
from fuwutai.kernel.errors import Conflict, NotFound, Refused, Text
from fuwutai.kernel.events import Code

MAX_ORGANISATION, MAX_REGISTER_NUMBER, MAX_POST = 160, 30, 60


@command(statements=9)
def save_organisation(
    *, actor: Actor, name: str, register_number: str = "", organisation_id: int | None = None
) -> Organisation:
    """Add an organisation, or change the one of this id.

    Emits: OrganisationAdded, OrganisationChanged, nothing where nothing changed. Raises: NotFound, Refused, Conflict
    for a retired one, Invalid naming each wrong field.
    """
    if organisation_id is None and not may_edit_customers(actor):
        raise Refused
    found = _locked(actor, organisation_id) if organisation_id is not None else None
    name, key = " ".join(name.split()), normalise_text(name)
    number = "".join(register_number.split()).upper()
    wrong: dict[str, Text] = {}
    if problem := wrong_text(name, MAX_ORGANISATION, required=_("Enter the name of the organisation.")):
        wrong["name"] = problem
    if problem := wrong_text(number, MAX_REGISTER_NUMBER):
        wrong["register_number"] = problem
    refuse(wrong or _taken(key, number, organisation_id))
    if found is None:
        made = Organisation.objects.create(name=name, name_key=key, register_number=number, created_at=clock.now())
        emit(OrganisationAdded(organisation_id=made.pk))
        return made
    if (found.name, found.register_number) == (name, number):
        return found
    found.name, found.name_key, found.register_number = name, key, number
    found.save(update_fields=["name", "name_key", "register_number"])
    emit(OrganisationChanged(organisation_id=found.pk))
    return found


@command(statements=7)
def retire_organisation(*, actor: Actor, organisation_id: int) -> Organisation:
    """Put nobody into an organisation any more; who belongs to it stays there.

    Emits: OrganisationRetired. Raises: NotFound, Refused, Conflict for one that is retired already.
    """
    found = _locked(actor, organisation_id)
    found.retired_at = clock.now()
    found.save(update_fields=["retired_at"])
    emit(OrganisationRetired(organisation_id=found.pk))
    return found


@command(statements=12)
def add_member(
    *, actor: Actor, customer_id: int, organisation_id: int, post: str = "", sight: str = OWN_CASES
) -> Member:
    """Say that a customer belongs to an organisation, what they do there, and whose cases they see.

    Emits: MemberAdded. Raises: NotFound, Refused, Conflict for a retired organisation, Invalid naming each wrong field.
    """
    customer = locked_customer(actor, customer_id)
    organisation = _locked(actor, organisation_id)
    refuse(_wrong_place(post, sight))
    if Member.objects.filter(customer=customer, organisation=organisation).exists():
        refuse({"organisation": _("The customer belongs to this organisation already.")})
    made = Member.objects.create(customer=customer, organisation=organisation, post=post.strip(), sight=sight)
    keep_changes(actor, customer, {"organisation": (None, organisation.name)})
    emit(MemberAdded(customer_id=customer.pk, organisation_id=organisation.pk, sight=Code(sight)))
    return made


@command(statements=9)
def change_member(*, actor: Actor, customer_id: int, member_id: int, post: str, sight: str) -> Member:
    """Give a customer another post in an organisation, or other cases of it to see.

    Emits: MemberChanged, nothing where nothing changed. Raises: NotFound, Refused, Conflict, Invalid.
    """
    customer = locked_customer(actor, customer_id)
    member = _member(customer, member_id)
    refuse(_wrong_place(post, sight))
    if (member.post, member.sight) == (post.strip(), sight):
        return member
    member.post, member.sight = post.strip(), sight
    member.save(update_fields=["post", "sight"])
    keep_changes(actor, customer, {})
    emit(MemberChanged(customer_id=customer.pk, organisation_id=member.organisation_id, sight=Code(sight)))
    return member


@command(statements=11)
def remove_member(*, actor: Actor, customer_id: int, member_id: int) -> Customer:
    """Say that a customer does not belong to an organisation any more; they see its cases no longer.

    Emits: MemberRemoved. Raises: NotFound, Refused, Conflict.
    """
    customer = locked_customer(actor, customer_id)
    member = _member(customer, member_id)
    name, organisation_id = member.organisation.name, member.organisation_id
    member.delete()
    keep_changes(actor, customer, {"organisation": (name, None)})
    emit(MemberRemoved(customer_id=customer.pk, organisation_id=organisation_id))
    return customer


def _locked(actor: Actor, organisation_id: int) -> Organisation:
    """Return an organisation into which people may be put. Raises: NotFound, Refused, Conflict."""
    found = visible_organisations(actor).select_for_update(no_key=True).filter(pk=organisation_id).first()
    if found is None:
        raise NotFound
    if not may_edit_customers(actor):
        raise Refused
    if found.retired_at is not None:
        raise Conflict(_("This organisation was retired. Choose another one, or add it anew."), code="retired")
    return found


def _taken(key: str, number: str, but: int | None) -> dict[str, Text]:
    """Return what is wrong with a name or register number because of another organisation. Cost: 1 or 2 statements."""
    others = Organisation.objects.exclude(pk=but or 0)
    if number and others.filter(register_number=number).exists():
        return {"register_number": _("Another organisation has this number. Look it up and change that one.")}
    if others.filter(name_key=key, register_number=number, retired_at=None).exists():
        return {"name": _("There is an organisation of this name already. Enter its register number if it is another.")}
    return {}


def _wrong_place(post: str, sight: str) -> dict[str, Text]:
    wrong: dict[str, Text] = {}
    if problem := wrong_text(post, MAX_POST):
        wrong["post"] = problem
    if sight not in MEMBER_SIGHTS:
        wrong["sight"] = _("Choose one of the list.")
    return wrong


def _member(customer: Customer, member_id: int) -> Member:
    found = Member.objects.filter(belongs_to([customer.pk]), pk=member_id).select_related("organisation").first()
    if found is None:
        raise NotFound
    return found
