"""`fuwutai import customers FILE`: take in customers from a table, also into an empty data directory."""

from __future__ import annotations

import argparse
import json
from typing import Any, BinaryIO

from fuwutai.cli import setup_django
from fuwutai.cli.imports import runs
from fuwutai.cli.preflight import check_directory
from fuwutai.cli.release import migrate_database
from fuwutai.cli.words import words as _


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of `fuwutai import customers`."""
    runs.declare(parser)
    parser.set_defaults(act=run)


def run(args: argparse.Namespace) -> int:
    """Print what came of the import; return 1 if rows were refused. Raises: Misuse (file, names)."""
    with args.file.open("rb") as file:
        return _dry_run(args, file) if args.dry_run else _import(args, file)


def _import(args: argparse.Namespace, file: BinaryIO) -> int:
    check_directory(args.data)
    setup_django(args.data)
    from fuwutai.domain.imports.choices import CUSTOMERS
    from fuwutai.domain.imports.commands import start_run
    from fuwutai.domain.imports.pages import read_file
    from fuwutai.domain.imports.people import check_customer_file
    from fuwutai.kernel.errors import DomainError

    try:
        check_customer_file(file)
        migrate_database(args.data)
        actor = runs.actor_named(args.user)
        runs.prepare_centre(args.data)
        read = read_file(file, beside=args.data)
        run_id = start_run(actor=actor, file=read, file_name=args.file.name, kind=CUSTOMERS).pk
    except DomainError as problem:
        raise runs.misuse(problem) from problem
    return runs.finish(
        args, actor, run_id, CUSTOMERS, tell=_print,
        progress=_("%(done)s of %(rows)s rows, %(rate)s customers a second"),
        again=_("The import was stopped. Give the same command again: whom we know is not taken in twice."),
    )  # fmt: skip


def _dry_run(args: argparse.Namespace, file: BinaryIO) -> int:
    new = not runs.is_set_up(args.data)
    if new:
        runs.load_aside()
    else:
        setup_django(args.data)
    from fuwutai.domain.imports.people import check_customer_file, dry_run_customers
    from fuwutai.kernel.errors import DomainError

    try:
        check_customer_file(file)
        if new:
            runs.empty_database_aside()
        actor = runs.platform() if new else runs.actor_named(args.user)
        counts, refusals = dry_run_customers(actor, file)
    except DomainError as problem:
        raise runs.misuse(problem) from problem
    return runs.finish_dry(args, counts, refusals, _print)


def _print(args: argparse.Namespace, counts: Any, *, run: int | None, rejects_file: str | None) -> None:
    figures = {
        "rows": counts.rows, "created": counts.created, "updated": counts.flagged, "already": counts.already,
        "rejected": counts.rejected,
    }  # fmt: skip
    if args.json:
        print(json.dumps({"run": run, **figures, "rejects_file": rejects_file}, ensure_ascii=False))
        return
    print(
        _(
            "%(rows)s rows: %(created)s customers taken in, %(already)s known already, %(updated)s of them filled in, "
            "%(rejected)s refused."
        )
        % figures
    )
    runs.tell_rejects(rejects_file)
