"""The worker's part of an import: one page a job."""

import logging
from typing import Any

from fuwutai.domain.imports.batch import PLATFORM
from fuwutai.domain.imports.commands import fail_run, work_on_run
from fuwutai.domain.imports.commands.runs import WORK
from fuwutai.kernel.errors import DomainError
from fuwutai.kernel.jobs import job

log = logging.getLogger(__name__)


@job(WORK)
def work(payload: dict[str, Any]) -> None:
    """Take in the next page of an import, and promise the one after it.

    What the rules refuse ends the import visibly; what else goes wrong is tried again and then parked.
    """
    try:
        work_on_run(actor=PLATFORM, run_id=payload["run_id"])
    except DomainError as problem:
        log.error("import %s cannot go on: %s", payload["run_id"], problem.code)
        fail_run(actor=PLATFORM, run_id=payload["run_id"], problem=problem.code)
