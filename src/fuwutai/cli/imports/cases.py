"""`fuwutai import cases FILE`: take in the cases of another system, also into an empty data directory."""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO
from zoneinfo import ZoneInfo

from fuwutai.cli import setup_django, setup_django_aside
from fuwutai.cli.imports import runs
from fuwutai.cli.preflight import check_directory
from fuwutai.cli.release import migrate_database
from fuwutai.cli.trouble import Misuse
from fuwutai.cli.words import words as _

if TYPE_CHECKING:
    from fuwutai.domain.imports.mapping import Mapping
    from fuwutai.kernel.actors import Actor

COUNTS = ("rows", "created", "already", "rejected")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of `fuwutai import cases`."""
    runs.declare(parser)
    parser.add_argument("--map", metavar="MAP.toml", help=_("what the columns mean; `hotline` is shipped"))
    parser.add_argument("--resume", action="store_true", help=_("go on with the last import of this file"))
    parser.add_argument("--calendar", metavar="CODE", default="", help=_("calendar of a new centre (default cn)"))
    parser.add_argument("--pack", metavar="CODE", default="", help=_("standard pack of a new centre"))
    parser.set_defaults(act=run)


def run(args: argparse.Namespace) -> int:
    """Print what came of the import; return 1 if rows were refused. Raises: Misuse (file, mapping, names)."""
    with args.file.open("rb") as file:
        return _dry_run(args, file) if args.dry_run else _import(args, file)


def _import(args: argparse.Namespace, file: BinaryIO) -> int:
    check_directory(args.data)
    setup_django(args.data)
    from fuwutai.domain.imports.choices import CASES
    from fuwutai.domain.imports.commands import start_run
    from fuwutai.domain.imports.pages import read_file
    from fuwutai.domain.imports.queries import check_file
    from fuwutai.kernel.errors import DomainError

    try:
        mapping = _mapping(args.map)
        check_file(file, mapping)
        migrate_database(args.data)
        actor = runs.actor_named(args.user)
        zone = mapping.times.time_zone if mapping else ""
        runs.prepare_centre(args.data, time_zone=zone, calendar=args.calendar, pack=args.pack)
        going_on = _earlier(actor, file, mapping) if args.resume else None
        run_id = going_on or start_run(
            actor=actor, file=read_file(file, beside=args.data), file_name=args.file.name, mapping=mapping
        ).pk
    except DomainError as problem:
        raise runs.misuse(problem) from problem
    return runs.finish(
        args, actor, run_id, CASES, tell=_print,
        progress=_("%(done)s of %(rows)s rows, %(rate)s cases a second"),
        again=_("The import was stopped. Go on with: fuwutai import cases FILE --resume"),
    )  # fmt: skip


def _dry_run(args: argparse.Namespace, file: BinaryIO) -> int:
    new = not runs.is_set_up(args.data)
    if new:
        setup_django_aside()
    else:
        setup_django(args.data)
    from fuwutai.domain.imports.queries import dry_run
    from fuwutai.kernel.errors import DomainError

    try:
        mapping = _mapping(args.map)
        new = new or not runs.has_centre()
        zone = ZoneInfo(mapping.times.time_zone if mapping and mapping.times.time_zone else runs.TIME_ZONE)
        actor = runs.platform() if new else runs.actor_named(args.user)
        counts, refusals = dry_run(actor, file, mapping, zone_of_new_centre=zone if new else None)
    except DomainError as problem:
        raise runs.misuse(problem) from problem
    return runs.finish_dry(args, counts, refusals, _print)


def _mapping(name: str | None) -> Mapping | None:
    """Return the mapping of a file, else the shipped one of this name. Raises: Misuse, Invalid."""
    if name is None:
        return None
    from fuwutai.domain.imports.mapping import mapping_in, shipped_mapping, shipped_maps

    if Path(name).is_file():
        try:
            return mapping_in(Path(name).read_text(encoding="utf-8-sig"))
        except UnicodeDecodeError as problem:
            raise Misuse(_("%(file)s is no text in UTF-8.") % {"file": name}) from problem
    if (mapping := shipped_mapping(name)) is None:
        facts = {"name": name, "names": ", ".join(shipped_maps())}
        raise Misuse(_("There is no mapping %(name)s: neither a file nor one that is shipped (%(names)s).") % facts)
    return mapping


def _earlier(actor: Actor, file: BinaryIO, mapping: Mapping | None) -> int | None:
    """Return the last import of this very file by this mapping, ready to go on."""
    from fuwutai.domain.imports.commands import resume_run
    from fuwutai.domain.imports.queries import run_of_file

    run = run_of_file(actor, file, mapping)
    if run is None:
        return None
    if run.state in ("stopped", "failed"):
        resume_run(actor=actor, run_id=run.pk)
    return run.pk


def _print(args: argparse.Namespace, counts: Any, *, run: int | None, rejects_file: str | None) -> None:
    figures = {name: getattr(counts, name) for name in COUNTS}
    if args.json:
        result = {"run": run, **figures, "rejects_file": rejects_file, "flagged": counts.flagged}
        print(json.dumps(result, ensure_ascii=False))
        return
    print(
        _("%(rows)s rows: %(created)s cases taken in, %(already)s known already, %(rejected)s refused.") % figures
    )
    if counts.flagged:
        print(_("Of %(count)s cases some time is known by its day only.") % {"count": counts.flagged})
    runs.tell_rejects(rejects_file)
