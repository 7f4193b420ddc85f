"""See a customer's data in full for a stated reason and a time, and give that up again."""

from datetime import timedelta

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from fuwutai.domain.accounts.queries import centre
from fuwutai.domain.customers.events import ContactRevealed, RevealEnded
from fuwutai.domain.customers.limits import MAX_REASON
from fuwutai.domain.customers.models import Customer, Reveal
from fuwutai.domain.customers.person import belongs_to, whole_ids
from fuwutai.domain.customers.policies import may_reveal_contacts
from fuwutai.domain.customers.queries import visible_customers
from fuwutai.domain.customers.reveals import running_reveals
from fuwutai.kernel import clock
from fuwutai.kernel.access_log import record_accesses
from fuwutai.kernel.actors import Actor
from fuwutai.kernel.command import command, emit
from fuwutai.kernel.errors import Invalid, NotFound, Refused
from fuwutai.kernel.text import storable

MINUTES_WITHOUT_CENTRE = 15


@command(statements=8)
def reveal_contacts(*, actor: Actor, customer_id: int, reason: str, place: str = "") -> Customer:
    """Let whoever says why see a customer's contacts, and the numbers in what was written, for the centre's time.

    The reason is written down for each row that the customer consists of, so that it is found again after a merger is
    taken back.
    Emits: ContactRevealed. Raises: NotFound, Refused, Invalid without a reason. Source: S0-5.4-3.
    """
    customer = _seen(actor, customer_id, lock=True)  # a merger ends what is revealed: it comes before or after this
    if not may_reveal_contacts(actor) or not actor.is_person:
        raise Refused
    if not reason.strip() or not storable(reason):
        raise Invalid(
            _("Say why you need the full number, for example “call back as agreed”."),
            fields={"reason": _("Enter a reason.")},
        )
    said = reason.strip()[:MAX_REASON]
    ids = [customer.pk, *sorted(whole_ids(customer.pk) - {customer.pk})]
    entry = record_accesses(
        actor, "reveal_contacts", subject="customer", subject_ids=ids, reason=said, place=place
    )[0]
    here = centre()
    minutes = here.reveal_minutes if here else MINUTES_WITHOUT_CENTRE
    until = clock.now() + timedelta(minutes=minutes)
    Reveal.objects.create(customer=customer, staff_id=actor.id or 0, access_entry_id=entry.pk, until=until)
    emit(ContactRevealed(customer_id=customer.pk, access_entry_id=entry.pk))
    return customer


@command(statements=6)
def end_reveal(*, actor: Actor, customer_id: int) -> None:
    """Mask a customer's data again before the time is over; nothing where nothing was revealed.

    Emits: RevealEnded. Raises: NotFound.
    """
    customer = _seen(actor, customer_id)
    mine = running_reveals(actor).filter(belongs_to([customer.pk]))
    if mine.update(until=clock.now()):
        emit(RevealEnded(customer_id=customer.pk))


def _seen(actor: Actor, customer_id: int, *, lock: bool = False) -> Customer:
    """Return a customer in sight, also by the id of somebody who was merged into them. Raises: NotFound."""
    rows = visible_customers(actor).filter(Q(pk=customer_id) | Q(absorbed=customer_id))
    found = (rows.select_for_update(no_key=True, of=("self",)) if lock else rows).first()
    if found is None:
        raise NotFound
    return found
