"""By each verb of the API: on what it is done, what is sent, and what has changed afterwards."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

from tests import given
from tests.domain.cases import scenarios_course as course
from tests.domain.cases.given_work import a_checklist, a_field, a_task
from tests.domain.cases.scenarios_closing import terms
from tests.domain.files import given_files

from fuwutai.domain.cases import commands as do
from fuwutai.domain.cases.models import Case, Message, SideMessage
from fuwutai.domain.files.commands import Kept
from fuwutai.kernel import clock

Body = Callable[[Case], dict[str, Any]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One verb. `seen` tells of a case what the verb changes, and is `becomes` afterwards, which it was not before.

    `before`: what else is done first, and what then stands in the address by name. `made`: what `made_id` names, as
    the name of the rows of a case.
    """

    on: Callable[[], Case]
    becomes: Any
    seen: Callable[[Case], Any]
    body: Body = lambda _case: {}
    before: Callable[[Case], Mapping[str, int] | None] = lambda _case: None
    by: str = given.LIN
    made: str = ""


def of(name: str) -> Callable[[Case], Any]:
    """Return what tells one fact of a case."""
    return lambda case: getattr(case, name)


def count(name: str, **only: Any) -> Callable[[Case], int]:
    """Return what counts rows of a case."""
    return lambda case: getattr(case, name).filter(**only).count()


def says(**body: Any) -> Body:
    return lambda _case: body


def soon() -> str:
    return (clock.now() + timedelta(days=30)).isoformat()


def named_task(**states: Callable[..., Any]) -> Callable[[Case], dict[str, int]]:
    """Return what adds a task, and does with it what is said."""

    def before(case: Case) -> dict[str, int]:
        task = a_task(case)
        for command in states.values():
            command(actor=given.agent(), task_id=task.pk)
        return {"task_id": task.pk}

    return before


def offered(case: Case) -> None:
    taker = given.staff(given.CHEN).pk
    do.offer_hand_over(actor=given.agent(), case_id=case.pk, taker_id=taker, reason="休假")


def reported(case: Case) -> None:
    do.report_supervision(actor=given.agent(), case_id=case.pk, words="已修复。")


def under(case: Case) -> None:
    do.set_parent(actor=given.agent(), case_id=case.pk, parent_id=given.a_case().pk)


def linked(case: Case) -> dict[str, Any]:
    other = given.a_case()
    do.link_cases(actor=given.agent(), case_id=case.pk, other_id=other.pk, kind="related")
    return {"other_id": other.pk}


def second_words(case: Case) -> int:
    words = do.write_as_customer(actor=given.agent(), case_id=case.pk, body="另外账单也不对。", channel="phone")
    return words.pk


def a_split_case() -> Case:
    case = given.an_open_case()
    return do.split_case(actor=given.agent(), case_id=case.pk, message_ids=[second_words(case)], subject="账单")


def first_words(case: Case) -> dict[str, int]:
    return {"message_id": Message.objects.filter(case=case).order_by("pk")[0].pk}


def two_tasks(case: Case) -> None:
    for title in "甲乙":
        a_task(case, title)


def titles(case: Case) -> list[str]:
    return list(case.tasks.order_by("position").values_list("title", flat=True))


def noted(case: Case) -> dict[str, int]:
    return {"time_id": do.note_time(actor=given.agent(), case_id=case.pk, minutes=5, note="打电话").pk}


def held(case: Case) -> dict[str, int]:
    at = clock.now() + timedelta(days=1)
    return {"held_id": do.hold_reply(actor=given.agent(), case_id=case.pk, body="明天上门。", send_at=at).pk}


def talk(*, then: Callable[..., Any] | None = None, with_whom: str = "") -> Callable[[Case], dict[str, int]]:
    """Return what asks the mobile team beside a case, or somebody outside, and does with the talk what is said."""

    def before(case: Case) -> dict[str, int]:
        team_id = None if with_whom else given.team("mobile").pk
        asked = {"team_id": team_id, "with_whom": with_whom, "subject": "账单", "body": "几号出账？"}
        made = do.open_side_talk(actor=given.agent(), case_id=case.pk, **asked).talk
        if then:
            then(actor=given.agent(), talk_id=made.pk)
        return {"talk_id": made.pk, "side_message_id": made.messages.get().pk}

    return before


