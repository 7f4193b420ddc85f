"""What files and redaction cost, in statements."""

from collections.abc import Callable
from typing import Any

from tests import given
from tests.domain.files import given_files

from fuwutai.domain.cases import commands as cases
from fuwutai.domain.cases.models import Attachment, Case, Message

Scenario = tuple[Callable[..., Any], Callable[[], dict[str, Any]]]


def _about(case: Case, **more: Any) -> dict[str, Any]:
    return {"actor": given.agent(), "case_id": case.pk, **more}


def _attaching() -> dict[str, Any]:
    case = given.an_open_case()
    cases.attach_file(**_about(case, kept=given_files.kept("a.txt", b"one")))
    return _about(case, kept=given_files.kept("b.txt", b"two"))


def _dropping() -> dict[str, Any]:
    case = given.an_open_case()
    return _about(case, attachment_id=cases.attach_file(**_about(case, kept=given_files.kept())).pk)


def _sweeping() -> dict[str, Any]:
    return {"actor": given_files.SYSTEM, "attachment_ids": [_dropping()["attachment_id"]]}


def _split_off() -> Message:
    case = given.an_open_case()
    words = cases.write_as_customer(
        actor=given.customer_of(case), case_id=case.pk, body="卡号 6222", channel="portal", files=[given_files.kept()]
    )
    cases.split_case(**_about(case, message_ids=[words.pk], subject="卡号 6222"))
    return words


def _redacting() -> dict[str, Any]:
    words = _split_off()
    return {
        "actor": given.supervisor(), "case_id": words.case_id, "message_id": words.pk, "words": "6222",
        "reason": "误发",
    }  # fmt: skip


def _removing() -> dict[str, Any]:
    words = _split_off()
    file = Attachment.objects.get(message=words)
    return {"actor": given.supervisor(), "case_id": words.case_id, "attachment_id": file.pk, "reason": "误发"}


SCENARIOS: dict[str, Scenario] = {
    "putting a file aside": (cases.attach_file, _attaching),
    "taking away a file put aside": (cases.drop_file, _dropping),
    "sweeping files never sent": (cases.drop_unsent_files, _sweeping),
    "redacting words that were split off": (cases.redact_message, _redacting),
    "removing a file that was split off": (cases.remove_attachment, _removing),
}
