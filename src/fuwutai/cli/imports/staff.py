"""`fuwutai import staff FILE`: add the people of a table, each by herself, with a link to choose a password."""

from __future__ import annotations

import argparse
import json
import time
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, TextIO

from fuwutai.cli import setup_django
from fuwutai.cli.imports import runs
from fuwutai.cli.release import migrate_database
from fuwutai.cli.trouble import FOUND_WRONG, Misuse
from fuwutai.cli.words import words as _

if TYPE_CHECKING:
    from fuwutai.domain.accounts.commands import Added
    from fuwutai.domain.accounts.staff_file import PersonRow
    from fuwutai.domain.imports.staff import StaffFile
    from fuwutai.domain.imports.wording import Refusal
    from fuwutai.kernel.actors import Actor


@dataclass(slots=True)
class Report:
    """What became of the rows of a file. `already`: who is here under this user name and name, and stays as she is."""

    rows: int
    created: int = 0
    already: int = 0
    refusals: list[Refusal] = field(default_factory=list)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of `fuwutai import staff`."""
    runs.declare(parser)
    parser.set_defaults(act=run)


def run(args: argparse.Namespace) -> int:
    """Print what came of the import; return 1 if rows were refused. Raises: Misuse (file, names, no centre)."""
    with args.file.open("rb") as file:
        return _import(args, file)


def _import(args: argparse.Namespace, file: BinaryIO) -> int:
    if not runs.is_set_up(args.data):
        raise _nobody_here(args.data)
    setup_django(args.data)
    from fuwutai.domain.accounts.queries import staff_exists
    from fuwutai.domain.imports.staff import staff_file_in
    from fuwutai.kernel.errors import DomainError, Refused

    try:
        found = staff_file_in(file)
        if not args.dry_run:
            migrate_database(args.data)
        if not staff_exists():
            raise _nobody_here(args.data)
        actor = runs.actor_named(args.user)
        if not _may(actor):
            raise Refused
    except DomainError as problem:
        raise runs.misuse(problem) from problem
    stamp = time.strftime("%Y%m%d-%H%M%S", time.gmtime())
    with ExitStack() as until_the_end:
        links = None if args.dry_run else _Links(args.data, f"staff-links-{stamp}.csv", until_the_end)
        report = _gone_through(actor, found, links)
    rejects = None
    if args.dry_run:
        runs.tell_refusals(report.refusals, len(report.refusals))
    elif report.refusals:
        rejects = _write_rejects(args.data, f"staff-rejects-{stamp}.csv", found, report)
    _print(args, report, links_file=links.path if links else None, rejects_file=rejects)
    return FOUND_WRONG if report.refusals else 0


class _Links:
    """The table of links, begun with the first one: each is on the disk before the next person is added."""

    def __init__(self, data: Path, name: str, until_the_end: ExitStack) -> None:
        self._data, self._name, self._until_the_end = data, name, until_the_end
        self._table: TextIO | None = None
        self.path: Path | None = None

    def write(self, number: int, person: PersonRow, added: Added) -> None:
        """Write down the link of a person."""
        from django.urls import reverse
        from django.utils.http import urlencode

        from fuwutai.kernel.spreadsheets import csv_line

        if self._table is None:
            self.path = runs.private_file(self._data, self._name)
            self._table = self._until_the_end.enter_context(self.path.open("w", encoding="utf-8", newline=""))
            self._table.write(csv_line(["row", "name", "username", "path"]))
        path = f"{reverse('desk:sign_in_link')}?{urlencode({'key': added.secret})}"
        self._table.write(csv_line([str(number), person.display_name, person.username, path]))
        self._table.flush()


def _gone_through(actor: Actor, found: StaffFile, links: _Links | None) -> Report:
    """Add who is not here yet, row by row; what was added stays, whatever comes after it.

    Without `links` each row is tried and taken back by itself, so that nobody waits for the whole file.
    """
    from fuwutai.domain.accounts.staff_file import TAKEN, is_here, is_same
    from fuwutai.domain.imports.staff import refused_person
    from fuwutai.kernel.errors import Invalid

    report, reported = Report(len(found.rows)), time.monotonic()
    earlier: dict[str, PersonRow] = {}
    for row in found.rows:
        if time.monotonic() - reported > runs.REPORT_SECONDS:
            reported = time.monotonic()
            runs.say(_("%(done)s of %(rows)s rows") % {"done": row.number - 1, "rows": report.rows})
        if (person := row.person) is None:
            report.refusals.append(refused_person(row, None))
            continue
        before = earlier.get(person.username.lower())
        if is_here(person) or (before and is_same(before, person)):
            report.already += 1
            continue
        try:
            if before:
                raise Invalid(fields={"username": TAKEN})
            added = _added(actor, person, keep=links is not None)
        except Invalid as problem:
            report.refusals.append(refused_person(row, problem))
            continue
        report.created += 1
        earlier[person.username.lower()] = person
        if links:
            links.write(row.number, person, added)
    return report


def _added(actor: Actor, person: PersonRow, *, keep: bool) -> Added:
    """Add a person, and take her back where she is not to be kept. Raises: Invalid."""
    from django.db import transaction

    from fuwutai.domain.accounts.commands import add_from_row

    with transaction.atomic():
        added = add_from_row(actor=actor, row=person)
        if not keep:
            transaction.set_rollback(True)
        return added


def _may(actor: Actor) -> bool:
    from fuwutai.domain.accounts.policies import may_edit_staff

    return may_edit_staff(actor)


def _nobody_here(data: Path) -> Misuse:
    facts = {"path": data}
    return Misuse(_("Nobody can sign in at %(path)s yet. Set the centre up first: fuwutai up.") % facts)


def _write_rejects(data: Path, name: str, found: StaffFile, report: Report) -> Path:
    from fuwutai.domain.imports.wording import as_csv

    return runs.written(data, name, as_csv(report.refusals, found.columns))


def _print(args: argparse.Namespace, report: Report, *, links_file: Path | None, rejects_file: Path | None) -> None:
    figures = {
        "rows": report.rows, "created": report.created, "already": report.already, "rejected": len(report.refusals),
    }  # fmt: skip
    files = {name: str(path) if path else None for name, path in
             (("rejects_file", rejects_file), ("links_file", links_file))}  # fmt: skip
    if args.json:
        print(json.dumps(figures | files, ensure_ascii=False))
        return
    print(_("%(rows)s rows: %(created)s people added, %(already)s here already, %(rejected)s refused.") % figures)
    runs.tell_rejects(files["rejects_file"])
    if links_file:
        print(
            _("The links to choose a password stand in %(path)s. Hand each to its person, then delete the file.")
            % {"path": links_file}
        )
