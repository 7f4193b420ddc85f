"""The sweep over clocks that have come due."""

from datetime import timedelta
from typing import Any

from fuwutai.domain.sla.commands import fire_moment
from fuwutai.domain.sla.queries import due_clocks
from fuwutai.kernel import clock
from fuwutai.kernel.actors import Actor
from fuwutai.kernel.jobs import enqueue_many, job, repeat


@job("sla.sweep")
def sweep(_payload: dict[str, Any]) -> None:
    """Promise one job for each clock that is due, so that one that fails holds up no other."""
    due = due_clocks(clock.now(), limit=500)
    enqueue_many(
        "sla.fire_moment",
        [({"clock_id": clock_id, "case_id": case_id}, f"sla.fire:{clock_id}") for clock_id, case_id in due],
    )


@job("sla.fire_moment")
def fire(payload: dict[str, Any]) -> None:
    """Record the warning or breach of one clock."""
    fire_moment(actor=Actor.system("sla"), clock_id=payload["clock_id"], case_id=payload["case_id"])


repeat("sla.sweep", every=timedelta(seconds=5))
