"""`fuwutai search …`: the index by which words in cases are found."""

import argparse
import json
import sys
import time

from fuwutai.cli import setup_django
from fuwutai.cli.words import words as _


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of `fuwutai search`."""
    actions = parser.add_subparsers(dest="action", required=True, metavar="ACTION")
    rebuild = actions.add_parser("rebuild", help=_("index the words of all cases anew, while people work"))
    rebuild.add_argument(
        "--afresh", action="store_true", help=_("begin with the newest case, also where an earlier run was stopped")
    )


def run(args: argparse.Namespace) -> int:
    """Index all cases anew and print how many; who is stopped goes on the next time. Returns 0."""
    setup_django(args.data)
    from fuwutai.domain.cases.finding.word_index import rebuild_words
    from fuwutai.domain.cases.queries import count_cases

    began, total, before, done = time.monotonic(), count_cases(), None, 0
    for done in rebuild_words(afresh=args.afresh):
        if before is None:
            before = done
            if done:
                print(_("Going on after %(done)s cases.") % {"done": done}, file=sys.stderr)
            continue
        print(_("%(done)s of %(total)s cases") % {"done": done, "total": max(total, done)}, file=sys.stderr)
    seconds = round(time.monotonic() - began, 1)
    found = {"cases": done, "indexed": done - (before or 0), "seconds": seconds}
    said = _("The words of %(cases)s cases can be found. %(indexed)s were indexed in %(seconds)s seconds.") % found
    print(json.dumps(found) if args.json else said)
    return 0
