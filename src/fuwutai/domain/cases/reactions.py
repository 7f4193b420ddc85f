"""What cases notice of their customers."""

from typing import cast

from fuwutai.domain.cases.choices import CLOSED
from fuwutai.domain.cases.commands.classification import reclassified
from fuwutai.domain.cases.models import Case
from fuwutai.domain.customers.events import TierChanged
from fuwutai.kernel.command import emit
from fuwutai.kernel.reactions import Recorded, react_to


@react_to(TierChanged, when="in_transaction")
def follow_tier(recorded: Recorded) -> None:
    """Serve every case of the customer that is not closed in the new class.

    Emits: CaseReclassified. Cost: 2 statements, 1 where there is no such case.
    """
    changed = cast(TierChanged, recorded.event)
    theirs = Case.objects.filter(customer_id=changed.customer_id).exclude(status=CLOSED).exclude(tier=changed.tier)
    cases = list(theirs.select_for_update().order_by("pk"))
    if not cases:
        return
    Case.objects.filter(pk__in=[case.pk for case in cases]).update(tier=changed.tier)
    for case in cases:
        case.tier = changed.tier
        emit(reclassified(case))
