"""A page of rows sorted into cases to come, rows known already, and rows refused; writes nothing."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import tzinfo

from django.utils import translation
from django.utils.translation import gettext as _

from fuwutai.domain.accounts.queries import centre, centre_zone, visible_teams
from fuwutai.domain.cases.vocabularies import LABELS
from fuwutai.domain.imports.drafts import Reader
from fuwutai.domain.imports.histories import Draft, Problem
from fuwutai.domain.imports.mapping import Mapping
from fuwutai.domain.imports.models import ImportedRow
from fuwutai.domain.imports.source import Row
from fuwutai.kernel import clock
from fuwutai.kernel.actors import Actor

PLATFORM = Actor.system("imports")
Known = Callable[[str, Sequence[str]], dict[str, str]]
DIFFERS = [Problem("differs", "external_id")]


@dataclass(frozen=True, slots=True, kw_only=True)
class RefusedRow:
    """A row that cannot be taken in, with its place in the file from 1."""

    row: int
    problems: list[Problem]
    original: Row


@dataclass(slots=True)
class Batch:
    """What is to be done with a page of rows."""

    fresh: list[tuple[int, Draft]] = field(default_factory=list)
    already: int = 0
    refused: list[RefusedRow] = field(default_factory=list)

    @property
    def flagged(self) -> int:
        """Return of how many cases to come some time is known by its day only."""
        return sum(draft.is_flagged for _row, draft in self.fresh)


def reader_for(mapping: Mapping, columns: Sequence[str]) -> Reader:
    """Return what reads the rows of a file for this centre. Cost: 1 statement."""
    here = centre()
    with translation.override(here.language if here else None):
        unnamed = _("Not named")
    teams = list(visible_teams(PLATFORM))
    by_name = {team.name: team.pk for team in teams} | {team.code: team.pk for team in teams}
    return Reader(mapping, columns, centre_zone(), clock.wall(), by_name, unnamed, LABELS)


def reader_for_nobody(mapping: Mapping, columns: Sequence[str], zone: tzinfo) -> Reader:
    """Return what reads the rows of a file where there is no centre yet."""
    return Reader(mapping, columns, zone, clock.wall(), {}, "?")


def sort_rows(rows: Sequence[Row], first: int, reader: Reader, known: Known) -> Batch:
    """Return what is to be done with rows; `first` is the place of the first one in the file.

    `known` gives the digests of rows that are here already, by their keys.
    """
    batch = Batch()
    read = [(first + place, row, reader.read(row)) for place, row in enumerate(rows)]
    seen = known(reader.mapping.source, [found.key for _n, _row, found in read if isinstance(found, Draft)])
    for number, row, found in read:
        if isinstance(found, Draft) and found.key not in seen:
            seen[found.key] = found.digest
            batch.fresh.append((number, found))
        elif isinstance(found, Draft) and seen[found.key] == found.digest:
            batch.already += 1
        else:
            problems = DIFFERS if isinstance(found, Draft) else found
            batch.refused.append(RefusedRow(row=number, problems=problems, original=row))
    return batch


def known_rows(source: str, keys: Sequence[str]) -> dict[str, str]:
    """Return the digests of rows of a system that are cases already, by their keys. Cost: 1 statement or none."""
    if not keys:
        return {}
    found = ImportedRow.objects.filter(source=source, key__in=keys)
    return dict(found.values_list("key", "digest"))
