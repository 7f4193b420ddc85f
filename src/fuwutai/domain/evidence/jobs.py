"""The worker's part of a trial: some thousand cases a job."""

from typing import Any

from fuwutai.domain.evidence.commands.trials import WORK, carry_on_trial
from fuwutai.kernel.actors import Actor
from fuwutai.kernel.jobs import job

PLATFORM = Actor.system("evidence")


@job(WORK)
def work(payload: dict[str, Any]) -> None:
    """Run a draft over the next cases."""
    carry_on_trial(actor=PLATFORM, trial_id=payload["trial_id"], after=payload["after"])
