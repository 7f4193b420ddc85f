"""What happens to the lists that people keep of cases."""

from fuwutai.kernel.events import Event, event


@event("cases.cases_exported", subject="export", starts=True)
class CasesExported(Event):
    """Somebody took the cases of a list out as a file; who, how many, which and why stands in the access log."""

    export_id: int
    access_entry_id: int
    rows: int
    full: bool


@event("cases.view_saved", subject="view")
class ViewSaved(Event):
    """A view was made or changed; `team_id` and `for_all` say who has it beside its owner."""

    view_id: int
    team_id: int | None
    for_all: bool


@event("cases.view_retired", subject="view")
class ViewRetired(Event):
    """A view is shown to nobody any more."""

    view_id: int
