"""What the worker does for customers."""

from datetime import timedelta
from typing import Any

from fuwutai.domain.customers.commands import look_for_duplicates
from fuwutai.domain.customers.commands.duplicates import CUSTOMERS_AT_ONCE
from fuwutai.kernel.actors import Actor
from fuwutai.kernel.jobs import enqueue, job, repeat

LOOK = "customers.look_for_duplicates"


@job(LOOK)
def look(_payload: dict[str, Any]) -> None:
    """Compare the next customers who are new or have changed with everybody, and promise to go on with the rest."""
    if look_for_duplicates(actor=Actor.system("customers")) == CUSTOMERS_AT_ONCE:
        enqueue(LOOK, unique_key=f"{LOOK}:on")


# Newcomers are found by the marks they do not have yet: intake and import pay nothing for the search.
repeat(LOOK, every=timedelta(minutes=2))
