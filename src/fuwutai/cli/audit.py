"""`fuwutai audit verify`: prove that journal and access log are what was written."""

import argparse
import json
import sys
from typing import Any

from fuwutai.cli import setup_django
from fuwutai.cli.trouble import FOUND_WRONG, Trouble
from fuwutai.cli.words import words as _


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of `fuwutai audit`."""
    actions = parser.add_subparsers(dest="action", required=True, metavar="ACTION")
    actions.add_parser("verify", help=_("compare every sealed row with its seal; changes nothing"))


def run(args: argparse.Namespace) -> int:
    """Print what the check found; exit code 1 if the chain is broken."""
    setup_django(args.data)
    from fuwutai.kernel import chain
    from fuwutai.kernel.keyring import KeyRingError

    try:
        found = chain.verify()
    except (chain.ChainError, KeyRingError) as error:
        raise Trouble(str(error)) from error
    if args.json:
        print(json.dumps(found.as_dict()))
    else:
        print(_("%(rows)s rows, %(sealed)s sealed, %(unsealed)s waiting for their seal.") % found.as_dict())
        print(_sentence(found.as_dict()["first_broken"]))
    if found.sealed and not chain.head_is_noted():
        warning = _("The file audit.head is missing, so a cut end cannot be noticed. Restore it from a backup.")
        print(warning, file=sys.stderr)
    return FOUND_WRONG if found.first_broken else 0


def _sentence(broken: dict[str, Any] | None) -> str:
    if broken is None:
        return _("Nothing was changed, removed or swapped.")
    reasons = {
        "changed": _("Broken: row %(seq)s of %(table)s was changed after it was written."),
        "missing": _("Broken: row %(seq)s of %(table)s was removed."),
        "reordered": _("Broken: row %(seq)s of %(table)s stands in another row's place."),
        "tail_cut": _("Broken: from row %(seq)s on, the end of %(table)s was cut off."),
    }
    return reasons[broken["why"]] % broken
