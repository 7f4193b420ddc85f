"""Something of each kind in the file of every customer of the world, and what stands beside the files."""

from collections.abc import Iterable

from tests.domain.accounts.given_people import SYSTEM

from fuwutai.domain.customers.commands import save_customer_field, save_organisation
from fuwutai.domain.customers.models import Contact, CustomerNote, Member, SpecialHandling
from fuwutai.kernel import clock


def filled_files(ids: dict[str, int], customer_ids: Iterable[int]) -> dict[int, dict[str, int]]:
    """Return by customer the ids of what stands in the file; an organisation and a field of our own join `ids`."""
    place = save_organisation(actor=SYSTEM, name="城东物业")
    own = save_customer_field(
        actor=SYSTEM, code="meter", name="电表号", kind="text", purpose="service", level="sensitive"
    )
    in_files = {}
    for key in customer_ids:
        care = {"kind": "special_need", "note": "-", "since": clock.now()}
        in_files[key] = {
            "contact": Contact.objects.filter(customer_id=key).latest("pk").pk,
            "member": Member.objects.create(customer_id=key, organisation=place).pk,
            "note": CustomerNote.objects.create(customer_id=key, body="-", at=clock.now()).pk,
            "care": SpecialHandling.objects.create(customer_id=key, **care).pk,
        }
    ids |= {"organisation": place.pk, "customer_field": own.pk}
    return in_files
