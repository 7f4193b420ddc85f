"""What commands of standard phrases are measured with."""

from typing import Any

from tests import given
from tests.domain.knowledge.given_phrases import GREETING, PROMISE, folder, for_team

from fuwutai.domain.knowledge import commands
from fuwutai.domain.knowledge.models import PhraseFolder


def _saved(**said: Any) -> dict[str, Any]:
    made = for_team(shortcut="kc", folder_id=folder().pk, **said)
    return {"actor": given.supervisor(), "phrase_id": made.pk}


def _new() -> dict[str, Any]:
    place = folder().pk
    return {
        "actor": given.supervisor(), "title": "开场", "body": GREETING, "shortcut": "kc", "folder_id": place,
        "team_id": given.team().pk,
    }  # fmt: skip


def _changed() -> dict[str, Any]:
    saved = _saved()
    facts = {"title": "承诺", "body": PROMISE, "shortcut": "cn", "folder_id": folder("承诺").pk, "seen_version": 1}
    return {**saved, **facts, "team_id": given.team().pk}


def _older() -> dict[str, Any]:
    saved = _saved()
    for_team(phrase_id=saved["phrase_id"], body=PROMISE)
    return {**saved, "number": 1}


def _retired() -> dict[str, Any]:
    saved = _saved()
    commands.retire_phrase(**saved)
    return saved


def _second() -> dict[str, Any]:
    _saved()
    where = {"folder_id": PhraseFolder.objects.get().pk}
    return {"actor": given.supervisor(), "phrase_id": for_team(title="第二", **where).pk, "up": True}


def _used() -> dict[str, Any]:
    case, ids = given.an_open_case(), [for_team(title=f"{n}", body="马上为您核实。").pk for n in range(5)]
    return {
        "actor": given.agent(), "case_id": case.pk, "phrase_ids": ids, "sent": "您好，马上为您核实。", "key": "k",
    }  # fmt: skip


def _folder() -> dict[str, Any]:
    folder("第一")
    return {"actor": given.supervisor(), "folder_id": folder("第二").pk}


SCENARIOS = {
    "writing a phrase": (commands.save_phrase, _new),
    "changing a phrase": (commands.save_phrase, _changed),
    "letting a phrase say what it said": (commands.restore_phrase_version, _older),
    "retiring a phrase": (commands.retire_phrase, _saved),
    "bringing a phrase back": (commands.restore_phrase, _retired),
    "moving a phrase": (commands.move_phrase, _second),
    "sending five phrases": (commands.note_phrase_use, _used),
    "adding a folder of phrases": (
        commands.save_folder, lambda: {"actor": given.supervisor(), "name": "开场"}
    ),
    "renaming a folder of phrases": (commands.save_folder, lambda: {**_folder(), "name": "第三"}),
    "moving a folder of phrases": (commands.move_folder, lambda: {**_folder(), "up": True}),
    "taking a folder of phrases away": (commands.retire_folder, _folder),
}
