"""`fuwutai keys`: show the keys of the encrypted fields, and move everything to a new one."""

import argparse
import json
import sys
from typing import Any

from fuwutai.cli import setup_django
from fuwutai.cli.trouble import FOUND_WRONG, Trouble
from fuwutai.cli.words import words as _

ALGORITHMS = {"aes": "AES-256-GCM", "sm4": "SM4-GCM"}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of `fuwutai keys`."""
    actions = parser.add_subparsers(dest="action", required=True, metavar="ACTION")
    actions.add_parser("list", help=_("show the keys, oldest first"), add_help=True)
    rotate = actions.add_parser("rotate", help=_("add a key and encrypt everything with it, while people work"))
    rotate.add_argument("--algorithm", choices=sorted(ALGORITHMS), default="aes", help=_("default: aes (AES-256-GCM)"))
    rotate.add_argument("--resume", action="store_true", help=_("add no key, only finish what was interrupted"))


def run(args: argparse.Namespace) -> int:
    """Print the keys or the result of the rotation; exit code 1 if values remain under old keys."""
    setup_django(args.data)
    from fuwutai.kernel.keyring import KeyRingError

    try:
        return _list(args) if args.action == "list" else _rotate(args)
    except KeyRingError as error:
        raise Trouble(str(error)) from error


def _list(args: argparse.Namespace) -> int:
    from fuwutai.kernel import keyring

    active = keyring.ring().active
    keys: list[dict[str, Any]] = [
        {"id": key.id, "algorithm": key.algorithm, "made_on": key.made_on, "active": key == active}
        for key in keyring.ring().data_keys
    ]
    if args.json:
        print(json.dumps({"keys": keys}))
    else:
        for key in keys:
            mark = _("active") if key["active"] else ""
            print(f"{key['id']}  {key['algorithm']:<11}  {key['made_on']}  {mark}".rstrip())
    return 0


def _rotate(args: argparse.Namespace) -> int:
    from django.db import connection

    from fuwutai.kernel import keyring, rotation

    connection.ensure_connection()  # a key is not worth adding while the database cannot be reached
    key = keyring.ring().active if args.resume else keyring.ring().rotate(ALGORITHMS[args.algorithm])
    _say(_("Encrypting with key %(key)s. If interrupted, go on with: fuwutai keys rotate --resume") % {"key": key.id})
    done = rotation.reencrypt(report=lambda place, moved: _say(f"{place}: +{moved}"))
    facts = {"key": key.id, "algorithm": key.algorithm, "moved": done.moved, "remaining": done.remaining}
    if args.json:
        print(json.dumps({**facts, "unreadable": done.unreadable}))
    else:
        print(_("%(moved)s values encrypted with key %(key)s, %(remaining)s remain under old keys.") % facts)
    for place in done.unreadable:
        _say(_("%(place)s cannot be decrypted; restore it from a backup.") % {"place": place})
    return FOUND_WRONG if done.remaining else 0


def _say(text: str) -> None:
    print(text, file=sys.stderr)
