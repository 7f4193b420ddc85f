"""What commands of macros are measured with."""

from typing import Any

from tests import given

from fuwutai.domain.cases.commands import macros

STEPS = [
    {"do": "set_priority", "priority": "urgent"},
    {"do": "assign", "team": "broadband", "staff": given.LIN},
    {"do": "note", "body": "已联系机房"},
]


def _saved() -> int:
    made = macros.save_macro(actor=given.supervisor(), name="装机催办", steps=STEPS, team_id=given.team().pk)
    return int(made.pk)


def _changed() -> dict[str, Any]:
    facts = {"name": "装机加急", "steps": STEPS, "team_id": given.team().pk}
    return {"actor": given.supervisor(), "macro_id": _saved(), **facts}


def _used() -> dict[str, Any]:
    case = given.an_open_case()
    return {"actor": given.supervisor(), "case_id": case.pk, "macro_id": _saved(), "seen_steps": STEPS}


SCENARIOS = {
    "changing a macro": (macros.save_macro, _changed),
    "retiring a macro": (macros.retire_macro, lambda: {"actor": given.supervisor(), "macro_id": _saved()}),
    "using a macro of three steps": (macros.use_macro, _used),
}
