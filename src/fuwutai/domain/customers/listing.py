"""The list of customers, narrowed by what we know of them, and who is found by a number or address that was told."""

from dataclasses import dataclass

from django.db.models import Prefetch, Q, QuerySet
from django.db.models.functions import Coalesce

from fuwutai.domain.customers.choices import CONTACT_KINDS
from fuwutai.domain.customers.file import has_reach, state_of
from fuwutai.domain.customers.models import Contact, Customer, CustomField, Member, SpecialHandling
from fuwutai.domain.customers.organisations import named_organisations
from fuwutai.domain.customers.policies import may_edit_customer_fields, may_view_customers
from fuwutai.domain.customers.queries import known_customers, visible_customers
from fuwutai.domain.customers.rules import CHECK_AFTER, FileState
from fuwutai.kernel import clock
from fuwutai.kernel.actors import Actor
from fuwutai.kernel.blind_index import blind_index, normal_form
from fuwutai.kernel.errors import NotFound, Refused
from fuwutai.kernel.masking import mask_text
from fuwutai.kernel.paging import Page, page

CUSTOMERS_AT_ONCE = 50
MOST_FOUND = 20
ANY_CARE = "any"


@dataclass(frozen=True, slots=True, kw_only=True)
class Sought:
    """What narrows the list; what is not said does not narrow. `care`: a kind of special handling, or ANY_CARE.

    `to_check`: files in which something is missing, or that nobody has looked through for a year. Source: S0-4.1-2.
    """

    type: str = ""
    tier: str = ""
    stage: str = ""
    organisation: str = ""
    care: str = ""
    owner_id: int | None = None
    to_check: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """Somebody found by a contact; who is not in sight is known by name alone."""

    id: int
    name: str
    is_visible: bool


def sought_customers(actor: Actor, sought: Sought) -> QuerySet[Customer]:
    """Return the customers in sight who fit, in no order."""
    found = visible_customers(actor)
    for name in ("type", "tier", "stage"):
        if value := getattr(sought, name):
            found = found.filter(**{name: value})
    if sought.organisation.strip():
        members = Member.objects.filter(organisation__in=named_organisations(actor, sought.organisation))
        found = found.filter(pk__in=_whose(members))
    if sought.care:
        care = SpecialHandling.objects.filter(ended_at=None)
        found = found.filter(pk__in=_whose(care if sought.care == ANY_CARE else care.filter(kind=sought.care)))
    if sought.owner_id is not None:
        found = found.filter(owner_id=sought.owner_id)
    return found.filter(_to_check()) if sought.to_check else found


def customer_page(actor: Actor, sought: Sought, cursor: str | None) -> Page[Customer]:
    """Return a page of the customers who fit, the newest first, with `care` and `at_work` (memberships) at hand.

    Cost: 3 statements. Raises: Invalid for a damaged cursor.
    """
    rows = sought_customers(actor, sought).select_related("owner").defer("manner")
    rows = rows.annotate(reachable=has_reach("pk")).prefetch_related(
        Prefetch("special_handling", SpecialHandling.objects.filter(ended_at=None).defer("note"), to_attr="care"),
        Prefetch("memberships", Member.objects.select_related("organisation"), to_attr="at_work"),
    )
    return page(rows, ("-created_at", "-id"), cursor, CUSTOMERS_AT_ONCE)


def listed_state(customer: Customer) -> FileState:
    """Return how complete the file of a listed customer is."""
    reachable: bool = customer.reachable  # type: ignore[attr-defined]
    return state_of(customer, has_contact=reachable, has_address=bool(customer.address))


def found_by_contact(actor: Actor, text: str) -> list[Found]:
    """Return who is reached by exactly this phone number, mail address, account or identity number.

    Cost: 2 statements, 1 where nobody is.
    """
    given = {kind: normal for kind in CONTACT_KINDS if (normal := normal_form(kind, text)) is not None}
    which = Q(pk__in=[])
    for kind, normal in given.items():
        which |= Q(kind=kind, value_index=blind_index(kind, normal))
    rows = list(known_customers(actor).filter(pk__in=_whose(Contact.objects.filter(which))).order_by("pk")[:MOST_FOUND])
    ids = [one.pk for one in rows]
    seen = set(visible_customers(actor).filter(pk__in=ids).values_list("pk", flat=True)) if ids else set()
    return [Found(id=one.pk, name=mask_text(one.name), is_visible=one.pk in seen) for one in rows]


def customer_fields(actor: Actor) -> QuerySet[CustomField]:
    """Return the fields of the centre's own that are asked for, in their order, to who may see customers."""
    may = may_view_customers(actor) or may_edit_customer_fields(actor)
    rows = CustomField.objects.filter(retired_at=None).order_by("position", "id")
    return rows if may else rows.none()


def field_to_change(actor: Actor, field_id: int) -> CustomField:
    """Return a field of the centre's own that an actor may change. Raises: Refused, NotFound. Cost: 1 statement."""
    if not may_edit_customer_fields(actor):
        raise Refused
    found = customer_fields(actor).filter(pk=field_id).first()
    if found is None:
        raise NotFound
    return found


def _whose(rows: "QuerySet[Member] | QuerySet[SpecialHandling] | QuerySet[Contact]") -> "QuerySet[Customer, int]":
    """Return the ids of those whose rows these are, each as whom they are read."""
    one = Coalesce("customer__merged_into_id", "customer_id")
    return rows.order_by().annotate(one=one).values("one")  # type: ignore[return-value]


def _to_check() -> Q:
    """Return the condition that something is missing in a file, or that nobody has looked for a year."""
    missing = Q(type="") | Q(stage="") | Q(language="") | Q(channel="") | Q(address__isnull=True)
    since = clock.now() - CHECK_AFTER
    old = Q(checked_at__lte=since) | Q(checked_at=None, created_at__lte=since)
    return missing | old | Q(~has_reach("pk"))
