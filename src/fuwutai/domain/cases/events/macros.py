"""What happens to macros, and that one was used with a case."""

from fuwutai.kernel.events import Event, event


@event("cases.macro_saved", subject="macro")
class MacroSaved(Event):
    """A macro was made or changed; without `team_id` it is for all, or, where `is_own`, for its owner alone."""

    macro_id: int
    team_id: int | None
    is_own: bool


@event("cases.macro_retired", subject="macro")
class MacroRetired(Event):
    """A macro is offered to nobody any more."""

    macro_id: int


@event("cases.macro_used", subject="case")
class MacroUsed(Event):
    """Somebody took the steps of a macro with the case; the events of the steps follow."""

    case_id: int
    macro_id: int
    steps: int
