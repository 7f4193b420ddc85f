"""Which standard packs are shipped."""

import csv
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import msgspec
from django.utils.translation import get_language

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
