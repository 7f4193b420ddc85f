"""Every read of imports, and the looks at a file that write nothing."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import tzinfo
from typing import BinaryIO

from django.db.models import QuerySet

from fuwutai.domain.imports.batch import Batch, RefusedRow, known_rows, reader_for, reader_for_nobody, sort_rows
from fuwutai.domain.imports.choices import CASES
from fuwutai.domain.imports.histories import Draft, Problem
from fuwutai.domain.imports.mapping import Mapping, check_columns, guessed_mapping, mapping_from, plain_mapping
from fuwutai.domain.imports.models import ImportRun
from fuwutai.domain.imports.pages import paged, sha256_of
from fuwutai.domain.imports.policies import may_import
from fuwutai.domain.imports.source import IN_A_REQUEST, beginning_of, columns_of, open_source, readable
from fuwutai.domain.imports.wording import Refusal, as_csv, refusal, row_of
from fuwutai.kernel.actors import Actor
from fuwutai.kernel.errors import Invalid, NotFound, Refused
from fuwutai.kernel.models import OutboxRow
from fuwutai.kernel.paging import Page, page

ROWS_SHOWN = 10


@dataclass(slots=True)
class Counts:
    """What an import does, or would do."""

    rows: int = 0
    created: int = 0
    already: int = 0
    rejected: int = 0
    flagged: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class PreviewLine:
    """One row as it would come in, or why it would not."""

    row: int
    draft: Draft | None
    refusal: Refusal | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """A file as it would be read. `problem` says what is to be mended in the mapping before any row can be read."""

    columns: tuple[str, ...]
    mapping: Mapping
    lines: tuple[PreviewLine, ...]
    problem: Invalid | None


def visible_runs(actor: Actor, kind: str = CASES) -> QuerySet[ImportRun]:
    """Return the imports of a kind that an actor may see, the newest first."""
    runs = ImportRun.objects.filter(kind=kind) if may_import(actor, kind) else ImportRun.objects.none()
    return runs.order_by("-id").select_related("by")


def visible_run(actor: Actor, run_id: int, kind: str = CASES) -> ImportRun:
    """Return one import of a kind. Raises: NotFound."""
    run = visible_runs(actor, kind).filter(pk=run_id).first()
    if run is None:
        raise NotFound
    return run


def run_of_file(actor: Actor, file: BinaryIO, mapping: Mapping | None = None) -> ImportRun | None:
    """Return the last import of this very file, by this mapping where one is given; None if there is none.

    Cost: 1 statement.
    """
    runs = visible_runs(actor).filter(sha256=sha256_of(file))
    return next((run for run in runs if mapping is None or mapping_from(run.mapping) == mapping), None)


def refusals(actor: Actor, run_id: int, limit: int | None = None, kind: str = CASES) -> Iterator[Refusal]:
    """Yield the refused rows of an import in their order, in the reader's language. Raises: NotFound.

    Whoever shows more than their codes calls `export_rejects` first. Cost: 2 statements.
    """
    run = visible_run(actor, run_id, kind)
    mapping = mapping_from(run.mapping, kind)
    for one in run.rejects.order_by("row")[:limit].iterator():
        problems = [Problem(*found) for found in one.problems]
        yield refusal(one.row, problems, row_of(one.original), mapping, run.columns)


def refusals_as_csv(actor: Actor, run_id: int, kind: str = CASES) -> Iterator[str]:
    """Yield the lines of a table of the refused rows: row, code, message, the columns. Raises: NotFound."""
    return as_csv(refusals(actor, run_id, kind=kind), visible_run(actor, run_id, kind).columns)


def preview(actor: Actor, file: BinaryIO, mapping: Mapping | None = None) -> Preview:
    """Return the first rows of a file as they would come in; without a mapping its columns suggest one.

    Raises: Refused, Invalid for a file that cannot be read. Cost: 2 statements.
    """
    if not may_import(actor):
        raise Refused
    with readable():
        columns, rows = beginning_of(file, ROWS_SHOWN, IN_A_REQUEST)
    mapping = mapping or guessed_mapping(columns)
    try:
        check_columns(mapping, columns)
    except Invalid as problem:
        return Preview(columns=tuple(columns), mapping=mapping, lines=(), problem=problem)
    batch = sort_rows(rows, 1, reader_for(mapping, columns), known_rows)
    lines = [PreviewLine(row=row, draft=draft, refusal=None) for row, draft in batch.fresh]
    lines += [
        PreviewLine(row=one.row, draft=None, refusal=refusal(one.row, one.problems, one.original, mapping, columns))
        for one in batch.refused
    ]
    lines.sort(key=lambda line: line.row)
    return Preview(columns=tuple(columns), mapping=mapping, lines=tuple(lines), problem=None)


def check_file(file: BinaryIO, mapping: Mapping | None = None) -> None:
    """Check that a file can be read and has the columns that a mapping speaks of; asks no database. Raises: Invalid."""
    with readable():
        columns = columns_of(file)
        check_columns(mapping or plain_mapping(columns), columns)


def dry_run(
    actor: Actor, file: BinaryIO, mapping: Mapping | None = None, *, zone_of_new_centre: tzinfo | None = None
) -> tuple[Counts, Iterator[Refusal]]:
    """Return what an import would do, and the rows it would refuse; nothing is written.

    `zone_of_new_centre`: there is no database yet. Raises: Refused, Invalid. Cost: 1 statement a page.
    """
    if not may_import(actor):
        raise Refused
    with readable():
        columns = columns_of(file)
        mapping = mapping or plain_mapping(columns)
        check_columns(mapping, columns)
        new = zone_of_new_centre
        reader = reader_for_nobody(mapping, columns, new) if new else reader_for(mapping, columns)
        known = _Memory(look_up=new is None)
        counts, refused = Counts(), list[RefusedRow]()
        for page in paged(open_source(file, columns)):
            batch = sort_rows(page, counts.rows + 1, reader, known)
            known.remember(batch)
            _add(counts, len(page), batch)
            refused += batch.refused
    return counts, (refusal(one.row, one.problems, one.original, mapping, columns) for one in refused)


class _Memory:
    """What is here already, and what this very file has brought before."""

    def __init__(self, *, look_up: bool) -> None:
        self._look_up = look_up
        self._seen: dict[str, str] = {}

    def __call__(self, source: str, keys: Sequence[str]) -> dict[str, str]:
        stored = known_rows(source, keys) if self._look_up else {}
        return stored | {key: self._seen[key] for key in keys if key in self._seen}

    def remember(self, batch: Batch) -> None:
        """Note what a page has brought."""
        self._seen |= {draft.key: draft.digest for _row, draft in batch.fresh}


def _add(counts: Counts, rows: int, batch: Batch) -> None:
    counts.rows += rows
    counts.created += len(batch.fresh)
    counts.already += batch.already
    counts.rejected += len(batch.refused)
    counts.flagged += batch.flagged


# What screens ask beyond that: pages of the list, the beginning of a file in figures, reasons without values.

MOST_SAMPLED = 1_000
MOST_VALUES_ASKED = 20
RUNS_A_PAGE = 25


@dataclass(slots=True)
class ProblemCount:
    """How many rows have the same thing wrong with them; `row` and `message` are those of the first one."""

    code: str
    row: int
    message: str
    rows: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """What the beginning of a file would do. `unknown`: by field the values that mean nothing here."""

    counts: Counts
    problems: tuple[ProblemCount, ...]
    unknown: dict[str, tuple[str, ...]]


def run_page(actor: Actor, cursor: str | None, kind: str = CASES) -> Page[ImportRun]:
    """Return one page of the imports, the newest first. Raises: Invalid for a damaged cursor. Cost: 1 statement."""
    return page(visible_runs(actor, kind), ("-id",), cursor, RUNS_A_PAGE)


def refusal_reasons(
    actor: Actor, run_id: int, limit: int, kind: str = CASES
) -> list[tuple[int, list[tuple[str, str]]]]:
    """Return the first refused rows: their places, and the codes of what is wrong with the columns concerned.

    Holds no value of the rows, so showing it needs no note in the access log. Raises: NotFound. Cost: 2 statements.
    """
    run = visible_run(actor, run_id, kind)
    mapping = mapping_from(run.mapping, kind)
    found = run.rejects.order_by("row").values_list("row", "problems")[:limit]
    return [(row, [(one.code, mapping.column_of(one.field)) for one in problems_of(noted)]) for row, noted in found]


def is_stuck(run: ImportRun) -> bool:
    """Return whether the worker has given up on an import, so that a person must look. Cost: 1 statement."""
    waiting = (OutboxRow.READY, OutboxRow.RUNNING, OutboxRow.PARKED)
    rows = OutboxRow.objects.filter(state__in=waiting, name="imports.work", payload={"run_id": run.pk})
    return set(rows.values_list("state", flat=True)) == {OutboxRow.PARKED}


def sample(actor: Actor, file: BinaryIO, mapping: Mapping) -> Sample:
    """Return in figures what the first MOST_SAMPLED rows of a file would do; nothing is written.

    Raises: Refused, Invalid. Cost: 2 statements.
    """
    if not may_import(actor):
        raise Refused
    with readable():
        columns, rows = beginning_of(file, MOST_SAMPLED, IN_A_REQUEST)
        check_columns(mapping, columns)
    batch = sort_rows(rows, 1, reader_for(mapping, columns), known_rows)
    counts, problems, unknown = Counts(), dict[tuple[str, str], ProblemCount](), dict[str, dict[str, None]]()
    _add(counts, len(rows), batch)
    for one in batch.refused:
        first = Problem(*one.problems[0])
        told = refusal(one.row, one.problems[:1], one.original, mapping, columns)
        counted = problems.setdefault(first, ProblemCount(first.code, one.row, told.message))
        counted.rows += 1
        cells = {} if isinstance(one.original, str) else dict(zip(columns, one.original, strict=False))
        for problem in one.problems:
            value = cells.get(mapping.columns.get(problem.field, ""), "").strip()
            values = unknown.setdefault(problem.field, {}) if problem.code == "unknown_value" and value else None
            if values is not None and len(values) < MOST_VALUES_ASKED:
                values[value] = None
    return Sample(
        counts=counts,
        problems=tuple(sorted(problems.values(), key=lambda one: -one.rows)),
        unknown={name: tuple(values) for name, values in unknown.items()},
    )


def problems_of(noted: list[list[str]]) -> list[Problem]:
    """Return the problems of a refused row as they are stored beside it."""
    return [Problem(*found) for found in noted]
