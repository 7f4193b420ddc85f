"""`fuwutai check`: say whether this installation is well, and with --deploy every weakness that strangers could use."""

import argparse
import json
from typing import Any

from fuwutai.cli import setup_django
from fuwutai.cli.trouble import FOUND_WRONG
from fuwutai.cli.words import words as _


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of `fuwutai check`."""
    parser.add_argument(
        "--deploy", action="store_true", help=_("name every weakness before strangers can reach this installation")
    )


def run(args: argparse.Namespace) -> int:
    """Print what was found; exit code 1 if anything is weak or does not work."""
    setup_django(args.data)
    from fuwutai.cli import weaknesses

    found = [*weaknesses.out_of_order(), *(weaknesses.before_strangers_come() if args.deploy else [])]
    is_weak = any(one.level == weaknesses.WEAK for one in found)
    if args.json:
        print(json.dumps({"ok": not is_weak, "found": [one._asdict() for one in found]}, ensure_ascii=False))
    else:
        for line in _lines(found):
            print(line)
    return FOUND_WRONG if is_weak else 0


def _lines(found: list[Any]) -> list[str]:
    words = {"weak": _("WEAK"), "look": _("LOOK")}
    lines = [f"{words[one.level]}  {one.code}: {one.what}\n      {one.do}" for one in found]
    weak = sum(one.level == "weak" for one in found)
    return [*lines, _("%(weak)s to mend, %(look)s to look at.") % {"weak": weak, "look": len(found) - weak}]
