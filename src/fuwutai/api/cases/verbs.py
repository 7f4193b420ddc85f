"""What may be done with a case by `POST /cases/{id}/<verb>`: each the command of the desk behind a typed body."""

from dataclasses import dataclass
from typing import Any

from ninja import Schema

from fuwutai.api.cases import bodies as b
from fuwutai.domain.cases import commands as do
from fuwutai.kernel.command import Command

CODES = "cases.classify"
SIDE = "cases.side"
WORK = "cases.note"
"""Also what the desk opens to all who see a case: a token that only reads changes nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Verb:
    """One verb. `path`: what follows the case's id; what stands in it by name is given to the command as well."""

    path: str
    permission: str
    body: type[Schema]
    command: Command[..., Any]
    summary: str

    @property
    def name(self) -> str:
        """Return the name of the operation."""
        words = [one for one in self.path.replace("-", "_").split("/") if not one.startswith("{")]
        return f"case_{'_'.join(words)}"

    @property
    def named(self) -> list[str]:
        """Return what stands in the path by name."""
        return [one.strip("{}") for one in self.path.split("/") if one.startswith("{")]


def _verb(
    path: str, permission: str, command: Command[..., Any], summary: str, body: type[Schema] = b.Nothing
) -> Verb:
    return Verb(path=path, permission=permission, body=body, command=command, summary=summary)


