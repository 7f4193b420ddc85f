"""What the commands about the course of a case are measured with."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from tests import given

from fuwutai.domain.cases import commands
from fuwutai.domain.cases.models import Case
from fuwutai.kernel import clock
from fuwutai.kernel.actors import Actor

SYSTEM = Actor.system("tests")
Arguments = Callable[[], dict[str, Any]]


def about(make: Callable[[], Case], by: Callable[[], Actor] = given.agent, **more: Any) -> Arguments:
    return lambda: {"actor": by(), "case_id": make().pk, **more}


def soon() -> datetime:
    return clock.now() + timedelta(hours=2)


def a_snoozed_case() -> Case:
    return commands.snooze_case(actor=given.agent(), case_id=given.an_open_case().pk, until=soon())


def a_tagged_case() -> Case:
    return commands.tag_case(actor=given.agent(), case_id=given.an_open_case().pk, names=["退费", "老客户"])


def a_watched_case() -> Case:
    return commands.watch_case(actor=given.agent(), case_id=given.an_open_case().pk)


def a_supervised_case() -> Case:
    case = given.an_open_case()
    commands.supervise_case(actor=given.supervisor(), case_id=case.pk, demand="请说明为何拖延。", due_at=soon())
    return Case.objects.get(pk=case.pk)


def an_urged_case() -> Case:
    case = given.an_open_case()
    return commands.urge_case(actor=given.customer_of(case), case_id=case.pk, channel="portal")


def an_old_closed_case() -> Case:
    case = given.a_closed_case()
    Case.objects.filter(pk=case.pk).update(status_since=clock.now() - timedelta(days=60))
    return case


def an_archived_case() -> Case:
    return commands.archive_case(actor=given.supervisor(), case_id=an_old_closed_case().pk)


def _due_report() -> dict[str, Any]:
    case = a_supervised_case()
    supervision = case.supervisions.get()
    past = clock.now() - timedelta(minutes=1)
    case.supervisions.update(due_at=past)
    return {"actor": SYSTEM, "case_id": case.pk, "supervision_id": supervision.pk, "due_at": past}


def _due_to_wake() -> dict[str, Any]:
    case = a_snoozed_case()
    Case.objects.filter(pk=case.pk).update(snoozed_until=clock.now())
    return {"actor": SYSTEM, "case_id": case.pk}


def _urging_again() -> dict[str, Any]:
    case = an_urged_case()
    case.urge_rows.update(at=clock.now() - timedelta(days=2))
    return {"actor": given.customer_of(case), "case_id": case.pk, "channel": "portal"}


def _a_snoozed_case_to_answer() -> dict[str, Any]:
    case = a_snoozed_case()
    return {"actor": given.customer_of(case), "case_id": case.pk, "body": "好的。", "channel": "portal"}


def _colleague() -> dict[str, Any]:
    return {**about(given.an_open_case)(), "staff_id": given.staff(given.CHEN).pk}


LEAD = given.supervisor

SCENARIOS: dict[str, tuple[Any, Arguments]] = {
    "tagging with new tags": (commands.tag_case, about(a_tagged_case, names=["催缴", "退费", "ＶＩＰ"])),
    "taking tags off": (commands.untag_case, about(a_tagged_case, names=["退费"])),
    "watching": (commands.watch_case, about(given.an_open_case)),
    "watching no longer": (commands.unwatch_case, about(a_watched_case)),
    "letting a colleague watch": (commands.add_watcher, _colleague),
    "snoozing": (commands.snooze_case, lambda: {**about(given.an_open_case)(), "until": soon()}),
    "waking by hand": (commands.wake_case, about(a_snoozed_case)),
    "waking at its moment": (commands.wake_when_due, _due_to_wake),
    "words to a snoozed case": (commands.write_as_customer, _a_snoozed_case_to_answer),
    "urging again": (commands.urge_case, _urging_again),
    "a reply to who urged": (commands.reply_to_case, about(an_urged_case, body="正在处理。", then="wait")),
    "supervising": (commands.supervise_case, about(given.an_open_case, LEAD, demand="请今天答复。")),
    "reporting": (commands.report_supervision, about(a_supervised_case, words="已联系机房。")),
    "asking for another report": (commands.return_supervision, about(a_supervised_case, LEAD, demand="还不够。")),
    "ending a supervision": (commands.end_supervision, about(a_supervised_case, LEAD)),
    "a report that did not come": (commands.note_report_due, _due_report),
    "sending back": (commands.redo_case, about(given.a_closed_case, LEAD, reason="客户说没有修好。")),
    "archiving": (commands.archive_case, about(an_old_closed_case, LEAD)),
    "bringing back from the archive": (commands.restore_case, about(an_archived_case, LEAD)),
}
