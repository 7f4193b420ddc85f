"""Customers of the world who may be one person, mergers, and a file of customers."""

import io
from collections.abc import Sequence
from itertools import pairwise
from typing import Any

from tests import given

from fuwutai.domain.customers.commands import merge_customers, recognise_customer
from fuwutai.domain.customers.models import Customer, Suggestion
from fuwutai.domain.imports.choices import CUSTOMERS
from fuwutai.domain.imports.commands import start_run, work_on_run
from fuwutai.domain.imports.pages import read_file
from fuwutai.kernel import clock
from fuwutai.kernel.actors import Actor

SYSTEM = Actor.system("tests")


def alike(cases: Sequence[Any]) -> tuple[dict[int, tuple[int, int]], dict[int, int], int]:
    """Return suggestions about customers of neighbouring cases, mergers with whom they kept, and an import."""
    ids = sorted({case.customer_id for case in cases})
    about = {"score_percent": 97, "reasons": ["same_name", "phone_slip"], "found_at": clock.now()}
    made = [Suggestion.objects.create(first_id=one, second_id=other, **about) for one, other in pairwise(ids)]
    return {one.pk: (one.first_id, one.second_id) for one in made}, _mergers(ids), _import()


def _mergers(ids: Sequence[int]) -> dict[int, int]:
    """Merge somebody without a case into the customer of a case here and there: it shows nobody more than before."""
    mergers = {}
    for number, kept_id in enumerate((ids[0], ids[-1])):
        absorbed = recognise_customer(actor=SYSTEM, name="并入", phone=f"1380000{number:04d}")
        mergers[merge_customers(actor=SYSTEM, kept_id=kept_id, absorbed_id=absorbed.pk).pk] = kept_id
    assert Customer.objects.exclude(merged_into=None).count() == len(mergers)
    return mergers


def _import() -> int:
    file = io.BytesIO("name,phone\n甲,13700000001\n,1\n".encode())
    boss = given.administrator()
    run = start_run(actor=boss, file=read_file(file), file_name="people.csv", kind=CUSTOMERS, in_background=True)
    work_on_run(actor=boss, run_id=run.pk)
    return run.pk
