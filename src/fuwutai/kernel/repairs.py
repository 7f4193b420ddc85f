"""What a person does with parked jobs; both leave a trace in the journal."""

from fuwutai.kernel import outbox
from fuwutai.kernel.actors import Actor
from fuwutai.kernel.command import command, emit
from fuwutai.kernel.errors import Refused
from fuwutai.kernel.events import Event, event


@event("kernel.job_retried", subject="job")
class JobRetried(Event):
    """A parked job got another round of attempts."""

    job_id: int


@event("kernel.job_discarded", subject="job")
class JobDiscarded(Event):
    """A parked job was given up for good."""

    job_id: int


@command
def retry_parked_job(*, actor: Actor, row_id: int) -> None:
    """Give a parked job another round of attempts. Emits: JobRetried. Raises: Refused, NotFound."""
    if not actor.may("operations.repair"):
        raise Refused
    outbox.retry_parked(row_id)
    emit(JobRetried(job_id=row_id))


@command
def discard_parked_job(*, actor: Actor, row_id: int) -> None:
    """Give a parked job up for good. Emits: JobDiscarded. Raises: Refused, NotFound."""
    if not actor.may("operations.repair"):
        raise Refused
    outbox.discard_parked(row_id)
    emit(JobDiscarded(job_id=row_id))
