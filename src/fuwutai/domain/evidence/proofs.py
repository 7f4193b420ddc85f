"""Which clauses are proved by tests: what the last full run of the tests left in the package."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

import msgspec

import fuwutai

FILE = Path(fuwutai.__file__).parent / "proofs.json"
PASSED, FAILED, SKIPPED = "passed", "failed", "skipped"


class Proof(msgspec.Struct, frozen=True):
    """A test that proves something of a clause, and how it went: passed, failed or skipped."""

    test: str
    result: str


class _File(msgspec.Struct, frozen=True):
    commit: str = ""
    written: datetime | None = None
    proofs: dict[str, tuple[Proof, ...]] = msgspec.field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Proofs:
    """The proofs by clause, with the commit that was tested and when; nothing where the tests have never been run."""

    commit: str = ""
    written: datetime | None = None
    by_clause: Mapping[str, tuple[Proof, ...]] = field(default_factory=dict)

    def of(self, clause: str) -> tuple[Proof, ...]:
        """Return the tests of a clause."""
        return self.by_clause.get(clause, ())

    def proves(self, clause: str) -> bool:
        """Return whether a clause is proved: one of its tests passed and none failed."""
        results = {proof.result for proof in self.of(clause)}
        return PASSED in results and FAILED not in results


_last: tuple[float, Proofs] | None = None


def proofs() -> Proofs:
    """Return what the tests proved; the file is read anew only when it changed."""
    global _last
    try:
        changed = FILE.stat().st_mtime
    except FileNotFoundError:
        return Proofs()
    if _last is None or _last[0] != changed:
        said = msgspec.json.decode(FILE.read_bytes(), type=_File)
        _last = changed, Proofs(commit=said.commit, written=said.written, by_clause=said.proofs)
    return _last[1]
