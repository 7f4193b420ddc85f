"""Which standard packs are shipped."""

import csv
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Literal

import msgspec
from django.utils.translation import get_language

from fuwutai.domain.automation.commands import ShippedRule
from fuwutai.domain.cases.commands import ShippedTerm
from fuwutai.domain.knowledge.choices import BOTH, EN, ZH
from fuwutai.domain.knowledge.commands import ShippedFolder, ShippedPhrase
from fuwutai.domain.standards.commands import ShippedClause

PACKS = Path(__file__).resolve().parent / "data"
SHELF = ("general", "service_centre", "after_sales", "telecom", "hotline")
"""The order in which the manuals of packs stand on the shelf."""


def pack_codes() -> tuple[str, ...]:
    """Return the codes of all shipped packs, sorted."""
    return tuple(sorted(path.parent.name for path in PACKS.glob("*/pack.toml")))


def pack_titles() -> dict[str, str]:
    """Return the title of each pack in the reader's language, by code."""
    language = "zh" if (get_language() or "").startswith("zh") else "en"
    return {code: _head(code)["title"][language] for code in pack_codes()}


@dataclass(frozen=True, slots=True, kw_only=True)
class ShippedManual:
    """A manual as a pack ships it, for `load_manual`."""

    code: str
    title: dict[str, str]
    headings: dict[str, dict[str, str]]
    clauses: tuple[ShippedClause, ...]
    position: int


def pack_manuals(code: str) -> list[ShippedManual]:
    """Return the manuals of a shipped pack with their clauses."""
    head = _head(code)
    headings = _read(code, "headings.toml") if head["manuals"] else {}
    return [
        ShippedManual(
            code=manual,
            title={language: headings[manual][language] for language in ("zh", "en")},
            headings=headings[manual].get("headings", {}),
            clauses=_clauses(code, manual),
            position=SHELF.index(code) * 10 + place,
        )
        for place, manual in enumerate(head["manuals"])
    ]


def pack_rules(code: str) -> list[dict[str, Any]]:
    """Return the rules of a shipped pack as its file says them: kind, clause, scope, value, and whose manual's it is.

    A rule is of the manual that its clause names, unless the file says another: a pack may borrow a clause.
    """
    rules: list[dict[str, Any]] = _read(code, "rules.toml").get("rules", [])
    manuals = _head(code)["manuals"]
    full = [{"clause": "", "scope": {}, **rule} for rule in rules]
    return [{"manual": _manual_of(rule["clause"], manuals), **rule} for rule in full]


def pack_decisions(code: str) -> list[dict[str, Any]]:
    """Return what a pack decides between its own figures: one, other (clause, kind, scope), choice, reasons."""
    decisions: list[dict[str, Any]] = _read(code, "rules.toml").get("decisions", [])
    return decisions


def pack_terms(code: str) -> list[ShippedTerm]:
    """Return the terms that a shipped pack brings for the lists by which cases are sorted; none where it has none."""
    if not (PACKS / code / "terms.toml").is_file():
        return []
    return [ShippedTerm(**term) for term in _read(code, "terms.toml")["terms"]]


def pack_case_fields(code: str, language: Literal["zh", "en"]) -> list[dict[str, Any]]:
    """Return the fields of cases that a shipped pack asks for, named in a language, for `save_case_field`."""
    if not (PACKS / code / "case_fields.toml").is_file():
        return []
    rows: list[dict[str, Any]] = _read(code, "case_fields.toml")["fields"]
    spoken = {f"{what}_{language}": what for what in ("name", "hint", "options")}
    plain = ("code", "kind", "types", "condition", "needed_at", "is_personal", "for_customer")
    return [
        {name: row[name] for name in plain if name in row} | {spoken[name]: row[name] for name in spoken if name in row}
        for row in rows
    ]


def packs_with_automation() -> list[str]:
    """Return the shipped packs that ask for rules of automation."""
    return [code for code in pack_codes() if (PACKS / code / "automation.toml").is_file()]


def automation_of(code: str, language: Literal["zh", "en"]) -> list[ShippedRule]:
    """Return the rules of automation that a shipped pack asks for, named in a language."""
    if not (PACKS / code / "automation.toml").is_file():
        return []
    rows: list[dict[str, Any]] = _read(code, "automation.toml")["rules"]
    return [
        ShippedRule(
            code=row["code"], pack=code, clause_code=row["clause"], name=row[f"name_{language}"],
            note=row[f"note_{language}"], trigger=row["trigger"], conditions=row["conditions"],
            steps=[_in_language(step, language) for step in row["steps"]], stops=row.get("stops", False),
            is_on=row["is_on"],
        )
        for row in rows
    ]  # fmt: skip


def packs_with_phrases() -> list[str]:
    """Return the shipped packs that bring standard phrases."""
    return [code for code in pack_codes() if (PACKS / code / "phrases.toml").is_file()]


def pack_phrase_folders(code: str, language: Literal["zh", "en"]) -> list[ShippedFolder]:
    """Return the folders of the standard phrases of a shipped pack, named in a language."""
    return [ShippedFolder(code=row["code"], name=row[f"name_{language}"]) for row in _phrases(code).get("folders", [])]


def pack_phrases(code: str) -> list[ShippedPhrase]:
    """Return the standard phrases of a shipped pack, each in either language."""
    return [
        ShippedPhrase(
            code=f"{row['code']}-{language}", folder=row["folder"], clause_code=row["clause"],
            title=row[f"title_{language}"], body=row[f"body_{language}"], language=language,
            shortcut=row.get(f"shortcut_{language}", ""), purpose=row.get("purpose", BOTH),
            types=tuple(row.get("types", ())),
        )
        for language in (ZH, EN)
        for row in _phrases(code).get("phrases", [])
    ]  # fmt: skip


def _phrases(code: str) -> dict[str, Any]:
    return _read(code, "phrases.toml") if (PACKS / code / "phrases.toml").is_file() else {}


def _in_language(step: dict[str, Any], language: str) -> dict[str, Any]:
    return {name: value[language] if isinstance(value, dict) else value for name, value in step.items()}


def _manual_of(clause: str, manuals: list[str]) -> str:
    named = clause.partition("-")[0]
    return named if named in manuals else (manuals[0] if manuals else "")


def _clauses(code: str, manual: str) -> tuple[ShippedClause, ...]:
    with (PACKS / code / f"{manual}.csv").open(encoding="utf-8", newline="") as file:
        return tuple(msgspec.convert(row, ShippedClause) for row in csv.DictReader(file))


@cache
def _head(code: str) -> dict[str, Any]:
    return _read(code, "pack.toml")


def _read(code: str, name: str) -> dict[str, Any]:
    return tomllib.loads((PACKS / code / name).read_text(encoding="utf-8"))
