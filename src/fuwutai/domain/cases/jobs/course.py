"""What cases do by themselves about snoozing, supervision, tags and the archive."""

from datetime import datetime, timedelta
from typing import Any

from fuwutai.domain.cases.commands.archive import archive_old_cases
from fuwutai.domain.cases.commands.snooze import wake_when_due
from fuwutai.domain.cases.commands.supervision import note_report_due
from fuwutai.domain.cases.commands.tags import write_tags_anew
from fuwutai.domain.cases.course import due_to_wake
from fuwutai.kernel import clock
from fuwutai.kernel.actors import Actor
from fuwutai.kernel.jobs import enqueue, enqueue_many, job, repeat

PLATFORM = Actor.system("cases")


@job("cases.sweep_snoozed")
def sweep_snoozed(_payload: dict[str, Any]) -> None:
    """Promise one job for each snoozed case whose moment has come."""
    due = due_to_wake(clock.now(), limit=500)
    enqueue_many("cases.wake", [({"case_id": case_id}, f"cases.wake:{case_id}") for case_id in due])


@job("cases.wake")
def wake_one(payload: dict[str, Any]) -> None:
    """Bring one snoozed case back."""
    wake_when_due(actor=PLATFORM, case_id=payload["case_id"])


@job("cases.note_report_due")
def note_one_report_due(payload: dict[str, Any]) -> None:
    """Say that a report to a superior did not come."""
    note_report_due(
        actor=PLATFORM,
        case_id=payload["case_id"],
        supervision_id=payload["supervision_id"],
        due_at=datetime.fromisoformat(payload["due_at"]),
    )


@job("cases.follow_tag")
def follow_tag(payload: dict[str, Any]) -> None:
    """Let the next cases of a tag follow it, and promise those after them."""
    tag_id, into_id = payload["tag_id"], payload["into_id"]
    after = write_tags_anew(actor=PLATFORM, tag_id=tag_id, into_id=into_id, after=payload["after"])
    if after is not None:
        enqueue("cases.follow_tag", {"tag_id": tag_id, "into_id": into_id, "after": after})


@job("cases.archive_old")
def archive_old(payload: dict[str, Any]) -> None:
    """Put the next closed cases into the archive, and promise those after them."""
    told = payload.get("after")
    after = archive_old_cases(
        actor=PLATFORM, after=(datetime.fromisoformat(told[0]), int(told[1])) if told else None
    )
    if after is not None:
        enqueue("cases.archive_old", {"after": [after[0].isoformat(), after[1]]})


repeat("cases.sweep_snoozed", every=timedelta(seconds=15))
repeat("cases.archive_old", line="40 18 * * *")  # 2:40 in China
