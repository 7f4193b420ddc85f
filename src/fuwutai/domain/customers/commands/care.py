"""With what care a customer is served, and whether only few may know of them."""

from django.utils.translation import gettext_lazy as _

from fuwutai.domain.customers.choices import SPECIAL_HANDLING
from fuwutai.domain.customers.commands._file import keep_changes, locked_customer, refuse, wrong_text
from fuwutai.domain.customers.events import CustomerRestricted, SpecialHandlingEnded, SpecialHandlingStarted
from fuwutai.domain.customers.models import Customer, SpecialHandling
from fuwutai.domain.customers.person import belongs_to
from fuwutai.domain.customers.policies import may_classify_customers
from fuwutai.kernel import clock
from fuwutai.kernel.actors import Actor
from fuwutai.kernel.command import command, emit
from fuwutai.kernel.errors import Conflict, NotFound, Text
from fuwutai.kernel.events import Code

MAX_GUIDANCE = 1_000


@command(statements=10)
def start_special_handling(*, actor: Actor, customer_id: int, kind: str, note: str) -> SpecialHandling:
    """Serve a customer with special care from now on; the note says colleagues how. Source: S0-5.2-1, S0-5.2-3.

    Emits: SpecialHandlingStarted. Raises: NotFound, Refused, Conflict where it has begun already, Invalid.
    """
    customer = locked_customer(actor, customer_id, may=may_classify_customers(actor))
    wrong: dict[str, Text] = {}
    if kind not in SPECIAL_HANDLING:
        wrong["kind"] = _("Choose one of the list.")
    if problem := wrong_text(note, MAX_GUIDANCE, required=_("Write what colleagues have to do, or must not do.")):
        wrong["note"] = problem
    refuse(wrong)
    if SpecialHandling.objects.filter(customer=customer, kind=kind, ended_at=None).exists():
        raise Conflict(
            _("The customer is handled in this way already. End that first to write another note."),
            code="already_so",
            fields={"kind": _("This has begun already.")},
        )
    made = SpecialHandling.objects.create(customer=customer, kind=kind, note=note.strip(), since=clock.now())
    keep_changes(actor, customer, {f"special_handling.{kind}": (None, made.note)})
    emit(SpecialHandlingStarted(customer_id=customer.pk, special_handling_id=made.pk, kind=Code(kind)))
    return made


@command(statements=10)
def end_special_handling(*, actor: Actor, customer_id: int, special_handling_id: int) -> SpecialHandling:
    """End the special care for a customer; that it was there stays readable.

    Emits: SpecialHandlingEnded. Raises: NotFound, Refused, Conflict where it has ended already.
    """
    customer = locked_customer(actor, customer_id, may=may_classify_customers(actor))
    found = SpecialHandling.objects.filter(belongs_to([customer.pk]), pk=special_handling_id).first()
    if found is None:
        raise NotFound
    if found.ended_at is not None:
        raise Conflict(_("This has ended already. Reload the page."), code="already_so")
    found.ended_at = clock.now()
    found.save(update_fields=["ended_at"])
    keep_changes(actor, customer, {f"special_handling.{found.kind}": (found.note, None)})
    emit(SpecialHandlingEnded(customer_id=customer.pk, special_handling_id=found.pk, kind=Code(found.kind)))
    return found


@command(statements=14)
def set_restricted(*, actor: Actor, customer_id: int, restricted: bool) -> Customer:
    """Let only few know of a customer, or everybody again. Source: S0-5.2.

    Emits: CustomerRestricted, nothing where nothing changed. Raises: NotFound, Refused, Conflict.
    """
    customer = locked_customer(actor, customer_id, may=may_classify_customers(actor))
    if customer.restricted == restricted:
        return customer
    customer.restricted = restricted
    customer.save(update_fields=["restricted"])
    keep_changes(actor, customer, {"restricted": (_yes(not restricted), _yes(restricted))})
    emit(CustomerRestricted(customer_id=customer.pk, restricted=restricted))
    return customer


def _yes(value: bool) -> str:
    return "yes" if value else "no"
