"""`fuwutai restore FILE`: put a backup in the place of what is in the data directory."""

import argparse
import json
import shutil
import sys
from pathlib import Path

from fuwutai.cli import setup_django
from fuwutai.cli.passphrase import VARIABLE, asked_passphrase, given_passphrase
from fuwutai.cli.preflight import check_directory, claim_directory
from fuwutai.cli.trouble import Misuse, Trouble
from fuwutai.cli.words import words as _


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of `fuwutai restore`."""
    parser.add_argument("file", metavar="FILE", type=Path, help=_("the backup"))
    parser.add_argument("--force", action="store_true", help=_("move what is here aside and replace it"))
    parser.add_argument(
        "--passphrase-file",
        metavar="PATH",
        type=Path,
        help=_("file whose first line is the passphrase; else %(variable)s, else the terminal asks")
        % {"variable": VARIABLE},
    )
    parser.add_argument(
        "--key-file",
        metavar="PATH",
        type=Path,
        help=_("the key file that locked the backup (default DIR/keys/backup.key)"),
    )


def run(args: argparse.Namespace) -> int:
    """Restore and say what; exit code 2 if refused, 3 where tools are missing: then nothing has changed."""
    check_directory(args.data)
    with claim_directory(args.data):  # a running Fuwutai holds it
        _load(args.data)
        from fuwutai.kernel import backup, database_copy, sealed_archive

        try:
            passphrase = _passphrase(args) if sealed_archive.wants_passphrase(args.file) else None
            lock = sealed_archive.Lock(passphrase, args.key_file or backup.backup_key_file())
            done = backup.restore_backup(args.file, lock, force=args.force, say=_say)
        except (backup.BackupRefused, sealed_archive.ArchiveError) as error:
            raise Misuse(str(error)) from error
        except database_copy.DatabaseCopyError as error:
            raise Trouble(str(error)) from error
    facts = {
        "members": done.members,
        "version": done.version,
        "aside": done.aside,
        "schema_aside": done.schema_aside,
    }
    for place in filter(None, (done.aside, done.schema_aside)):
        _say(_("What was here before now stands in %(place)s.") % {"place": place})
    print(json.dumps(facts, ensure_ascii=False) if args.json else _("Restored from release %(version)s.") % facts)
    return 0


def _load(data: Path) -> None:
    """Load the settings, but take away the keys that they make in a directory without any."""
    keys = data / "keys"
    is_new = not keys.exists()
    setup_django(data)
    if is_new:
        shutil.rmtree(keys)


def _passphrase(args: argparse.Namespace) -> str | None:
    return given_passphrase(args.passphrase_file) or asked_passphrase(_("Passphrase of the backup"))


def _say(text: str) -> None:
    print(text, file=sys.stderr)
