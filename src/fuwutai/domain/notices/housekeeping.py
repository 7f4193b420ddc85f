"""Old notices go by themselves."""

from typing import Any

from fuwutai.domain.notices.commands import forget_notices
from fuwutai.kernel.actors import Actor
from fuwutai.kernel.jobs import enqueue, job, repeat


@job("notices.forget")
def forget(_payload: dict[str, Any]) -> None:
    """Delete one batch, and promise the next one until nothing is left."""
    if forget_notices(actor=Actor.system("notices")):
        enqueue("notices.forget")


repeat("notices.forget", line="23 18 * * *")
