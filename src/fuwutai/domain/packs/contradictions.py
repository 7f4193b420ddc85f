"""Where the shipped manuals are known to contradict themselves or each other."""

import tomllib
from collections.abc import Mapping
from functools import cache
from typing import Any

import msgspec

from fuwutai.domain.packs.queries import PACKS
from fuwutai.domain.standards.manuals import in_language


class Contradiction(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A known contradiction in our own words. What a centre decides about it is kept under `id`.

    `figures`: pairs of its clauses whose rules disagree. `choice` is what we suggest, "" where only the centre can
    know, and `keeps` the clause that we would keep. `bullet`: which remark of the reading of the manuals it is from.
    """

    id: str
    bullet: str
    clauses: tuple[str, ...]
    title_zh: str
    title_en: str
    why_zh: str
    why_en: str
    advice_zh: str
    advice_en: str
    figures: tuple[tuple[str, str], ...] = ()
    choice: str = ""
    keeps: str = ""

    @property
    def title(self) -> str:
        """Return what it is about, in the reader's language."""
        return in_language(self._said("title"))

    @property
    def why(self) -> str:
        """Return what contradicts what, in the reader's language."""
        return in_language(self._said("why"))

    @property
    def advice(self) -> str:
        """Return what we suggest, in the reader's language."""
        return in_language(self._said("advice"))

    @property
    def manuals(self) -> frozenset[str]:
        """Return the codes of the manuals that take part."""
        return frozenset(clause.partition("-")[0] for clause in self.clauses)

    def _said(self, what: str) -> Mapping[str, str]:
        return {language: getattr(self, f"{what}_{language}") for language in ("zh", "en")}


@cache
def known_contradictions() -> tuple[Contradiction, ...]:
    """Return every known contradiction, in the order of the manuals."""
    file: Any = tomllib.loads((PACKS / "contradictions.toml").read_text(encoding="utf-8"))
    return tuple(msgspec.convert(file["contradictions"], list[Contradiction]))


def known_contradiction(topic: str) -> Contradiction | None:
    """Return the contradiction of this id, or None."""
    return next((one for one in known_contradictions() if one.id == topic), None)
