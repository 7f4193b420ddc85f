"""The worker's part of bulk changes: some cases a job, then everybody else's work, then the next."""

from typing import Any

from fuwutai.domain.cases.commands.bulk import WORK
from fuwutai.domain.cases.commands.bulk_work import carry_on
from fuwutai.kernel.jobs import enqueue, job


@job(WORK, external=True)  # each case has its own transaction
def bulk(payload: dict[str, Any]) -> None:
    """Do the next cases of a run, and promise those after them."""
    if carry_on(payload["run_id"]):
        enqueue(WORK, payload, unique_key=f"{WORK}:{payload['run_id']}")
