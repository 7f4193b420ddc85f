"""Merge customers who are one person, and take that back.

A merger is a pointer: nothing is moved and nothing is lost, so that taking it back restores everything as it was.
"""

from datetime import timedelta

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from fuwutai.domain.customers.choices import DISMISSED, MERGED
from fuwutai.domain.customers.commands.duplicates import forget_keys
from fuwutai.domain.customers.duplicates import UNDO_DAYS, visible_mergers
from fuwutai.domain.customers.events import (
    CustomerAbsorbed,
    CustomerRestored,
    CustomerRestricted,
    CustomersMerged,
    MergerUndone,
    RevealEnded,
)
from fuwutai.domain.customers.models import Customer, Merger, Suggestion
from fuwutai.domain.customers.person import rows_of
from fuwutai.domain.customers.policies import may_merge_customers
from fuwutai.domain.customers.queries import visible_customers
from fuwutai.domain.customers.reveals import end_reveals_of
from fuwutai.kernel import clock
from fuwutai.kernel.actors import Actor
from fuwutai.kernel.command import command, emit
from fuwutai.kernel.errors import Conflict, Invalid, NotFound, Refused
from fuwutai.kernel.journal import entries_about


@command(statements=18)
def merge_customers(*, actor: Actor, kept_id: int, absorbed_id: int) -> Merger:
    """Read one customer as another from now on, with all contacts, cases and notes of both.

    Who had been merged into the absorbed one is read as the kept one too. Where only few may know of one of them, only
    few may know of both. Whoever sees one of them in full has to say anew why.
    Emits: CustomersMerged, CustomerAbsorbed, CustomerRestricted where that is new, RevealEnded.
    Raises: NotFound, Refused, Invalid for one and the same customer, Conflict for an erased one. Source: S2-4.4.2-2.
    """
    if kept_id == absorbed_id:
        raise Invalid(_("A customer cannot be merged into themselves. Choose another one."), code="same_customer")
    seen = visible_customers(actor).select_for_update(no_key=True)
    both = {one.pk: one for one in seen.filter(pk__in=(kept_id, absorbed_id)).order_by("pk")}
    if len(both) < 2:
        raise NotFound
    if not may_merge_customers(actor):
        raise Refused
    kept, absorbed = both[kept_id], both[absorbed_id]
    if kept.erased_at or absorbed.erased_at:
        raise Conflict(_("One of the two was erased. There is nothing left to merge."), code="erased")
    by, now = actor.staff_id, clock.now()
    moved = list(Customer.objects.filter(merged_into=absorbed).order_by("pk").values_list("pk", flat=True))
    rows_of([absorbed.pk]).update(merged_into=kept)
    _mask_again(kept)
    restricts = absorbed.restricted and not kept.restricted
    if restricts:
        kept.restricted = True
        kept.save(update_fields=["restricted"])
        emit(CustomerRestricted(customer_id=kept.pk, restricted=True))
    merger = Merger.objects.create(kept=kept, absorbed=absorbed, moved=moved, at=now, by_id=by)
    _decided(kept.pk, absorbed.pk).update(state=MERGED, decided_at=now, decided_by=by)
    forget_keys([kept.pk, absorbed.pk])
    emit(
        CustomersMerged(
            customer_id=kept.pk, absorbed_id=absorbed.pk, merger_id=merger.pk, restricted=restricts
        )
    )
    emit(CustomerAbsorbed(customer_id=absorbed.pk, kept_id=kept.pk, merger_id=merger.pk))
    return merger


@command(statements=20)
def undo_merger(*, actor: Actor, merger_id: int) -> Merger:
    """Make two customers of one again, each with what was theirs before; what came since stays with the kept one.

    Whoever sees them in full has to say anew why.
    Emits: MergerUndone, CustomerRestored, CustomerRestricted where the merger had restricted the kept one, RevealEnded.
    Raises: NotFound, Refused, Conflict after UNDO_DAYS, where a later merger stands on this one, or after erasure.
    """
    merger = visible_mergers(actor).select_for_update(no_key=True, of=("self",)).filter(pk=merger_id).first()
    if merger is None:
        raise NotFound
    if not may_merge_customers(actor):
        raise Refused
    _check_undoable(merger)
    both = Customer.objects.select_for_update(no_key=True).filter(pk__in=(merger.kept_id, merger.absorbed_id))
    kept = {one.pk: one for one in both.order_by("pk")}[merger.kept_id]
    _mask_again(kept)
    Customer.objects.filter(pk__in=merger.moved, merged_into=kept).update(merged_into=merger.absorbed_id)
    Customer.objects.filter(pk=merger.absorbed_id).update(merged_into=None)
    if kept.restricted and _was_restricted_by(merger):
        kept.restricted = False
        kept.save(update_fields=["restricted"])
        emit(CustomerRestricted(customer_id=kept.pk, restricted=False))
    merger.undone_at = clock.now()
    merger.save(update_fields=["undone_at"])
    _decided(kept.pk, merger.absorbed_id).update(
        state=DISMISSED, decided_at=merger.undone_at, decided_by=actor.staff_id
    )
    forget_keys([kept.pk, merger.absorbed_id])
    emit(MergerUndone(customer_id=kept.pk, absorbed_id=merger.absorbed_id, merger_id=merger.pk))
    emit(CustomerRestored(customer_id=merger.absorbed_id, kept_id=kept.pk, merger_id=merger.pk))
    return merger


def _mask_again(whole: Customer) -> None:
    if end_reveals_of(whole.pk):
        emit(RevealEnded(customer_id=whole.pk))


def _decided(one: int, other: int) -> QuerySet[Suggestion]:
    return Suggestion.objects.filter(first=min(one, other), second=max(one, other))


def _check_undoable(merger: Merger) -> None:
    """Raise Conflict where a merger was undone, is too old, or is not the last one that stands on these customers."""
    if merger.undone_at is not None:
        raise Conflict(_("This merger was taken back already. Reload the page."), code="undone")
    if clock.now() > merger.at + timedelta(days=UNDO_DAYS):
        raise Conflict(
            _("A merger can be taken back for %(days)s days. This one stays.") % {"days": UNDO_DAYS}, code="too_late"
        )
    if merger.kept.merged_into_id is not None:
        later = Merger.objects.filter(absorbed=merger.kept_id, undone_at=None).order_by("-pk").first()
        raise Conflict(
            _("The customer was merged into another one since. First take back merger %(number)s.")
            % {"number": later.pk if later else "?"},
            code="stood_upon",
        )
    if merger.kept.erased_at or merger.absorbed.erased_at:
        raise Conflict(_("The customer was erased since. There is nothing left to separate."), code="erased")


def _was_restricted_by(merger: Merger) -> bool:
    """Return whether the kept customer is restricted because of this merger alone. Cost: 2 statements."""
    told = list(entries_about("customer", [merger.kept_id]).filter(code__in=_ABOUT_RESTRICTION))
    places = [place for place, one in enumerate(told) if one.data.get("merger_id") == merger.pk]
    if not places or not told[places[0]].data["restricted"]:
        return False
    if any(one.code == CustomerRestricted.code for one in told[places[0] + 1 :]):
        return False  # somebody has decided on it since
    return not Customer.objects.filter(merged_into=merger.kept_id, restricted=True).exists()


_ABOUT_RESTRICTION = (CustomersMerged.code, CustomerRestricted.code)
