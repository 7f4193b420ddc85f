"""Old notices and mails go by themselves."""

from typing import Any

from fuwutai.domain.notices.commands import forget_letters, forget_notices
from fuwutai.kernel.actors import Actor
from fuwutai.kernel.jobs import enqueue, job, repeat


@job("notices.forget")
def forget(_payload: dict[str, Any]) -> None:
    """Delete one batch, and promise the next one until nothing is left."""
    if forget_notices(actor=Actor.system("notices")):
        enqueue("notices.forget")


@job("notices.forget_letters")
def forget_mails(_payload: dict[str, Any]) -> None:
    """Delete one batch of old mails, and promise the next one until nothing is left."""
    if forget_letters(actor=Actor.system("notices")):
        enqueue("notices.forget_letters")


repeat("notices.forget", line="23 18 * * *")
repeat("notices.forget_letters", line="33 18 * * *")
