"""What the commands that bind cases together, and take that back, are measured with."""

from collections.abc import Callable
from typing import Any

from tests import given

from fuwutai.domain.cases import commands
from fuwutai.domain.cases.models import Case

Arguments = Callable[[], dict[str, Any]]


def _undoing() -> dict[str, Any]:
    case = given.a_case()
    into = given.a_waiting_case()
    commands.merge_case(actor=given.agent(), case_id=case.pk, into_id=into.pk)
    words = commands.write_as_customer(
        actor=given.customer_of(case), case_id=case.pk, body="还有一点。", channel="portal"
    )
    return {"actor": given.agent(), "case_id": case.pk, "message_ids": [words.pk]}


def _a_split_case() -> Case:
    case = given.an_open_case()
    words = commands.write_as_customer(
        actor=given.customer_of(case), case_id=case.pk, body="另一件事。", channel="portal"
    )
    return commands.split_case(actor=given.agent(), case_id=case.pk, message_ids=[words.pk], subject="话费多扣")


def _two(linked: bool = False, parent: bool = False) -> dict[str, Any]:
    case, other = given.a_case(), given.a_case()
    if linked:
        commands.link_cases(actor=given.agent(), case_id=case.pk, other_id=other.pk, kind="related")
    if parent:
        commands.set_parent(actor=given.agent(), case_id=case.pk, parent_id=other.pk)
    return {"actor": given.agent(), "case_id": case.pk, "other_id": other.pk}


def _to_another_parent() -> dict[str, Any]:
    known = _two(parent=True)
    return {"actor": known["actor"], "case_id": known["case_id"], "parent_id": given.a_case().pk}


def _out_of_its_parent() -> dict[str, Any]:
    known = _two(parent=True)
    return {"actor": known["actor"], "case_id": known["case_id"]}


SCENARIOS: dict[str, tuple[Callable[..., Any], Arguments]] = {
    "undoing a merger with words": (commands.undo_merge, _undoing),
    "undoing a split": (commands.undo_split, lambda: {"actor": given.agent(), "case_id": _a_split_case().pk}),
    "linking": (commands.link_cases, lambda: _two() | {"kind": "related"}),
    "unlinking": (commands.unlink_cases, lambda: _two(linked=True)),
    "moving a part": (commands.set_parent, _to_another_parent),
    "taking a part out": (commands.clear_parent, _out_of_its_parent),
}
