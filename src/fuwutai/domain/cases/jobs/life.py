"""What cases do by themselves as time passes."""

from datetime import timedelta
from typing import Any

from fuwutai.domain.cases.commands import take_next_step
from fuwutai.domain.cases.finding.word_index import follow_words, index_older
from fuwutai.domain.cases.queries import due_for_next_step
from fuwutai.kernel import clock
from fuwutai.kernel.actors import Actor
from fuwutai.kernel.jobs import enqueue, enqueue_many, job, repeat


@job("cases.sweep_next_steps")
def sweep_next_steps(_payload: dict[str, Any]) -> None:
    """Promise one job for each case that is due, so that a case that fails holds up no other."""
    due = due_for_next_step(clock.now(), limit=200)
    enqueue_many(
        "cases.take_next_step", [({"case_id": case_id}, f"cases.take_next_step:{case_id}") for case_id in due]
    )


@job("cases.take_next_step")
def take_one_next_step(payload: dict[str, Any]) -> None:
    """Remind the customer of one case, or close it."""
    take_next_step(actor=Actor.system("cases"), case_id=payload["case_id"])


@job("cases.index_words")
def index_words(_payload: dict[str, Any]) -> None:
    """Let what was written be found."""
    follow_words()


@job("cases.index_older")
def index_some_older(payload: dict[str, Any]) -> None:
    """Let older cases be found, some at a time."""
    if (below := index_older(payload["below"])) is not None:
        enqueue("cases.index_older", {"below": below}, unique_key=f"cases.index_older:{below}")


repeat("cases.sweep_next_steps", every=timedelta(seconds=30))
repeat("cases.index_words", every=timedelta(seconds=2))
