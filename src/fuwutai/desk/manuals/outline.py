"""A manual as it is read: chapters, sections, clauses."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from fuwutai.desk.manuals.changes import HTML_LANGUAGES, numbers_of, reading_order
from fuwutai.desk.manuals.narrowing import Narrowing
from fuwutai.desk.manuals.standing import badge_of, place_of
from fuwutai.domain.standards.choices import AREAS, CLAUSE_KINDS
from fuwutai.domain.standards.manuals import ManualView, Wording

Row = dict[str, Any]


def row_of(wording: Wording, narrowing: Narrowing, states: Mapping[str, str], served: Sequence[Row] = ()) -> Row:
    """Return a clause as a page shows it."""
    state = states.get(wording.code)
    return {
        "wording": wording,
        "text": narrowing.marked(wording.text),
        "other": _other(wording, narrowing),
        "kind": CLAUSE_KINDS.get(wording.kind, wording.kind),
        "area": AREAS.get(wording.area, wording.area),
        "numbers": numbers_of(wording),
        "anchor": f"c-{wording.code}",
        "state_place": place_of(wording.code),
        "state": badge_of(state) if state else None,
        "served": served,
    }


def chapters(manual: ManualView, rows: Iterable[Row]) -> list[dict[str, Any]]:
    """Return the clauses by chapter and section, each with its title where the manual gives one."""
    found: dict[str, dict[str, Any]] = {}
    for row in rows:
        number, section = row["wording"].chapter, row["wording"].section
        chapter = found.setdefault(number, _part(manual, number) | {"sections": {}, "count": 0})
        chapter["count"] += 1
        chapter["sections"].setdefault(section, _section(manual, section) | {"rows": []})["rows"].append(row)
    return [chapter | {"sections": list(chapter["sections"].values())} for chapter in found.values()]


def _other(wording: Wording, narrowing: Narrowing) -> dict[str, Any] | None:
    """Return the words in the other language where only they hold what is looked for."""
    shown = f"{wording.code} {wording.text} {wording.numbers}".casefold()
    if all(word in shown for word in narrowing.q.casefold().split()):
        return None
    language = reading_order()[1]
    text = wording.texts.get(language, "")
    return {"lang": HTML_LANGUAGES[language], "text": narrowing.marked(text)} if text else None


def _part(manual: ManualView, number: str) -> dict[str, Any]:
    return {"number": number, "title": manual.heading(number), "anchor": f"s-{number}"}


def _section(manual: ManualView, section: str) -> dict[str, Any]:
    """Return a section; of a third level (7.1.2) with the title of the second above it (7.1)."""
    parts = section.split(".")
    above = ".".join(parts[:-1])
    return _part(manual, section) | {
        "is_chapter": len(parts) == 1,
        "above": {"number": above, "title": manual.heading(above)} if len(parts) > 2 else None,
    }
