"""What manuals do by themselves as time passes: remind who has not read, and ask for the next revision."""

from datetime import timedelta
from typing import Any

from fuwutai.domain.standards.announcements import due_announcements
from fuwutai.domain.standards.commands import ask_for_revision, remind_readers
from fuwutai.domain.standards.revision_cycle import manuals_to_revise
from fuwutai.kernel import clock
from fuwutai.kernel.actors import Actor
from fuwutai.kernel.jobs import enqueue_many, job, repeat


@job("standards.remind_readers")
def remind_all_readers(_payload: dict[str, Any]) -> None:
    """Promise one job for each announcement whose reminder is due, so that one that fails holds up no other."""
    due = due_announcements(clock.now(), limit=200)
    enqueue_many("standards.remind_of_one", [({"announcement_id": one}, f"standards.remind:{one}") for one in due])


@job("standards.remind_of_one")
def remind_of_one(payload: dict[str, Any]) -> None:
    """Remind those who have not confirmed one announcement."""
    remind_readers(actor=Actor.system("standards"), announcement_id=payload["announcement_id"])


@job("standards.ask_for_revision")
def ask_for_revisions(_payload: dict[str, Any]) -> None:
    """Ask for the revision of each manual whose period ends without one."""
    for manual_id in manuals_to_revise(clock.now()):
        ask_for_revision(actor=Actor.system("standards"), manual_id=manual_id)


repeat("standards.remind_readers", every=timedelta(minutes=1))
repeat("standards.ask_for_revision", line="11 1 * * *")
