"""`fuwutai migrate`: bring the database to this release without starting anything."""

import argparse
import sys

from fuwutai.cli import setup_django
from fuwutai.cli.preflight import check_directory
from fuwutai.cli.release import collect_static, migrate_database
from fuwutai.cli.words import words as _


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Take nothing beyond the common options."""


def run(args: argparse.Namespace) -> int:
    """Back up, migrate and collect static files where needed."""
    check_directory(args.data)
    setup_django()
    changed = migrate_database(args.data)
    collect_static(args.data)
    done = _("The database is now at this release.") if changed else _("The database was already at this release.")
    print(done, file=sys.stderr)
    return 0
