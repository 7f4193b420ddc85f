"""The sweep over clocks that have come due, and the recount after an edit of a calendar."""

from datetime import timedelta
from typing import Any

from fuwutai.domain.sla.commands import fire_moment, recount_clocks
from fuwutai.domain.sla.queries import due_clocks, to_recount
from fuwutai.kernel import clock
from fuwutai.kernel.actors import Actor
from fuwutai.kernel.jobs import enqueue, enqueue_many, job, repeat

BATCH = 200


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


@job("sla.recount")
def recount(payload: dict[str, Any]) -> None:
    """Count some clocks of an edited calendar anew, and promise the rest."""
    case_ids, last = to_recount(payload["calendar"], payload["after"], BATCH)
    if not case_ids:
        return
    recount_clocks(actor=Actor.system("sla"), case_ids=case_ids)
    enqueue("sla.recount", {"calendar": payload["calendar"], "after": last})


repeat("sla.sweep", every=timedelta(seconds=5))
