"""Where the passphrase of a backup comes from: a file, the environment, or the terminal."""

import getpass
import os
import sys
from pathlib import Path

from fuwutai.cli.trouble import Misuse
from fuwutai.cli.words import words as _

VARIABLE = "FUWUTAI_BACKUP_PASSPHRASE"


def given_passphrase(file: Path | None) -> str | None:
    """Return the first line of the file, else the variable's value, else None. Raises: Misuse."""
    if file is None:
        return os.environ.get(VARIABLE) or None
    try:
        passphrase = file.read_text(encoding="utf-8").partition("\n")[0].rstrip("\r")
    except (OSError, UnicodeDecodeError):
        raise Misuse(_("The passphrase file %(path)s cannot be read as UTF-8 text.") % {"path": file}) from None
    if not passphrase:
        raise Misuse(_("The first line of the passphrase file %(path)s is empty.") % {"path": file})
    return passphrase


def asked_passphrase(question: str) -> str | None:
    """Ask at the terminal; None without a terminal or without an answer."""
    if not sys.stdin.isatty():
        return None
    return getpass.getpass(f"{question}: ", stream=sys.stderr) or None
