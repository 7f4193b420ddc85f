"""What happens to exports; who took how many cases out, which and why stands in the access log."""

from fuwutai.kernel.events import Event, event


@event("exports.export_started", subject="export_run", starts=True)
class ExportStarted(Event):
    """Somebody asked for a list of cases as a file."""

    export_run_id: int
    wanted: int
    full: bool


@event("exports.export_stopped", subject="export_run")
class ExportStopped(Event):
    """Whoever asked for the file does not want it any more; nothing of it is kept."""

    export_run_id: int


@event("exports.export_refused", subject="export_run")
class ExportRefused(Event):
    """Whoever asked for the file may not have it any more; nothing of it is kept."""

    export_run_id: int


@event("exports.export_finished", subject="export_run")
class ExportFinished(Event):
    """The file is ready for whoever asked for it."""

    export_run_id: int
    rows: int


@event("exports.export_fetched", subject="export_run")
class ExportFetched(Event):
    """Whoever asked for the file has taken it."""

    export_run_id: int
    access_entry_id: int
