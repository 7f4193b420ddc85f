"""Which customers somebody sees because of their cases."""

from django.db.models import Exists, OuterRef, Q

from fuwutai.domain.cases.queries import visible_cases
from fuwutai.domain.customers import sight
from fuwutai.kernel.actors import Actor


@sight.register
def customers_of_visible_cases(actor: Actor) -> Q:
    """Return the condition that an actor sees a case of a customer, or of somebody merged into them."""
    seen = visible_cases(actor).order_by()
    own = Exists(seen.filter(customer_id=OuterRef("pk")))
    absorbed = Exists(seen.filter(customer__merged_into_id=OuterRef("pk")))
    return Q(own) | Q(absorbed)
