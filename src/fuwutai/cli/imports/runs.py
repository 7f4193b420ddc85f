"""What the imports have in common: where and whose they are, page after page, and the refused rows beside the data."""

from __future__ import annotations

import gc
import os
import sys
import time
from collections.abc import Callable, Iterable
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from fuwutai.cli import setup_django_aside
from fuwutai.cli.children import leave_loaded_alone
from fuwutai.cli.trouble import FOUND_WRONG, Misuse
from fuwutai.cli.words import terminal_language
from fuwutai.cli.words import words as _

if TYPE_CHECKING:
    import argparse

    from fuwutai.domain.imports.wording import Refusal
    from fuwutai.kernel.actors import Actor

TIME_ZONE = "Asia/Shanghai"
TRIES_A_PAGE = 5
REPORT_SECONDS = 2.0
MOST_REST_SECONDS = 0.5
REFUSALS_SHOWN = 20


def declare(parser: argparse.ArgumentParser) -> None:
    """Declare what every import asks: the file, whether to write at all, and whose it is."""
    parser.add_argument("file", metavar="FILE", type=Path)
    parser.add_argument("--dry-run", action="store_true", help=_("write nothing, only count"))
    parser.add_argument("--as", dest="user", metavar="USER", help=_("whose import it is; default: the platform's own"))


def load_aside() -> None:
    """Load the program beside a data directory that is not there yet, and beside any database that is named."""
    os.environ.pop("FUWUTAI_DATABASE_URL", None)
    setup_django_aside()


def is_set_up(data: Path) -> bool:
    """Return whether there may be a database to look into."""
    keys = data / "keys" / "keyring.json"
    return keys.is_file() and ((data / "fuwutai.sqlite3").is_file() or bool(os.environ.get("FUWUTAI_DATABASE_URL")))


def has_centre() -> bool:
    """Return whether the database holds a centre, in tables that know imports."""
    from django.db import connection

    from fuwutai.domain.accounts.queries import centre

    tables = connection.introspection.table_names()
    return {"accounts_centre", "imports_importedrow"} <= set(tables) and centre() is not None


def prepare_centre(data: Path, *, time_zone: str = "", calendar: str = "", pack: str = "") -> None:
    """Set up a centre where there is none. Raises: Invalid, Conflict."""
    from fuwutai.domain.imports import commands

    made = commands.prepare_centre(
        actor=platform(),
        name=_("Service centre"),
        team_name=_("First team"),
        language=terminal_language(),
        time_zone=time_zone or TIME_ZONE,
        calendar=calendar,
        pack=pack,
    )
    if made:
        say(_("A new centre was set up in %(path)s.") % {"path": data})


def empty_database_aside() -> None:
    """Give this process an empty database for itself, where nobody is known yet; it is gone when the process ends."""
    from django.core.management import call_command

    call_command("migrate", interactive=False, verbosity=0)


def actor_named(user: str | None) -> Actor:
    """Return who imports. Raises: Misuse for somebody unknown."""
    if user is None:
        return platform()
    from fuwutai.domain.accounts.queries import actor_for, staff_id_named

    staff_id = staff_id_named(user)
    actor = actor_for(staff_id) if staff_id else None
    if actor is None:
        raise Misuse(_("Nobody signs in here as %(user)s.") % {"user": user})
    return actor


def platform() -> Actor:
    """Return the platform, whose import it is where nobody is named."""
    from fuwutai.kernel.actors import Actor

    return Actor.system("imports")


def finish(args: argparse.Namespace, actor: Actor, run_id: int, kind: str, *, progress: str, again: str,
           tell: Callable[..., None]) -> int:
    """Take in all of an import, write what was refused beside the data, tell the result and return the exit code.

    `progress`: as for `work`. `again`: what to do where it was stopped. `tell`: prints the counts of the import.
    """
    from fuwutai.domain.imports.choices import DONE

    done = work(actor, run_id, args.data, kind, progress)
    rejects = write_rejects(actor, args.data, run_id, kind) if done.rejected else None
    if done.state != DONE:
        say(again)
    tell(args, done, run=run_id, rejects_file=str(rejects) if rejects else None)
    return FOUND_WRONG if done.rejected or done.state != DONE else 0


