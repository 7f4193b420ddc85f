"""Bring a data directory to this release: back up, migrate, collect static files; only what is needed."""

import hashlib
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from fuwutai import __version__
from fuwutai.cli.trouble import Trouble
from fuwutai.cli.words import words as _

if TYPE_CHECKING:
    from django.db.migrations.loader import MigrationLoader


def migrate_database(data: Path) -> bool:
    """Apply what is missing, after a backup where there is something to lose; return whether it was anything.

    Raises: Trouble when the database was written by a newer release.
    """
    from django.core.management import call_command
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    _refuse_newer(executor.loader)
    if not executor.migration_plan(executor.loader.graph.leaf_nodes()):
        return False
    if executor.loader.applied_migrations:
        _back_up(data)
    _progress(_("Bringing the database to release %(version)s …") % {"version": __version__})
    call_command("migrate", interactive=False, verbosity=0)
    return True


def _refuse_newer(loader: "MigrationLoader") -> None:
    known = set(loader.disk_migrations)
    for migration in loader.disk_migrations.values():
        known.update(migration.replaces)
    unknown = sorted(set(loader.applied_migrations) - known)
    if unknown:
        sentence = _(
            "This database was written by a newer release: %(version)s does not know %(migration)s. "
            "Start that release, or restore a backup made before it."
        )
        raise Trouble(sentence % {"migration": ".".join(unknown[0]), "version": __version__})


def _back_up(data: Path) -> None:
    from fuwutai.kernel import backup, clock
    from fuwutai.kernel.database_copy import DatabaseCopyError
    from fuwutai.kernel.sealed_archive import ArchiveError

    folder = data / "backups"
    folder.mkdir(mode=0o700, exist_ok=True)
    file = folder / f"before-{__version__}-{clock.now():%Y%m%d-%H%M%S}.age"
    _progress(_("Writing a backup to %(path)s first …") % {"path": file})
    try:
        backup.write_backup(file)
    except (ArchiveError, backup.BackupFailed, backup.BackupRefused, DatabaseCopyError) as problem:
        raise Trouble(
            _("The upgrade did not begin, because no backup could be made: %(why)s") % {"why": problem}
        ) from None


def collect_static(data: Path) -> bool:
    """Copy style sheets and scripts to where they are served from; return whether they had changed."""
    from django.core.management import call_command

    stamp = data / "static.stamp"
    wanted = _static_fingerprint()
    if stamp.is_file() and stamp.read_text() == wanted and (data / "static").is_dir():
        return False
    _progress(_("Preparing style sheets and scripts …"))
    call_command("collectstatic", interactive=False, verbosity=0)
    stamp.write_text(wanted)
    return True


def _static_fingerprint() -> str:
    from django.contrib.staticfiles.finders import get_finders

    facts = []
    for finder in get_finders():
        for path, storage in finder.list(["CVS", ".*", "*~"]):
            stat = Path(storage.path(path)).stat()
            facts.append(f"{path} {stat.st_size} {stat.st_mtime_ns}")
    return hashlib.sha256("\n".join([__version__, *sorted(facts)]).encode()).hexdigest()


def _progress(line: str) -> None:
    print(line, file=sys.stderr, flush=True)
