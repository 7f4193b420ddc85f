"""What the worker does for exports."""

from typing import Any

from fuwutai.domain.exports.commands import forget_exports, make_page, remove_old_files
from fuwutai.domain.exports.commands.runs import WORK
from fuwutai.kernel.actors import Actor
from fuwutai.kernel.jobs import enqueue, job, repeat

PLATFORM = Actor.system("exports")


@job(WORK)
def work(payload: dict[str, Any]) -> None:
    """Make the next page of a file."""
    make_page(actor=PLATFORM, run_id=payload["run_id"])


@job("exports.forget")
def forget(_payload: dict[str, Any]) -> None:
    """Remove one batch of old files, and promise the next one until nothing is left."""
    if remove_old_files(actor=PLATFORM):
        enqueue("exports.forget")
    forget_exports(actor=PLATFORM)


repeat("exports.forget", line="47 * * * *")
