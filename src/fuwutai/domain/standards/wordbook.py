"""All approved wordings at hand, read once for all who ask, and what each clause says at a moment."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from django.db.models import Count, Max, QuerySet
from django.utils.translation import get_language

from fuwutai.domain.standards.choices import APPROVED
from fuwutai.domain.standards.models import Clause
from fuwutai.kernel.memo import Memo

Parts = tuple[tuple[int, int, str], ...]
Turn = tuple[datetime, datetime, int]
Place = tuple[int, str, int, Parts]


@dataclass(frozen=True, slots=True, kw_only=True)
class Wording:
    """What a clause says, by the version that brought this wording."""

    code: str
    manual_code: str
    section: str
    position: int
    kind: str
    area: str
    texts: Mapping[str, str]
    numbers: str
    version_id: int
    version_number: int
    effective_from: datetime | None
    is_removed: bool

    @property
    def text(self) -> str:
        """Return the words in the reader's language."""
        return in_language(self.texts)

    @property
    def chapter(self) -> str:
        """Return the number of its chapter: "7" for section "7.1.2"."""
        return self.section.partition(".")[0]


def in_language(texts: Mapping[str, str]) -> str:
    """Return the text in the reader's language, the other one where it is missing."""
    first, second = ("zh", "en") if (get_language() or "zh").startswith("zh") else ("en", "zh")
    return texts.get(first) or texts.get(second) or ""


@lru_cache(maxsize=4096)
def natural(code: str) -> Parts:
    """Return a key that sorts codes and section numbers as people count: “S4-6.1-9” before “S4-6.1-10”."""
    parts = re.findall(r"\d+|\D+", code)
    return tuple((0, int(part), "") if part.isdecimal() else (1, 0, part) for part in parts)


@dataclass(frozen=True, slots=True)
class Placed:
    """A wording with its place among all clauses of the shelf."""

    wording: Wording
    place: Place


def said_at(at: datetime) -> dict[str, Placed]:
    """Return clause → the wording that counts at a moment, also one that says it is gone.

    Cost: 1 statement a second at most in a process, 2 after a change elsewhere.
    """
    return {one.wording.code: one for since, one in _rows.get() if since <= at}


def forget_wordings() -> None:
    """Read the wordings anew at the next question; called after a version was approved, or is no longer."""
    global _last
    _last = None
    _rows.forget()


def placed(row: Clause) -> Placed:
    """Return a row as people read it; manual and version are at hand."""
    version, manual = row.version, row.manual
    wording = Wording(
        code=row.code,
        manual_code=manual.code,
        section=row.section,
        position=row.position,
        kind=row.kind,
        area=row.area,
        texts=row.text,
        numbers=row.numbers,
        version_id=row.version_id,
        version_number=version.number,
        effective_from=version.effective_from if version.state == APPROVED else None,
        is_removed=row.is_removed,
    )
    return Placed(wording, (manual.position, manual.code, row.position, natural(row.code)))


def turn(effective_from: datetime | None, approved_at: datetime | None, created_at: datetime, number: int) -> Turn:
    """Return when a version takes its turn: of two with the same moment, the one approved later lies on top."""
    return effective_from or created_at, approved_at or created_at, number


_Stamp = tuple[int, int, datetime | None]
"""What is never the same after a version was approved or its approval taken back: how many wordings are approved, the
latest of them, and when the last of their versions was approved."""

_last: tuple[_Stamp, list[tuple[datetime, Placed]]] | None = None


def _read() -> list[tuple[datetime, Placed]]:
    """Return each approved wording with since when it counts, after those it takes the place of."""
    global _last
    known = _last
    if known is not None and known[0] == _stamp():
        return known[1]
    rows = list(_approved().select_related("manual", "version"))
    approvals = [row.version.approved_at for row in rows if row.version.approved_at is not None]
    stamp = len(rows), max((row.pk for row in rows), default=0), max(approvals, default=None)
    rows.sort(key=_turn_of)
    found = [(row.version.effective_from, placed(row)) for row in rows if row.version.effective_from is not None]
    _last = stamp, found
    return found


def _stamp() -> _Stamp:
    found = _approved().aggregate(wordings=Count("pk"), last=Max("pk"), approved=Max("version__approved_at"))
    return found["wordings"], found["last"] or 0, found["approved"]


def _approved() -> QuerySet[Clause]:
    return Clause.objects.filter(version__state=APPROVED)


def _turn_of(row: Clause) -> Turn:
    version = row.version
    return turn(version.effective_from, version.approved_at, version.created_at, version.number)


_rows = Memo(_read)
