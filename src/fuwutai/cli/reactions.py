"""`fuwutai reactions`: who reacts to what, and when."""

import argparse
import json

from fuwutai.cli import setup_django_aside


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Take nothing beyond the common options."""


def run(args: argparse.Namespace) -> int:
    """Print one line for each reaction, sorted by event."""
    setup_django_aside()
    from fuwutai.kernel.reactions import all_reactions

    rows = [
        {"event": one.event_code, "when": one.when, "reaction": one.name, "external": one.external}
        for one in all_reactions()
    ]
    if args.json:
        print(json.dumps(rows))
        return 0
    wide = max((len(str(row["event"])) for row in rows), default=0)
    for row in rows:
        outside = "  external" if row["external"] else ""
        print(f"{row['event']:<{wide}}  {row['when']:<14}  {row['reaction']}{outside}")
    return 0
