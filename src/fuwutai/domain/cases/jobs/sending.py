"""What held replies do by themselves: they are sent when their moment comes, and stopped by the customer's words."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any, cast

from fuwutai.domain.cases.commands.held_replies import HELD, send_held_reply, stop, stop_held_reply
from fuwutai.domain.cases.events import CaseMerged, CustomerWrote
from fuwutai.domain.cases.models import Case, Draft, HeldReply
from fuwutai.domain.customers.events import CustomerErased
from fuwutai.domain.customers.person import whole_ids
from fuwutai.kernel import clock
from fuwutai.kernel.actors import Actor
from fuwutai.kernel.errors import DomainError
from fuwutai.kernel.jobs import enqueue_many, job, repeat
from fuwutai.kernel.reactions import Recorded, react_to, react_to_all

PLATFORM = Actor.system("cases")
FORGOTTEN_AFTER = timedelta(seconds=30)
"""So long after its moment a reply is looked for whose own promise was lost."""


@job("cases.send_held_reply")
def send_one_held_reply(payload: dict[str, Any]) -> None:
    """Send one reply whose moment has come; what cannot be sent as things are is stopped, and its author told."""
    held_id = payload["held_id"]
    try:
        send_held_reply(actor=PLATFORM, held_id=held_id)
    except DomainError as refused:
        stop_held_reply(actor=PLATFORM, held_id=held_id, why=refused.code)


@job("cases.sweep_held_replies")
def sweep_held_replies(_payload: dict[str, Any]) -> None:
    """Promise once more what should have been sent by now."""
    due = HeldReply.objects.filter(state=HELD, send_at__lt=clock.now() - FORGOTTEN_AFTER).order_by("send_at")
    late = list(due.values_list("pk", flat=True)[:200])
    enqueue_many(
        "cases.send_held_reply", [({"held_id": held_id}, f"cases.send_held_reply:{held_id}") for held_id in late]
    )


repeat("cases.sweep_held_replies", every=timedelta(seconds=60))


@react_to_all(CustomerWrote, CaseMerged)
def stop_replies(recorded: Sequence[Recorded]) -> None:
    """Send nothing any more that was written before the customer's last words, or in a case that goes on elsewhere.

    Cost: 1 statement, 3 more for each reply that waits. Emits: ReplyStopped.
    """
    why = {cast("CustomerWrote | CaseMerged", one.event).case_id: one.event for one in recorded}
    waiting = HeldReply.objects.select_for_update(no_key=True).filter(state=HELD, case__in=list(why))
    for held in waiting.order_by("pk"):
        stop(held, "merged" if isinstance(why[held.case_id], CaseMerged) else "customer_wrote")


@react_to(CustomerErased, when="in_transaction")
def erase_unsaid_words(recorded: Recorded) -> None:
    """Let no word about an erased customer stay that was not said yet. Cost: 2 statements. Source: S0-5.4-3."""
    erased = cast(CustomerErased, recorded.event)
    theirs = Case.objects.filter(customer_id__in=whole_ids(erased.customer_id)).order_by().values("pk")
    Draft.objects.filter(case__in=theirs).delete()
    HeldReply.objects.filter(case__in=theirs, state=HELD).update(state="stopped", why="erased", ended_at=clock.now())
    HeldReply.objects.filter(case__in=theirs).update(body="")
