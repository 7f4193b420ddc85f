"""Every write of cases."""

from fuwutai.domain.cases.commands._words import MAX_BODY, MAX_SUBJECT
from fuwutai.domain.cases.commands.archive import archive_case, archive_old_cases, restore_case
from fuwutai.domain.cases.commands.assignment import assign_case, take_case
from fuwutai.domain.cases.commands.attachments import attach_file, drop_file, drop_unsent_files, take_in_file
from fuwutai.domain.cases.commands.call_back import note_call_back
from fuwutai.domain.cases.commands.checklists import apply_checklist, retire_checklist, save_checklist
from fuwutai.domain.cases.commands.classification import reclassify_case
from fuwutai.domain.cases.commands.conversation import add_note, reply_to_case, write_as_customer
from fuwutai.domain.cases.commands.drafts import discard_draft, save_draft, take_draft_over
from fuwutai.domain.cases.commands.fields import fill_fields, order_case_fields, retire_case_field, save_case_field
from fuwutai.domain.cases.commands.hand_over import (
    accept_hand_over,
    decline_hand_over,
    offer_hand_over,
    pass_responsibility,
    withdraw_hand_over,
)
from fuwutai.domain.cases.commands.held_replies import hold_reply, send_held_reply, stop_held_reply, withdraw_reply
from fuwutai.domain.cases.commands.history import History, Step, import_histories
from fuwutai.domain.cases.commands.intake import open_case
from fuwutai.domain.cases.commands.links import clear_parent, link_cases, set_parent, unlink_cases
from fuwutai.domain.cases.commands.need import MAX_NEED, restate_need
from fuwutai.domain.cases.commands.outcome import (
    close_case,
    confirm_case,
    record_result,
    reopen_case,
    resolve_case,
)
from fuwutai.domain.cases.commands.rating import MAX_RATING_WORDS, end_rating, may_still_rate, record_rating
from fuwutai.domain.cases.commands.redaction import redact_message, remove_attachment
from fuwutai.domain.cases.commands.redo import redo_case
from fuwutai.domain.cases.commands.side_talks import (
    AskedBeside,
    answer_by_link,
    answer_side_talk,
    close_side_talk,
    make_side_link,
    no_such_link,
    open_side_talk,
    remove_side_message,
    reopen_side_talk,
    withdraw_side_link,
    write_side_message,
)
from fuwutai.domain.cases.commands.snooze import snooze_case, wake_case, wake_when_due
from fuwutai.domain.cases.commands.splitting import split_case, undo_split
from fuwutai.domain.cases.commands.steps import note_promises, take_next_step
from fuwutai.domain.cases.commands.supervision import (
    end_supervision,
    note_report_due,
    report_supervision,
    return_supervision,
    supervise_case,
)
from fuwutai.domain.cases.commands.tags import (
    merge_tags,
    rename_tag,
    restore_tag,
    retire_tag,
    tag_case,
    untag_case,
    write_tags_anew,
)
from fuwutai.domain.cases.commands.tasks import (
    add_task,
    drop_task,
    edit_task,
    finish_task,
    order_tasks,
    reopen_task,
)
from fuwutai.domain.cases.commands.threads import merge_case, undo_merge
from fuwutai.domain.cases.commands.time_spent import correct_time, note_time
from fuwutai.domain.cases.commands.urging import urge_case
from fuwutai.domain.cases.commands.vocabularies import (
    MAX_TERM_CODE,
    MAX_TERM_NAME,
    ShippedTerm,
    adopt_terms,
    order_terms,
    restore_term,
    retire_term,
    save_term,
)
from fuwutai.domain.cases.commands.waits import await_third_party, end_wait
from fuwutai.domain.cases.commands.watching import add_watcher, unwatch_case, watch_case

__all__ = [
    "MAX_BODY",
    "MAX_NEED",
    "MAX_RATING_WORDS",
    "MAX_SUBJECT",
    "MAX_TERM_CODE",
    "MAX_TERM_NAME",
    "AskedBeside",
    "History",
    "ShippedTerm",
    "Step",
    "accept_hand_over",
    "add_note",
    "add_task",
    "add_watcher",
    "adopt_terms",
    "answer_by_link",
    "answer_side_talk",
    "apply_checklist",
    "archive_case",
    "archive_old_cases",
    "assign_case",
    "attach_file",
    "await_third_party",
    "clear_parent",
    "close_case",
    "close_side_talk",
    "confirm_case",
    "correct_time",
    "decline_hand_over",
    "discard_draft",
    "drop_file",
    "drop_task",
    "drop_unsent_files",
    "edit_task",
    "end_rating",
    "end_supervision",
    "end_wait",
    "fill_fields",
    "finish_task",
    "hold_reply",
    "import_histories",
    "link_cases",
    "make_side_link",
    "may_still_rate",
    "merge_case",
    "merge_tags",
    "no_such_link",
    "note_call_back",
    "note_promises",
    "note_report_due",
    "note_time",
    "offer_hand_over",
    "open_case",
    "open_side_talk",
    "order_case_fields",
    "order_tasks",
    "order_terms",
    "pass_responsibility",
    "reclassify_case",
    "record_rating",
    "record_result",
    "redact_message",
    "redo_case",
    "remove_attachment",
    "remove_side_message",
    "rename_tag",
    "reopen_case",
    "reopen_side_talk",
    "reopen_task",
    "reply_to_case",
    "report_supervision",
    "resolve_case",
    "restate_need",
    "restore_case",
    "restore_tag",
    "restore_term",
    "retire_case_field",
    "retire_checklist",
    "retire_tag",
    "retire_term",
    "return_supervision",
    "save_case_field",
    "save_checklist",
    "save_draft",
    "save_term",
    "send_held_reply",
    "set_parent",
    "snooze_case",
    "split_case",
    "stop_held_reply",
    "supervise_case",
    "tag_case",
    "take_case",
    "take_draft_over",
    "take_in_file",
    "take_next_step",
    "undo_merge",
    "undo_split",
    "unlink_cases",
    "untag_case",
    "unwatch_case",
    "urge_case",
    "wake_case",
    "wake_when_due",
    "watch_case",
    "withdraw_hand_over",
    "withdraw_reply",
    "withdraw_side_link",
    "write_as_customer",
    "write_side_message",
    "write_tags_anew",
]
