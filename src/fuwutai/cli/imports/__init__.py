"""`fuwutai import cases|customers|staff FILE`: take in what another system or a table holds."""

import argparse

from fuwutai.cli.imports import cases, customers, staff
from fuwutai.cli.words import words as _


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of `fuwutai import`."""
    actions = parser.add_subparsers(dest="action", required=True, metavar="ACTION")
    offered = {
        "cases": (cases, _("take in cases from CSV, JSON lines or XLSX, packed by gzip or not")),
        "customers": (customers, _("take in customers from such a file; whom we know is filled in, never overwritten")),
        "staff": (staff, _("add the people of such a file, each with a link to choose a password")),
    }
    for name, (module, summary) in offered.items():
        module.add_arguments(actions.add_parser(name, help=summary))


def run(args: argparse.Namespace) -> int:
    """Print what came of the import; return 1 if rows were refused. Raises: Misuse (file, mapping, names)."""
    code: int = args.act(args)
    return code
