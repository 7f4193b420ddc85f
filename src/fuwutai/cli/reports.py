"""`fuwutai reports …`: the figures of reports, counted again from the journal alone."""

import argparse
import json
import sys

from fuwutai.cli import setup_django
from fuwutai.cli.trouble import FOUND_WRONG
from fuwutai.cli.words import words as _


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of `fuwutai reports`."""
    actions = parser.add_subparsers(dest="action", required=True, metavar="ACTION")
    recount = actions.add_parser("recount", help=_("count every figure anew from the journal, and compare"))
    recount.add_argument("--check", action="store_true", help=_("compare only; puts nothing right"))


def run(args: argparse.Namespace) -> int:
    """Print how many cases counted otherwise and how many sums were wrong; with --check return 1 if any is."""
    setup_django(args.data)
    from fuwutai.domain.analytics.recount import Progress, recounted, wrong_sums
    from fuwutai.domain.cases.queries import case_numbers

    done = Progress()
    for done in recounted(check=args.check):
        print(_("%(cases)s cases counted …") % {"cases": done.cases}, file=sys.stderr)
    wrong = wrong_sums(check=args.check)
    found = {
        "cases": done.cases,
        "different": done.different,
        "first": case_numbers([done.first])[done.first] if done.first else None,
        "sums": len(wrong),
        "first_sum": " ".join(map(str, wrong[0])) if wrong else None,
    }
    print(json.dumps(found, ensure_ascii=False) if args.json else _sentence(found, check=args.check))
    return FOUND_WRONG if args.check and (done.different or wrong) else 0


def _sentence(found: dict[str, object], *, check: bool) -> str:
    if not found["different"] and not found["sums"]:
        return _("The figures of %(cases)s cases are what the journal says.") % found
    told = _(
        "%(different)s of %(cases)s cases counted otherwise (the first: %(first)s), and %(sums)s sums were wrong (the "
        "first: %(first_sum)s)."
    ) % {name: "–" if value is None else value for name, value in found.items()}
    return told if check else told + " " + _("All of them now say what the journal says.")
