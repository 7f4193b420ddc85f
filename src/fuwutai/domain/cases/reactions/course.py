"""What of supervision is forgotten with a customer."""

from typing import cast

from django.db.models import Case as SqlCase
from django.db.models import Value, When

from fuwutai.domain.cases.models import Case, Supervision
from fuwutai.domain.customers.choices import ERASED
from fuwutai.domain.customers.events import CustomerErased
from fuwutai.domain.customers.person import same_person
from fuwutai.kernel.reactions import Recorded, react_to


@react_to(CustomerErased, when="in_transaction")
def erase_supervision(recorded: Recorded) -> None:
    """Put a mark in place of what superiors asked for and were told of the customer's cases.

    Cost: 1 statement. Source: S0-5.4-3.
    """
    theirs = Case.objects.filter(customer__in=same_person(cast(CustomerErased, recorded.event).customer_id))
    rows = Supervision.objects.filter(case__in=theirs.order_by().values("pk"))
    rows.update(demand=ERASED, report=SqlCase(When(report="", then=Value("")), default=Value(ERASED)))
