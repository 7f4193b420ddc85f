"""A case that is opened while its customer becomes known to few only is known to few only. Row locks decide that."""

import threading
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from tests import given
from tests.racing import at_once

from fuwutai.domain.cases.commands import intake, open_case, split_case, write_as_customer
from fuwutai.domain.cases.models import Case
from fuwutai.domain.customers.commands import merge_customers, set_restricted, undo_merger
from fuwutai.domain.customers.models import Customer, Merger
from fuwutai.kernel import clock
from fuwutai.kernel.actors import Actor
from fuwutai.kernel.errors import NotFound

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]

SYSTEM = Actor.system("tests")
LONG_ENOUGH_SECONDS = 1.0
OTHER = "13811112222"


def by_number(case: Case) -> Callable[[], Any]:
    return lambda: open_case(actor=Actor.customer(), **given.MATTER)


def for_the_chosen(case: Case) -> Callable[[], Any]:
    told = given.MATTER | {"channel": "phone"}

    def opens() -> Any:
        read_as = Customer.objects.get(pk=case.customer_id).merged_into_id or case.customer_id
        return open_case(actor=SYSTEM, **told, customer_id=read_as)

    return opens


def by_splitting(case: Case) -> Callable[[], Any]:
    words = write_as_customer(actor=given.customer_of(case), case_id=case.pk, body="另一件事。", channel="portal")
    return lambda: split_case(actor=given.supervisor(), case_id=case.pk, message_ids=[words.pk], subject="另一件事")


def long_after_closing(case: Case) -> Callable[[], Any]:
    told = {"actor": given.customer_of(case), "case_id": case.pk, "body": "又断网了。", "channel": "portal"}
    return lambda: write_as_customer(**told)


WAYS = {
    "by number": by_number, "for the chosen": for_the_chosen, "split": by_splitting, "follow-up": long_after_closing,
}  # fmt: skip


def a_case_and_a_way(way: str) -> tuple[Case, Callable[[], Any]]:
    given.centre()
    if way == "follow-up":
        with time_machine.travel(clock.now() - timedelta(days=60), tick=False):
            case = given.a_closed_case()
    else:
        case = given.an_open_case()
    return case, WAYS[way](case)


def restricting(case: Case) -> Callable[[], Any]:
    return lambda: set_restricted(actor=SYSTEM, customer_id=case.customer_id, restricted=True)


def merging(case: Case) -> Callable[[], Any]:
    few = given.a_case(phone=OTHER, name="李丽").customer_id
    set_restricted(actor=SYSTEM, customer_id=few, restricted=True)
    return lambda: merge_customers(actor=SYSTEM, kept_id=few, absorbed_id=case.customer_id)


def separating(case: Case) -> Callable[[], Any]:
    """Return the end of a merger that had brought a restricted customer, whose case this is, to one known to all."""
    many = given.a_case(phone=OTHER, name="李丽").customer_id
    set_restricted(actor=SYSTEM, customer_id=case.customer_id, restricted=True)
    merger = merge_customers(actor=SYSTEM, kept_id=many, absorbed_id=case.customer_id)
    set_restricted(actor=SYSTEM, customer_id=many, restricted=False)
    return lambda: undo_merger(actor=SYSTEM, merger_id=merger.pk)


CHANGES = {"restricted": restricting, "merged": merging, "separated": separating}


def as_their_customers_are() -> bool:
    rows = Case.objects.select_related("customer__merged_into")
    return all(one.restricted == (one.customer.merged_into or one.customer).restricted for one in rows)


@pytest.mark.parametrize("change", CHANGES)
@pytest.mark.parametrize("way", WAYS)
def test_who_becomes_restricted_while_a_case_is_opened_is_so_in_that_case_too(way, change, monkeypatch):
    case, opens = a_case_and_a_way(way)
    changes = CHANGES[change](case)
    before, number = Case.objects.count(), intake.next_number
    reached, changed = threading.Event(), threading.Event()

    def numbered_late(*told: Any) -> int:
        reached.set()
        changed.wait(LONG_ENOUGH_SECONDS)  # what would be over by now, had it not to wait for this command
        return number(*told)

    monkeypatch.setattr(intake, "next_number", numbered_late)

    def meanwhile() -> Any:
        assert reached.wait(10)
        made = changes()
        changed.set()
        return made

    results = at_once(opens, meanwhile)
    assert not [one for one in results if isinstance(one, Exception)], results
    assert Case.objects.count() == before + 1
    assert Customer.objects.filter(restricted=True).exists() and as_their_customers_are()


@pytest.mark.parametrize("way", WAYS)
def test_nobody_waits_for_ever_where_both_begin_at_once(way):
    case, opens = a_case_and_a_way(way)
    other = given.a_case(phone=OTHER, name="李丽").customer_id

    def here_and_back() -> None:
        for nth in range(8):
            set_restricted(actor=SYSTEM, customer_id=case.customer_id, restricted=nth % 2 == 0)

    def together_and_apart() -> None:
        for _nth in range(4):
            merger = merge_customers(actor=SYSTEM, kept_id=other, absorbed_id=case.customer_id)
            undo_merger(actor=SYSTEM, merger_id=merger.pk)

    for others in ([here_and_back], [together_and_apart]):
        results = at_once(opens, *others)
        broken = [one for one in results if isinstance(one, Exception) and not isinstance(one, NotFound)]
        assert not broken, results  # who was chosen may have been merged into another one in that moment
        assert as_their_customers_are()
        if way in ("split", "follow-up"):
            case, opens = a_case_and_a_way(way)
    assert not Merger.objects.filter(undone_at=None).exists()
