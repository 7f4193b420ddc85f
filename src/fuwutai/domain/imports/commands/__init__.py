"""Every write of imports."""

from fuwutai.domain.imports.commands.centre import prepare_centre
from fuwutai.domain.imports.commands.rejects import export_rejects
from fuwutai.domain.imports.commands.runs import fail_run, resume_run, start_run, stop_run
from fuwutai.domain.imports.commands.work import work_on_run

__all__ = ["export_rejects", "fail_run", "prepare_centre", "resume_run", "start_run", "stop_run", "work_on_run"]
