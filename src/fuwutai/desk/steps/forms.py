"""Steps as rows of a form: reading them back, and what the template shows of them.

A row is `steps-0-do` with the code of an action and `steps-0-<entry>` for each of its answers. The buttons of the rows
are named `steps-go`; they work without JavaScript: the form comes back with the row added, removed or moved.
"""

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from fuwutai.domain.cases.actions.registry import MOST_STEPS, Action, Entry, actions
from fuwutai.kernel.actors import Actor
from fuwutai.kernel.errors import Text

GO = "steps-go"
LINES_FROM = 300
"""Words that may be longer get several lines."""
FIELD = re.compile(r"steps-(\d{1,3})-([a-z_]{1,40})")
PRESS = re.compile(r"(remove|up|down)-(\d{1,3})")
ROWS_AT_MOST = 2 * MOST_STEPS
BLANK = "__"
"""What stands for the number of a row in the rows that JavaScript copies."""


def only_edited(data: QueryDict) -> bool:
    """Return whether a button of the rows was pressed: the form is shown again, and nothing is saved."""
    return GO in data


def read_steps(data: QueryDict) -> list[dict[str, str]]:
    """Return the steps of a form in their order, as they were written; `checked_steps` judges them.

    Numbers may be missing and rows may be blank: a blank row is no step. Where a button of the rows was pressed, what
    it asks for is done already, and blank rows stay.
    """
    found: dict[int, dict[str, str]] = {}
    for name in data:
        if fits := FIELD.fullmatch(name):
            found.setdefault(int(fits[1]), {})[fits[2]] = data[name].strip()
    rows = dict(sorted(found.items())[:ROWS_AT_MOST])
    if GO in data:
        return _pressed(rows, data[GO])
    return [row for row in rows.values() if any(row.values())]


def _pressed(rows: Mapping[int, dict[str, str]], press: str) -> list[dict[str, str]]:
    numbers, found = list(rows), list(rows.values())
    if press == "add" and len(found) < MOST_STEPS:
        found.append({"do": ""})
    fits = PRESS.fullmatch(press)
    if fits is None or int(fits[2]) not in rows:
        return found
    place = numbers.index(int(fits[2]))
    row = found.pop(place)
    if fits[1] != "remove":
        found.insert(max(0, place - 1) if fits[1] == "up" else place + 1, row)
    return found


def steps_context(
    actor: Actor,
    steps: Sequence[Mapping[str, str]],
    errors: Mapping[str, Text] | None = None,
    only: Collection[str] | None = None,
) -> dict[str, Any]:
    """Return what `desk/steps/_steps.html` shows as `steps_editor`. `only`: the codes of the actions on offer.

    `errors`: those of `checked_steps`, by `steps`, `steps.0` and `steps.0.team`. Cost: that of the lists on offer.
    """
    wrong = errors or {}
    offered = {code: one for code, one in actions().items() if only is None or code in only}
    entries = {code: [_entry(actor, entry) for entry in one.entries] for code, one in actions().items()}
    rows = [_row(place, step, offered, entries, wrong) for place, step in enumerate(steps or [{"do": ""}])]
    return {
        "rows": rows,
        "menu": [(code, one.label) for code, one in offered.items()],
        "blank": _row(BLANK, {"do": ""}, offered, entries, {}),
        "shapes": [{"code": code, "fields": _fields(BLANK, {}, entries[code], {})} for code in offered],
        "speaking": [code for code, one in offered.items() if one.speaks],
        "error": wrong.get("steps", ""),
        "most": MOST_STEPS,
        "is_full": len(rows) >= MOST_STEPS,
    }


def _row(
    place: int | str,
    step: Mapping[str, str],
    offered: Mapping[str, Action],
    entries: Mapping[str, list[dict[str, Any]]],
    wrong: Mapping[str, Text],
) -> dict[str, Any]:
    code = step.get("do", "")
    known = actions().get(code)
    return {
        "place": place,
        "number": place + 1 if isinstance(place, int) else BLANK,
        "do": code,
        # what was kept and is not offered any more stays visible, so that nobody saves it away unseen
        "other": (known.label if known else code) if code and code not in offered else "",
        "speaks": bool(known and known.speaks),
        "fields": _fields(place, step, entries.get(code, []), wrong),
        "error": wrong.get(f"steps.{place}", ""),
    }


def _fields(
    place: int | str, step: Mapping[str, str], entries: Iterable[dict[str, Any]], wrong: Mapping[str, Text]
) -> list[dict[str, Any]]:
    return [
        {
            **entry,
            "html_name": f"steps-{place}-{entry['name']}",
            "value": (value := step.get(entry["name"], "")),
            "gone": value if value and entry["kind"] == "choice" and value not in entry["codes"] else "",
            "error": wrong.get(f"steps.{place}.{entry['name']}", ""),
        }
        for entry in entries
    ]


def _entry(actor: Actor, entry: Entry) -> dict[str, Any]:
    offered = dict(entry.offered(actor)) if entry.kind == "choice" else {}
    return {
        "name": entry.name,
        "label": entry.label,
        "kind": entry.kind,
        "is_needed": entry.is_needed,
        "longest": entry.longest,
        "has_lines": entry.kind == "words" and entry.longest > LINES_FROM,
        "none": _("— choose —") if entry.is_needed else _("— as it is —"),
        "choices": list(offered.items()),
        "codes": frozenset(offered),
    }