def beside(case: Case) -> list[str]:
    return [one.body for one in SideMessage.objects.filter(talk__case=case).order_by("pk")]


def a_file() -> Kept:
    return given_files.kept("说明.txt", "第一行".encode())


def file_aside(case: Case) -> dict[str, int]:
    by_program = replace(given.agent(), kind="token")  # what people put aside at their desk is theirs there alone
    return {"attachment_id": do.attach_file(actor=by_program, case_id=case.pk, kept=a_file()).pk}


def file_sent(case: Case) -> dict[str, int]:
    message = do.reply_to_case(actor=given.agent(), case_id=case.pk, body="见附件。", files=[a_file()])
    return {"attachment_id": message.attachments.get().pk}


def hers(name: str) -> Callable[[Case], str | None]:
    """Return what tells the user name of a person of a case."""
    return lambda case: getattr(getattr(case, name), "username", None)


def filled(case: Case) -> list[Any]:
    return list(case.fields.values())


def demand(case: Case) -> list[str]:
    return list(case.supervisions.values_list("demand", flat=True))


STATUS = of("status")
TABLE: dict[str, Row] = {
    "case_take": Row(on=given.a_case, seen=hers("assignee"), becomes=given.LIN),
    "case_assign": Row(
        on=given.a_case, by=given.CHEN, body=says(team="broadband", assignee=given.LIN), seen=hers("assignee"),
        becomes=given.LIN,
    ),
    "case_resolve": Row(on=given.an_open_case, seen=STATUS, becomes="resolved"),
    "case_result": Row(
        on=given.a_resolved_case, body=lambda _case: terms(), seen=of("resolution"), becomes="repaired"
    ),
    "case_confirm": Row(on=given.a_resolved_case, body=says(rating="declined"), seen=STATUS, becomes="closed"),
    "case_close": Row(
        on=given.a_resolved_case, by=given.CHEN, body=says(rating="no_answer"), seen=STATUS, becomes="closed"
    ),
    "case_reopen": Row(on=given.a_closed_case, seen=STATUS, becomes="open"),
    "case_redo": Row(
        on=given.a_closed_case, by=given.CHEN, body=says(reason="没有修好"), seen=of("redone"), becomes=1
    ),
    "case_call_back": Row(
        on=given.a_resolved_case, body=says(outcome="not_settled", body="还是断网"), seen=STATUS, becomes="open",
        made="messages",
    ),
    "case_rate": Row(
        on=given.a_resolved_case, by=given.CHEN, body=says(outcome="given", score=4), seen=of("score"), becomes=4
    ),
    "case_need": Row(
        on=given.an_open_case, body=says(words="恢复上网", confirmed=True), seen=of("restated"), becomes="恢复上网"
    ),
    "case_classify": Row(on=given.a_case, body=says(priority="urgent"), seen=of("priority"), becomes="urgent"),
    "case_fields": Row(
        on=given.an_open_case, before=lambda _case: a_field("place") and None, body=says(values={"place": "浦东"}),
        seen=filled, becomes=["浦东"],
    ),
    "case_tags_add": Row(on=given.a_case, body=says(names=["宽带"]), seen=of("tags"), becomes=["宽带"]),
    "case_tags_remove": Row(
        on=course.a_tagged_case, body=says(names=["退费"]), seen=of("tags"), becomes=["老客户"]
    ),
    "case_await_third_party": Row(on=given.an_open_case, seen=STATUS, becomes="waiting_third_party"),
    "case_end_wait": Row(on=given.a_case_at_a_third_party, seen=STATUS, becomes="open"),
    "case_snooze": Row(
        on=given.an_open_case, body=lambda _case: {"until": soon()}, seen=lambda case: case.snoozed_until is None,
        becomes=False,
    ),
    "case_wake": Row(on=course.a_snoozed_case, seen=of("snoozed_until"), becomes=None),
    "case_watch": Row(on=given.a_case, seen=of("watchers"), becomes=1),
    "case_unwatch": Row(on=course.a_watched_case, seen=of("watchers"), becomes=0),
    "case_watchers_add": Row(on=given.a_case, body=says(colleague=given.CHEN), seen=of("watchers"), becomes=1),
    "case_customer_words": Row(
        on=given.a_waiting_case, body=says(body="红灯", channel="phone"), made="messages", seen=STATUS, becomes="open"
    ),
    "case_urge": Row(on=given.an_open_case, body=says(channel="phone"), seen=of("urges"), becomes=1),
    "case_supervise": Row(
        on=given.an_open_case, by=given.CHEN, body=lambda _case: {"demand": "请说明进展。", "due_at": soon()},
        seen=of("supervised"), becomes=True, made="supervisions",
    ),
    "case_supervise_report": Row(
        on=course.a_supervised_case, body=says(words="今晚修复。"), made="supervisions",
        seen=count("supervisions", report="今晚修复。"), becomes=1,
    ),
    "case_supervise_return": Row(
        on=course.a_supervised_case, by=given.CHEN, before=reported, body=says(demand="还不够。"), made="supervisions",
        seen=demand, becomes=["还不够。"],
    ),
    "case_supervise_end": Row(on=course.a_supervised_case, by=given.CHEN, seen=of("supervised"), becomes=False),
    "case_archive": Row(
        on=course.an_old_closed_case, by=given.CHEN, seen=lambda case: case.archived_at is None, becomes=False
    ),
    "case_restore": Row(on=course.an_archived_case, by=given.CHEN, seen=of("archived_at"), becomes=None),
    "case_merge": Row(
        on=given.an_open_case, body=lambda _case: {"into_id": given.a_case().pk},
        seen=lambda case: case.merged_into_id is not None, becomes=True,
    ),
    "case_undo_merge": Row(on=given.a_merged_case, seen=of("merged_into_id"), becomes=None),
    "case_split": Row(
        on=given.an_open_case, body=lambda case: {"message_ids": [second_words(case)], "subject": "账单"},
        seen=lambda case: Case.objects.filter(subject="账单").count(), becomes=1,
    ),
    "case_undo_split": Row(on=a_split_case, seen=lambda case: case.merged_into_id is not None, becomes=True),
    "case_links_add": Row(
        on=given.an_open_case, body=lambda _case: {"other_id": given.a_case().pk, "kind": "related"},
        seen=of("links"), becomes=1,
    ),
    "case_links_remove": Row(on=given.an_open_case, body=linked, seen=of("links"), becomes=0),
    "case_parent": Row(
        on=given.an_open_case, body=lambda _case: {"parent_id": given.a_case().pk},
        seen=lambda case: case.parent_id is not None, becomes=True,
    ),
    "case_parent_clear": Row(on=given.an_open_case, before=under, seen=of("parent_id"), becomes=None),
    "case_tasks": Row(
        on=given.an_open_case, body=says(title="核对线路", assignee=given.LIN), made="tasks",
        seen=count("tasks", title="核对线路", assignee__username=given.LIN), becomes=1,
    ),
    "case_tasks_finish": Row(
        on=given.an_open_case, before=named_task(), seen=of("tasks_done"), becomes=1, made="tasks"
    ),
    "case_tasks_drop": Row(
        on=given.an_open_case, before=named_task(), body=says(reason="重复"), made="tasks",
        seen=count("tasks", state="dropped", reason="重复"), becomes=1,
    ),
    "case_tasks_reopen": Row(
        on=given.an_open_case, before=named_task(done=do.finish_task), seen=of("tasks_open"), becomes=1, made="tasks"
    ),
    "case_tasks_edit": Row(
        on=given.an_open_case, before=named_task(), body=says(title="上门", assignee=given.LIN), made="tasks",
        seen=count("tasks", title="上门", assignee__username=given.LIN), becomes=1,
    ),
    "case_tasks_order": Row(
        on=given.an_open_case, before=two_tasks, seen=titles, becomes=["乙", "甲"],
        body=lambda case: {"task_ids": list(case.tasks.order_by("-position").values_list("pk", flat=True))},
    ),
    "case_checklists": Row(
        on=given.an_open_case, body=lambda _case: {"checklist_id": a_checklist().pk}, seen=of("tasks_open"), becomes=2
    ),
    "case_time": Row(
        on=given.an_open_case, body=says(minutes=5), seen=of("minutes"), becomes=5, made="time_spent"
    ),
    "case_time_correct": Row(
        on=given.an_open_case, before=noted, body=says(minutes=8), seen=of("minutes"), becomes=8, made="time_spent"
    ),
    "case_hand_over": Row(
        on=given.an_open_case, body=says(taker=given.CHEN, reason="休假"), made="hand_overs",
        seen=count("hand_overs", state="offered"), becomes=1,
    ),
    "case_hand_over_accept": Row(
        on=given.an_open_case, by=given.CHEN, before=offered, made="hand_overs", seen=hers("responsible"),
        becomes=given.CHEN,
    ),
    "case_hand_over_decline": Row(
        on=given.an_open_case, by=given.CHEN, before=offered, body=says(answer="我也休假"), made="hand_overs",
        seen=count("hand_overs", state="offered"), becomes=0,
    ),
    "case_hand_over_withdraw": Row(
        on=given.an_open_case, before=offered, made="hand_overs", seen=count("hand_overs", state="offered"), becomes=0
    ),
    "case_held_replies": Row(
        on=given.an_open_case, body=lambda _case: {"body": "明天上门。", "send_at": soon()}, made="held_replies",
        seen=count("held_replies", state="held"), becomes=1,
    ),
    "case_held_replies_withdraw": Row(
        on=given.an_open_case, before=held, made="held_replies", seen=count("held_replies", state="withdrawn"),
        becomes=1,
    ),
    "case_held_replies_send": Row(
        on=given.an_open_case, before=held, made="held_replies", seen=count("messages", body="明天上门。"), becomes=1
    ),
    "case_side_talks": Row(
        on=given.an_open_case, body=says(asked_team="mobile", subject="账单", body="几号出账？"), seen=of("sides_open"),
        becomes=1, made="side_talks",
    ),
    "case_side_talks_write": Row(
        on=given.an_open_case, before=talk(), body=says(body="急。"), seen=lambda case: len(beside(case)), becomes=2
    ),
    "case_side_talks_close": Row(
        on=given.an_open_case, before=talk(), made="side_talks", seen=of("sides_open"), becomes=0
    ),
    "case_side_talks_reopen": Row(
        on=given.an_open_case, before=talk(then=do.close_side_talk), made="side_talks", seen=of("sides_open"), becomes=1
    ),
    "case_side_talks_link_withdraw": Row(
        on=given.an_open_case, before=talk(with_whom="李师傅"), made="side_talks", seen=count("side_talks", digest=""),
        becomes=1,
    ),
    "case_side_talks_messages_remove": Row(
        on=given.an_open_case, by=given.CHEN, before=talk(), seen=beside, becomes=[""]
    ),
    "case_files_drop": Row(
        on=given.an_open_case, before=file_aside, seen=count("attachments", removed_at=None), becomes=0,
        made="attachments",
    ),
    "case_files_remove": Row(
        on=given.an_open_case, by=given.CHEN, before=file_sent, body=says(reason="误发"), made="attachments",
        seen=count("attachments", removed_at=None), becomes=0,
    ),
    "case_messages_redact": Row(
        on=given.an_open_case, by=given.CHEN, before=first_words, body=says(words="红灯", reason="误写"),
        made="messages", seen=count("messages", redacted=True), becomes=1,
    ),
}  # fmt: skip