def finish_dry(
    args: argparse.Namespace, counts: Any, refusals: Iterable[Refusal], tell: Callable[..., None]
) -> int:
    """Tell what an import would take in and what it would refuse, and return the exit code."""
    tell_refusals(refusals, counts.rejected)
    tell(args, counts, run=None, rejects_file=None)
    return FOUND_WRONG if counts.rejected else 0


def work(actor: Actor, run_id: int, data: Path, kind: str, progress: str) -> Any:
    """Take in page after page, and return the import; a page that met another writer is tried again.

    `progress`: the sentence said meanwhile, of `done`, `rows` and `rate`.
    """
    from django.db import IntegrityError, OperationalError

    from fuwutai.domain.imports.commands import work_on_run
    from fuwutai.domain.imports.queries import visible_run

    leave_loaded_alone()
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
            run = visible_run(actor, run_id, kind)
            say(progress % {"done": run.position, "rows": run.rows, "rate": round(run.created / (now - started))})
        if more:
            _let_others_write(data, now - began)
    return visible_run(actor, run_id, kind)


def _let_others_write(data: Path, seconds: float) -> None:
    """Rest as long as the page took, where people work beside: SQLite gives its one write lock to who asks first."""
    from django.db import connection

    if connection.vendor == "sqlite" and (data / "up.json").exists():
        time.sleep(min(seconds, MOST_REST_SECONDS))


def write_rejects(actor: Actor, data: Path, run_id: int, kind: str) -> Path:
    """Write the refused rows of an import beside the data, after noting who takes them, and return where."""
    from fuwutai.domain.imports.commands import export_rejects
    from fuwutai.domain.imports.queries import refusals_as_csv

    export_rejects(actor=actor, run_id=run_id)
    return written(data, f"rejects-{run_id}.csv", refusals_as_csv(actor, run_id, kind))


def written(data: Path, name: str, lines: Iterable[str]) -> Path:
    """Write a table beside the data, readable by its owner only and whole or not at all, and return where."""
    part = private_file(data, f"{name}.part")
    with part.open("w", encoding="utf-8", newline="") as table:
        table.writelines(lines)
    return part.replace(part.with_suffix(""))


def private_file(data: Path, name: str) -> Path:
    """Make an empty file beside the data, in a folder, both their owner's only, and return where."""
    folder = data / "imports"
    folder.mkdir(mode=0o700, exist_ok=True)
    path = folder / name
    path.touch(mode=0o600)
    return path


def tell_refusals(refusals: Iterable[Refusal], rejected: int) -> None:
    """Say of the first refused rows what is wrong with them."""
    for one in islice(refusals, REFUSALS_SHOWN):
        say(_("Row %(row)s: %(code)s. %(message)s") % {"row": one.row, "code": one.code, "message": one.message})
    if rejected > REFUSALS_SHOWN:
        say(_("… and %(count)s rows more.") % {"count": rejected - REFUSALS_SHOWN})


def tell_rejects(path: str | None) -> None:
    """Say where the refused rows stand."""
    if path:
        print(_("The refused rows stand in %(path)s.") % {"path": path})


def misuse(problem: Any) -> Misuse:
    """Return a refusal of the domain as one sentence."""
    details = "; ".join(f"{name}: {text}" for name, text in problem.fields.items() if str(text) != str(problem.message))
    return Misuse(f"{problem.message}" + (f" ({details})" if details else ""))


def say(text: str) -> None:
    """Tell the person at the terminal how it goes; results alone go to stdout."""
    print(text, file=sys.stderr, flush=True)
