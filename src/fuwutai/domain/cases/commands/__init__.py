"""Every write of cases."""

from fuwutai.domain.cases.commands._words import MAX_BODY, MAX_SUBJECT
from fuwutai.domain.cases.commands.assignment import assign_case, take_case
from fuwutai.domain.cases.commands.call_back import note_call_back
from fuwutai.domain.cases.commands.classification import reclassify_case
from fuwutai.domain.cases.commands.conversation import add_note, reply_to_case, write_as_customer
from fuwutai.domain.cases.commands.history import History, Step, import_histories
from fuwutai.domain.cases.commands.intake import open_case
from fuwutai.domain.cases.commands.outcome import close_case, confirm_case, reopen_case, resolve_case
from fuwutai.domain.cases.commands.steps import note_promises, take_next_step
from fuwutai.domain.cases.commands.threads import merge_case, split_case
from fuwutai.domain.cases.commands.waits import await_third_party, end_wait

__all__ = [
    "MAX_BODY",
    "MAX_SUBJECT",
    "History",
    "Step",
    "add_note",
    "assign_case",
    "await_third_party",
    "close_case",
    "confirm_case",
    "end_wait",
    "import_histories",
    "merge_case",
    "note_call_back",
    "note_promises",
    "open_case",
    "reclassify_case",
    "reopen_case",
    "reply_to_case",
    "resolve_case",
    "split_case",
    "take_case",
    "take_next_step",
    "write_as_customer",
]
