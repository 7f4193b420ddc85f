"""Which standard packs are shipped."""

import tomllib
from functools import cache
from pathlib import Path
from typing import Any

from django.utils.translation import get_language

PACKS = Path(__file__).resolve().parent / "data"


def pack_codes() -> tuple[str, ...]:
    """Return the codes of all shipped packs, sorted."""
    return tuple(sorted(path.parent.name for path in PACKS.glob("*/pack.toml")))


def pack_titles() -> dict[str, str]:
    """Return the title of each pack in the reader's language, by code."""
    language = "zh" if (get_language() or "").startswith("zh") else "en"
    return {code: _head(code)["title"][language] for code in pack_codes()}


def pack_rules(code: str) -> list[dict[str, Any]]:
    """Return the rules of a shipped pack as its file says them: kind, clause, scope, value."""
    rules: list[dict[str, Any]] = _read(code, "rules.toml")["rules"]
    return [{"clause": "", "scope": {}, **rule} for rule in rules]


@cache
def _head(code: str) -> dict[str, Any]:
    return _read(code, "pack.toml")


def _read(code: str, name: str) -> dict[str, Any]:
    return tomllib.loads((PACKS / code / name).read_text(encoding="utf-8"))
