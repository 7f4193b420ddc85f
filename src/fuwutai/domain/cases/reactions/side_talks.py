"""What of talks beside cases is forgotten with a customer."""

from typing import cast

from fuwutai.domain.cases.models import Case, SideMessage, SideTalk
from fuwutai.domain.customers.choices import ERASED
from fuwutai.domain.customers.events import CustomerErased
from fuwutai.domain.customers.person import same_person
from fuwutai.kernel.reactions import Recorded, react_to


@react_to(CustomerErased, when="in_transaction")
def erase_side_talks(recorded: Recorded) -> None:
    """Put a mark in place of every word said beside the customer's cases, and forget whom outside was asked.

    What was taken out before stays so, and no link opens any of it. Cost: 2 statements. Source: S0-5.4-3.
    """
    theirs = Case.objects.filter(customer__in=same_person(cast(CustomerErased, recorded.event).customer_id))
    talks = SideTalk.objects.filter(case__in=theirs.order_by().values("pk"))
    SideMessage.objects.filter(talk__in=talks.values("pk")).exclude(body="").update(body=ERASED)
    talks.update(subject=ERASED, with_whom=ERASED, contact=None, digest="", link_ends_at=None)