VERBS = (
    _verb("take", "cases.take", do.take_case, "Take a case oneself"),
    _verb("assign", "cases.assign", do.assign_case, "Give a case to a team or a person", b.Assign),
    _verb("resolve", "cases.resolve", do.resolve_case, "Mark a case as resolved", b.Resolve),
    _verb("result", "cases.resolve", do.record_result, "Say how a case was resolved", b.Result),
    _verb("confirm", "cases.confirm", do.confirm_case, "Note that the customer agrees", b.Confirm),
    _verb("close", "cases.close", do.close_case, "Close a case", b.Close),
    _verb("reopen", "cases.reopen", do.reopen_case, "Take a matter up again"),
    _verb("redo", "cases.redo", do.redo_case, "Send a finished case back to be done anew", b.Reason),
    _verb("call-back", "cases.call_back", do.note_call_back, "Note a call-back", b.CallBack),
    _verb("rate", "cases.rate", do.record_rating, "Note how content the customer is", b.Rate),
    _verb("need", CODES, do.restate_need, "Restate the need in our own words", b.Need),
    _verb("classify", CODES, do.reclassify_case, "Change what a case is", b.Classify),
    _verb("fields", CODES, do.fill_fields, "Fill fields of the centre's own", b.Fields),
    _verb("tags/add", CODES, do.tag_case, "Put on tags", b.Tags),
    _verb("tags/remove", CODES, do.untag_case, "Take off tags", b.Tags),
    _verb("await-third-party", "cases.wait", do.await_third_party, "Wait for a third party"),
    _verb("end-wait", "cases.wait", do.end_wait, "Take up a case that waits"),
    _verb("snooze", "cases.wait", do.snooze_case, "Put a case out of the way until a moment", b.Snooze),
    _verb("wake", "cases.wait", do.wake_case, "Bring back what was snoozed"),
    _verb("watch", WORK, do.watch_case, "Watch a case"),
    _verb("unwatch", WORK, do.unwatch_case, "Watch a case no more"),
    _verb("watchers/add", WORK, do.add_watcher, "Let a colleague watch a case", b.Watcher),
    _verb("customer-words", "cases.open", do.write_as_customer, "Note what the customer says", b.CustomerWords),
    _verb("urge", "cases.open", do.urge_case, "Note that the customer urges", b.Urge),
    _verb("supervise", "cases.supervise", do.supervise_case, "Supervise a case", b.Demand),
    _verb("supervise/report", "cases.reply", do.report_supervision, "Report on a supervised case", b.Report),
    _verb("supervise/return", "cases.supervise", do.return_supervision, "Send a report back", b.Demand),
    _verb("supervise/end", "cases.supervise", do.end_supervision, "End the supervision of a case"),
    _verb("archive", "cases.archive", do.archive_case, "Put a case into the archive"),
    _verb("restore", "cases.archive", do.restore_case, "Bring a case back from the archive"),
    _verb("merge", "cases.merge", do.merge_case, "Merge a case into another", b.Merge),
    _verb("undo-merge", "cases.merge", do.undo_merge, "Take a merger back", b.UndoMerge),
    _verb("split", "cases.split", do.split_case, "Make messages a case of their own", b.Split),
    _verb("undo-split", "cases.split", do.undo_split, "Take a split back"),
    _verb("links/add", CODES, do.link_cases, "Link two cases", b.Link),
    _verb("links/remove", CODES, do.unlink_cases, "Unlink two cases", b.Unlink),
    _verb("parent", CODES, do.set_parent, "Put a case under another", b.Parent),
    _verb("parent/clear", CODES, do.clear_parent, "Take a case out from under another"),
    _verb("tasks", WORK, do.add_task, "Add a task", b.NewTask),
    _verb("tasks/{task_id}/finish", WORK, do.finish_task, "Finish a task"),
    _verb("tasks/{task_id}/drop", WORK, do.drop_task, "Drop a task", b.MaybeReason),
    _verb("tasks/{task_id}/reopen", WORK, do.reopen_task, "Open a task again"),
    _verb("tasks/{task_id}/edit", WORK, do.edit_task, "Change a task", b.EditTask),
    _verb("tasks/order", WORK, do.order_tasks, "Let tasks stand in another order", b.OrderTasks),
    _verb("checklists", WORK, do.apply_checklist, "Put a checklist on a case", b.Checklist),
    _verb("time", WORK, do.note_time, "Note time spent", b.Time),
    _verb("time/{time_id}/correct", WORK, do.correct_time, "Correct time spent, or take it back", b.CorrectTime),
    _verb("hand-over", WORK, do.offer_hand_over, "Offer to hand the responsibility over", b.HandOver),
    _verb("hand-over/accept", WORK, do.accept_hand_over, "Accept a hand-over"),
    _verb("hand-over/decline", WORK, do.decline_hand_over, "Decline a hand-over", b.Decline),
    _verb("hand-over/withdraw", WORK, do.withdraw_hand_over, "Withdraw a hand-over"),
    _verb("held-replies", "cases.reply", do.hold_reply, "Reply later, or so that it can be undone", b.HoldReply),
    _verb("held-replies/{held_id}/withdraw", "cases.reply", do.withdraw_reply, "Take back a reply that waits"),
    _verb("held-replies/{held_id}/send", "cases.reply", do.send_held_reply, "Send a reply of one's own now"),
    _verb("side-talks", SIDE, do.open_side_talk, "Ask others beside a case", b.SideTalk),
    _verb("side-talks/{talk_id}/write", SIDE, do.write_side_message, "Write more beside a case", b.SideWords),
    _verb("side-talks/{talk_id}/close", SIDE, do.close_side_talk, "End a talk beside a case"),
    _verb("side-talks/{talk_id}/reopen", SIDE, do.reopen_side_talk, "Take a talk beside a case up again"),
    _verb("side-talks/{talk_id}/link/withdraw", SIDE, do.withdraw_side_link, "Let the link open nothing any more"),
    _verb(
        "side-talks/{talk_id}/messages/{side_message_id}/remove", "cases.redact", do.remove_side_message,
        "Take words of a talk out for good",
    ),
    _verb("files/{attachment_id}/drop", WORK, do.drop_file, "Take away a file that was sent ahead"),
    _verb("files/{attachment_id}/remove", "cases.redact", do.remove_attachment, "Take a file out for good", b.Reason),
    _verb("messages/{message_id}/redact", "cases.redact", do.redact_message, "Take words out for good", b.Redact),
)  # fmt: skip
