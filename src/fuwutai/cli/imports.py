"""`fuwutai import cases FILE`: take in the cases of another system, also into an empty data directory."""

from __future__ import annotations

import argparse
import gc
import json
import os
import sys
import time
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO
from zoneinfo import ZoneInfo

from fuwutai.cli import setup_django, setup_django_aside
from fuwutai.cli.preflight import check_directory
from fuwutai.cli.release import migrate_database
from fuwutai.cli.trouble import FOUND_WRONG, Misuse
from fuwutai.cli.words import terminal_language
from fuwutai.cli.words import words as _

if TYPE_CHECKING:
    from fuwutai.domain.imports.mapping import Mapping
    from fuwutai.kernel.actors import Actor

TIME_ZONE = "Asia/Shanghai"
TRIES_A_PAGE = 5
REPORT_SECONDS = 2.0
MOST_REST_SECONDS = 0.5
REFUSALS_SHOWN = 20
COUNTS = ("rows", "created", "already", "rejected")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of `fuwutai import`."""
    actions = parser.add_subparsers(dest="action", required=True, metavar="ACTION")
    cases = actions.add_parser("cases", help=_("take in cases from CSV, JSON lines or XLSX, packed by gzip or not"))
    cases.add_argument("file", metavar="FILE", type=Path)
    cases.add_argument("--map", metavar="MAP.toml", help=_("what the columns mean; `hotline` is shipped"))
    cases.add_argument("--dry-run", action="store_true", help=_("write nothing, only count"))
    cases.add_argument("--resume", action="store_true", help=_("go on with the last import of this file"))
    cases.add_argument("--as", dest="user", metavar="USER", help=_("whose import it is; default: the platform's own"))
    cases.add_argument("--calendar", metavar="CODE", default="", help=_("calendar of a new centre (default cn)"))
    cases.add_argument("--pack", metavar="CODE", default="", help=_("standard pack of a new centre"))


def run(args: argparse.Namespace) -> int:
    """Print what came of the import; return 1 if rows were refused. Raises: Misuse (file, mapping, names)."""
    with args.file.open("rb") as file:
        return _dry_run(args, file) if args.dry_run else _import(args, file)


def _import(args: argparse.Namespace, file: BinaryIO) -> int:
    check_directory(args.data)
    setup_django(args.data)
    from fuwutai.domain.imports.commands import start_run
    from fuwutai.domain.imports.queries import check_file, visible_run
    from fuwutai.kernel.errors import DomainError

    try:
        mapping = _mapping(args.map)
        check_file(file, mapping)
        migrate_database(args.data)
        actor = _actor(args.user)
        _prepare_centre(args, mapping)
        going_on = _earlier(actor, file, mapping) if args.resume else None
        run_id = going_on or start_run(actor=actor, file=file, file_name=args.file.name, mapping=mapping).pk
    except DomainError as problem:
        raise _misuse(problem) from problem
    _work(actor, run_id, args.data)
    done = visible_run(actor, run_id)
    rejects = _write_rejects(actor, args.data, run_id) if done.rejected else None
    if done.state != "done":
        _say(_("The import was stopped. Go on with: fuwutai import cases FILE --resume"))
    _print(args, done, run=run_id, rejects_file=str(rejects) if rejects else None)
    return FOUND_WRONG if done.rejected or done.state != "done" else 0


def _dry_run(args: argparse.Namespace, file: BinaryIO) -> int:
    new = not _is_set_up(args.data)
    if new:
        setup_django_aside()
    else:
        setup_django(args.data)
    from fuwutai.domain.imports.queries import dry_run
    from fuwutai.kernel.errors import DomainError

    try:
        mapping = _mapping(args.map)
        new = new or not _has_centre()
        zone = ZoneInfo(mapping.times.time_zone if mapping and mapping.times.time_zone else TIME_ZONE)
        actor = _platform() if new else _actor(args.user)
        counts, refusals = dry_run(actor, file, mapping, zone_of_new_centre=zone if new else None)
    except DomainError as problem:
        raise _misuse(problem) from problem
    for one in islice(refusals, REFUSALS_SHOWN):
        _say(_("Row %(row)s: %(code)s. %(message)s") % {"row": one.row, "code": one.code, "message": one.message})
    if counts.rejected > REFUSALS_SHOWN:
        _say(_("… and %(count)s rows more.") % {"count": counts.rejected - REFUSALS_SHOWN})
    _print(args, counts, run=None, rejects_file=None)
    return FOUND_WRONG if counts.rejected else 0


def _work(actor: Actor, run_id: int, data: Path) -> None:
    """Take in page after page; a page that met another writer is tried again."""
    from django.db import IntegrityError, OperationalError

    from fuwutai.domain.imports.commands import work_on_run
    from fuwutai.domain.imports.queries import visible_run

    gc.freeze()
    gc.set_threshold(100_000, 50, 50)  # a page makes some ten thousand small things and no circles: look seldom
    started = reported = time.monotonic()
    tries, more = 0, True
    while more:
        began = time.monotonic()
        try:
            more, tries = work_on_run(actor=actor, run_id=run_id), 0
        except (IntegrityError, OperationalError):
            tries += 1
            if tries == TRIES_A_PAGE:
                raise
            time.sleep(0.2 * tries)
        now = time.monotonic()
        if now - reported > REPORT_SECONDS:
            reported = now
            run = visible_run(actor, run_id)
            facts = {"done": run.position, "rows": run.rows, "rate": round(run.created / (now - started))}
            _say(_("%(done)s of %(rows)s rows, %(rate)s cases a second") % facts)
        if more:
            _let_others_write(data, now - began)


def _let_others_write(data: Path, seconds: float) -> None:
    """Rest as long as the page took, where people work beside: SQLite gives its one write lock to who asks first."""
    from django.db import connection

    if connection.vendor == "sqlite" and (data / "up.json").exists():
        time.sleep(min(seconds, MOST_REST_SECONDS))


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


def _actor(user: str | None) -> Actor:
    """Return who imports. Raises: Misuse for somebody unknown."""
    if user is None:
        return _platform()
    from fuwutai.domain.accounts.queries import actor_for, staff_id_named

    staff_id = staff_id_named(user)
    actor = actor_for(staff_id) if staff_id else None
    if actor is None:
        raise Misuse(_("Nobody signs in here as %(user)s.") % {"user": user})
    return actor


def _platform() -> Actor:
    from fuwutai.kernel.actors import Actor

    return Actor.system("imports")


def _prepare_centre(args: argparse.Namespace, mapping: Mapping | None) -> None:
    from fuwutai.domain.imports.commands import prepare_centre

    made = prepare_centre(
        actor=_platform(),
        name=_("Service centre"),
        team_name=_("First team"),
        language=terminal_language(),
        time_zone=(mapping.times.time_zone if mapping else "") or TIME_ZONE,
        calendar=args.calendar,
        pack=args.pack,
    )
    if made:
        _say(_("A new centre was set up in %(path)s.") % {"path": args.data})


def _is_set_up(data: Path) -> bool:
    """Return whether there may be a database to look into."""
    keys = data / "keys" / "keyring.json"
    return keys.is_file() and ((data / "fuwutai.sqlite3").is_file() or bool(os.environ.get("FUWUTAI_DATABASE_URL")))


def _has_centre() -> bool:
    from django.db import connection

    from fuwutai.domain.accounts.queries import centre

    tables = connection.introspection.table_names()
    return {"accounts_centre", "imports_importedrow"} <= set(tables) and centre() is not None


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


def _write_rejects(actor: Actor, data: Path, run_id: int) -> Path:
    """Write the refused rows of an import beside the data, readable by their owner only, and return where."""
    from fuwutai.domain.imports.commands import export_rejects
    from fuwutai.domain.imports.queries import refusals_as_csv

    export_rejects(actor=actor, run_id=run_id)
    folder = data / "imports"
    folder.mkdir(mode=0o700, exist_ok=True)
    path = folder / f"rejects-{run_id}.csv"
    part = path.with_suffix(".part")
    part.touch(mode=0o600)
    with part.open("w", encoding="utf-8", newline="") as lines:
        lines.writelines(refusals_as_csv(actor, run_id))
    return part.replace(path)


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
    if rejects_file:
        print(_("The refused rows stand in %(path)s.") % {"path": rejects_file})


def _misuse(problem: Any) -> Misuse:
    details = "; ".join(f"{name}: {text}" for name, text in problem.fields.items() if str(text) != str(problem.message))
    return Misuse(f"{problem.message}" + (f" ({details})" if details else ""))


def _say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)
