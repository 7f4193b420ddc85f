"""What a customer says to uses of their data beyond the service itself."""

from django.utils.translation import gettext_lazy as _

from fuwutai.domain.customers.choices import CONSENT_HOW, PURPOSES
from fuwutai.domain.customers.commands._file import locked_customer, refuse
from fuwutai.domain.customers.events import ConsentNoted
from fuwutai.domain.customers.models import Consent
from fuwutai.kernel import clock
from fuwutai.kernel.actors import Actor
from fuwutai.kernel.command import command, emit
from fuwutai.kernel.errors import Text
from fuwutai.kernel.events import Code


@command(statements=7)
def note_consent(*, actor: Actor, customer_id: int, purpose: str, given: bool, how: str) -> Consent:
    """Write down that a customer agrees or does not agree to a use; what was said before stays readable.

    Emits: ConsentNoted. Raises: NotFound, Refused, Conflict, Invalid naming each wrong field. Source: S0-5.4-3.
    """
    customer = locked_customer(actor, customer_id)
    wrong: dict[str, Text] = {}
    if purpose not in PURPOSES:
        wrong["purpose"] = _("Choose what the data would be used for.")
    if how not in CONSENT_HOW:
        wrong["how"] = _("Choose how the customer told us.")
    refuse(wrong)
    consent = Consent.objects.create(customer=customer, purpose=purpose, given=given, how=how, at=clock.now())
    emit(
        ConsentNoted(
            customer_id=customer.pk, consent_id=consent.pk, purpose=Code(purpose), given=given, how=Code(how)
        )
    )  # fmt: skip
    return consent
