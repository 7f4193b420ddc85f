"""What colleagues should know of a customer."""

from django.utils.translation import gettext_lazy as _

from fuwutai.domain.customers.commands._file import locked_customer, refuse, wrong_text
from fuwutai.domain.customers.events import CustomerNoteAdded, CustomerNotePinned, CustomerNoteRemoved
from fuwutai.domain.customers.models import Customer, CustomerNote
from fuwutai.domain.customers.person import belongs_to
from fuwutai.kernel import clock
from fuwutai.kernel.actors import Actor
from fuwutai.kernel.command import command, emit
from fuwutai.kernel.errors import NotFound

MAX_NOTE = 2_000


@command(statements=7)
def add_customer_note(*, actor: Actor, customer_id: int, body: str, pinned: bool = False) -> CustomerNote:
    """Write down what colleagues should know of a customer; a pinned note stands on top and in every case.

    Emits: CustomerNoteAdded. Raises: NotFound, Refused, Conflict, Invalid.
    """
    customer = locked_customer(actor, customer_id)
    if problem := wrong_text(body, MAX_NOTE, required=_("Write what colleagues should know.")):
        refuse({"body": problem})
    note = CustomerNote.objects.create(
        customer=customer, body=body.strip(), pinned=pinned, author_id=actor.staff_id, at=clock.now()
    )
    emit(CustomerNoteAdded(customer_id=customer.pk, note_id=note.pk))
    return note


@command(statements=8)
def pin_customer_note(*, actor: Actor, customer_id: int, note_id: int, pinned: bool) -> CustomerNote:
    """Put a note on top, or back among the others. Emits: CustomerNotePinned, nothing where nothing changed.

    Raises: NotFound, Refused, Conflict.
    """
    customer = locked_customer(actor, customer_id)
    note = _note(customer, note_id)
    if note.pinned == pinned:
        return note
    note.pinned = pinned
    note.save(update_fields=["pinned"])
    emit(CustomerNotePinned(customer_id=customer.pk, note_id=note.pk, pinned=pinned))
    return note


@command(statements=8)
def remove_customer_note(*, actor: Actor, customer_id: int, note_id: int) -> CustomerNote:
    """Show a note no more. Emits: CustomerNoteRemoved. Raises: NotFound, Refused, Conflict."""
    customer = locked_customer(actor, customer_id)
    note = _note(customer, note_id)
    note.removed_at = clock.now()
    note.save(update_fields=["removed_at"])
    emit(CustomerNoteRemoved(customer_id=customer.pk, note_id=note.pk))
    return note


def _note(customer: Customer, note_id: int) -> CustomerNote:
    found = CustomerNote.objects.filter(belongs_to([customer.pk]), pk=note_id, removed_at=None).first()
    if found is None:
        raise NotFound
    return found
