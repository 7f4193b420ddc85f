"""`fuwutai backup FILE`: database, files and keys in one encrypted, checked file."""

import argparse
import json
import sys
from pathlib import Path

from fuwutai.cli import setup_django
from fuwutai.cli.passphrase import VARIABLE, asked_passphrase, given_passphrase
from fuwutai.cli.trouble import FOUND_WRONG, Misuse, Trouble
from fuwutai.cli.words import words as _


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of `fuwutai backup`."""
    parser.add_argument("file", metavar="FILE", type=Path, help=_("the new file; it must not exist yet"))
    parser.add_argument(
        "--passphrase-file",
        metavar="PATH",
        type=Path,
        help=_("file whose first line is the passphrase; else %(variable)s, else the terminal asks")
        % {"variable": VARIABLE},
    )


def run(args: argparse.Namespace) -> int:
    """Write and check the backup; without any passphrase a key file under DIR/keys locks it.

    Exit code 1 if the check failed, 2 for a bad name, 3 where tools are missing.
    """
    passphrase = given_passphrase(args.passphrase_file) or _new_passphrase()
    setup_django(args.data)
    from fuwutai.kernel import backup, database_copy, sealed_archive

    try:
        written = backup.write_backup(args.file, passphrase=passphrase, say=_say)
    except (backup.BackupRefused, sealed_archive.ArchiveError) as error:
        raise Misuse(str(error)) from error
    except database_copy.DatabaseCopyError as error:
        raise Trouble(str(error)) from error
    except backup.BackupFailed as error:
        _say(str(error))
        return FOUND_WRONG
    facts = {"file": str(written.file), "bytes": written.bytes, "database": written.database}
    facts |= {"members": written.members, "lock": written.lock}
    if written.lock == "key":
        facts["key_file"] = str(backup.backup_key_file())
        _say(_("Locked by the key file %(key_file)s. Keep a copy elsewhere: without it the backup stays shut.") % facts)
    print(json.dumps(facts, ensure_ascii=False) if args.json else written.file)
    return 0


def _new_passphrase() -> str | None:
    passphrase = asked_passphrase(_("Passphrase (empty: lock with the key file)"))
    if passphrase is not None and asked_passphrase(_("The passphrase again")) != passphrase:
        raise Misuse(_("The two passphrases differ. Nothing was written."))
    return passphrase


def _say(text: str) -> None:
    print(text, file=sys.stderr)
