"""One person is a row and all rows that were merged into it: which rows those are, and what hangs on them. ADR 21."""

from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.db.models import F, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from fuwutai.domain.customers.models import Customer

People = Iterable[int] | QuerySet[Any]
"""Customers who are read as themselves, by id or as a query."""


AS_READ = Coalesce(F("merged_into_id"), F("pk"))
"""As whom a customer row is read. The index `customer_person` is of this: with an OR of the two PostgreSQL goes through
all customers, and through all cases for those of one."""


def rows_of(people: People) -> QuerySet[Customer]:
    """Return the rows of these people: their own, and those of whom they absorbed."""
    return Customer.objects.alias(person=AS_READ).filter(person__in=people).order_by()


def belongs_to(people: People) -> Q:
    """Return the condition that a row which names a `customer` is one of these people's."""
    return Q(customer__in=rows_of(people))


def is_read_as(customer_id: int) -> Q:
    """Return the condition that a customer row is the one as whom an id is read, also that of somebody absorbed."""
    return Q(pk=Subquery(Customer.objects.filter(pk=customer_id).values(one=AS_READ)))


def same_person(customer_id: int) -> QuerySet[Customer]:
    """Return the rows of a customer and of whom they absorbed, to narrow what belongs to them in one statement.

    `customer_id` may be that of somebody absorbed.
    """
    root = Customer.objects.filter(pk=customer_id).values(one=AS_READ)
    return Customer.objects.alias(person=AS_READ).filter(person=Subquery(root)).order_by()


def whole_ids(customer_id: int) -> set[int]:
    """Return the ids under which what belongs to a customer may stand: their own, and of whom they absorbed.

    `customer_id` may be that of somebody absorbed. Cost: 1 statement.
    """
    return set(same_person(customer_id).values_list("pk", flat=True))


def held(customer_id: int) -> Customer:
    """Return as whom a customer is read, as things are now, locked until the command ends.

    Whoever copies what stands there (`restricted`, `tier`) into a row of her own takes this first, else that row misses
    a change which is made meanwhile. The order in which everybody locks: the customer, then cases, then numbers.
    Of a person's rows the one as whom they are read is locked before the others.
    FOR KEY SHARE, which a foreign key takes, does not stop an UPDATE of `restricted`; FOR NO KEY UPDATE does.
    Cost: 1 statement and a savepoint, 3 and two for somebody who was absorbed.
    """
    rows = Customer.objects.select_for_update(no_key=True, of=("self",)).order_by("pk")
    while True:
        for is_absorbed in (False, True):
            with transaction.atomic():
                which = Q(absorbed=customer_id) if is_absorbed else Q(pk=customer_id, merged_into=None)
                found = rows.filter(which).first()
                if found and (not is_absorbed or Customer.objects.filter(pk=customer_id, merged_into=found).exists()):
                    return found
                transaction.set_rollback(True)  # lets go of a row that was merged or separated while we waited for it


def restrictions(customer_ids: Iterable[int]) -> dict[int, bool]:
    """Return whether only few may know of customers, as of whoever they are read as; by each id of theirs.

    Cost: 1 statement.
    """
    asked = Customer.objects.filter(pk__in=set(customer_ids))
    known = rows_of(asked.values(one=AS_READ)).values_list("pk", "restricted", "merged_into__restricted")
    return {pk: own if root is None else root for pk, own, root in known}


def how_many() -> int:
    """Return how many people we know, merged rows not counted. Cost: 1 statement."""
    return Customer.objects.filter(merged_into=None).count()
