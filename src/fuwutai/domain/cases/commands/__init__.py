"""Every write of cases."""

from fuwutai.domain.cases.commands.assignment import assign_case, take_case
from fuwutai.domain.cases.commands.conversation import add_note, reply_to_case, write_as_customer
from fuwutai.domain.cases.commands.intake import open_case
from fuwutai.domain.cases.commands.outcome import close_case, confirm_case, reopen_case, resolve_case
from fuwutai.domain.cases.commands.steps import note_promise, take_next_step

__all__ = [
    "add_note",
    "assign_case",
    "close_case",
    "confirm_case",
    "note_promise",
    "open_case",
    "reopen_case",
    "reply_to_case",
    "resolve_case",
    "take_case",
    "take_next_step",
    "write_as_customer",
]
