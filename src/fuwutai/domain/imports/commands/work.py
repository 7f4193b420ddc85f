"""Take in the rows of an import, a page in a transaction."""

from collections.abc import Sequence

from fuwutai.domain.cases.commands import import_histories
from fuwutai.domain.customers.commands import Person, recognise_customers, take_in_customers
from fuwutai.domain.customers.files import CREATED, FILLED_IN
from fuwutai.domain.imports import people
from fuwutai.domain.imports.batch import PLATFORM, Batch, RefusedRow, known_rows, reader_for, sort_rows
from fuwutai.domain.imports.choices import CUSTOMERS, RUNNING, WAITING
from fuwutai.domain.imports.commands.runs import finish, promise_work, run_to_change
from fuwutai.domain.imports.histories import history_of
from fuwutai.domain.imports.mapping import mapping_from
from fuwutai.domain.imports.models import ImportedRow, ImportRun, Reject
from fuwutai.domain.imports.pages import unpacked
from fuwutai.domain.imports.wording import original_of
from fuwutai.kernel import bulk
from fuwutai.kernel.actors import Actor
from fuwutai.kernel.command import command

COUNTS = ("state", "position", "created", "already", "rejected", "flagged", "finished_at")


@command(most_events=50_000)
def work_on_run(*, actor: Actor, run_id: int) -> bool:
    """Take in the next page of an import, and return whether there is more to do; nothing when it does not run.

    Cases, what is known of their rows, refused rows and the position are one transaction: broken off at any moment, the
    page was done or was not. Emits: what the cases and customers emit, ImportFinished. Raises: Refused, NotFound.
    """
    run = run_to_change(actor, run_id)
    if run.state not in (WAITING, RUNNING):
        return False
    run.state = RUNNING
    page = run.pages.order_by("number").first()
    if page is not None and run.kind == CUSTOMERS:
        _take_in_people(run, people.sort_rows(unpacked(page.data), run.position + 1, people.reader_of(run)))
    elif page is not None:
        reader = reader_for(mapping_from(run.mapping), run.columns)
        batch = sort_rows(unpacked(page.data), run.position + 1, reader, known_rows)
        _take_in(run, batch, reader.mapping.source)
    if page is not None:
        run.position += page.rows
        page.delete()
    more = run.position < run.rows
    if not more:
        finish(run)
    run.save(update_fields=COUNTS)
    if more and run.options.get("in_background"):
        promise_work(run)
    return more


def _take_in(run: ImportRun, batch: Batch, source: str) -> None:
    drafts = [draft for _row, draft in batch.fresh]
    persons = [Person(at=draft.opened.at, **draft.person) for draft in drafts]
    customers = recognise_customers(actor=PLATFORM, people=persons)
    histories = [history_of(draft, *customer) for draft, customer in zip(drafts, customers, strict=True)]
    case_ids = import_histories(actor=PLATFORM, histories=histories)
    bulk.insert(
        [
            ImportedRow(source=source, key=draft.key, digest=draft.digest, case_id=case_id, run_id=run.pk)
            for draft, case_id in zip(drafts, case_ids, strict=True)
        ]
    )
    run.created += len(case_ids)
    run.already += batch.already
    run.flagged += batch.flagged
    _refuse(run, batch.refused)


def _take_in_people(run: ImportRun, batch: people.People) -> None:
    """Take in customers; `already` counts those who were known, `flagged` those of them to whom a row added."""
    outcomes = take_in_customers(actor=PLATFORM, rows=batch.fresh, staff_id=run.by_id)
    run.created += outcomes.count(CREATED)
    run.already += len(outcomes) - outcomes.count(CREATED)
    run.flagged += outcomes.count(FILLED_IN)
    _refuse(run, batch.refused)


def _refuse(run: ImportRun, refused: Sequence[RefusedRow]) -> None:
    bulk.insert(
        [
            Reject(run_id=run.pk, row=one.row, problems=one.problems, original=original_of(one.original))
            for one in refused
        ]
    )
    run.rejected += len(refused)
