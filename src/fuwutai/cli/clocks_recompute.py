"""`fuwutai clocks recompute`: count every clock anew from the journal and compare, or store what it says."""

import argparse
import json
import sys
from dataclasses import asdict

from fuwutai.cli import setup_django
from fuwutai.cli.trouble import FOUND_WRONG
from fuwutai.cli.words import words as _


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of `fuwutai clocks recompute`."""
    parser.add_argument("--check", action="store_true", help=_("compare only; changes nothing"))


def run(args: argparse.Namespace) -> int:
    """Print how many clocks differ and the first of them; with --check return 1 if one does."""
    setup_django(args.data)
    from fuwutai.domain.sla.commands import restore_clocks
    from fuwutai.domain.sla.recompute import recomputed
    from fuwutai.kernel import clock
    from fuwutai.kernel.actors import Actor

    found: dict[str, object] = {"cases": 0, "clocks": 0, "different": 0, "first": None}
    cases = clocks = different = 0
    for batch in recomputed(clock.now()):
        cases, clocks = cases + batch.cases, clocks + batch.clocks
        wrong = {(one.case_id, one.clock) for one in batch.differences}
        if wrong and not different:
            first = asdict(batch.differences[0])
            found["first"] = {key: first[key] for key in ("case", "clock", "field", "stored", "recomputed")}
        different += len(wrong)
        if wrong and not args.check:
            restore_clocks(actor=Actor.system("clocks"), case_ids=sorted(batch.wrong))
        print(_("%(cases)s cases counted …") % {"cases": cases}, file=sys.stderr)
    found |= {"cases": cases, "clocks": clocks, "different": different}
    print(json.dumps(found, ensure_ascii=False) if args.json else _sentence(found, check=args.check))
    return FOUND_WRONG if different and args.check else 0


def _sentence(found: dict[str, object], *, check: bool) -> str:
    if not found["different"]:
        return _("%(clocks)s clocks of %(cases)s cases: each is what the journal says.") % found
    first = found["first"]
    assert isinstance(first, dict)
    told = _(
        "%(different)s of %(clocks)s clocks differ. The first: case %(case)s, %(clock)s, %(field)s is %(stored)s, "
        "the journal says %(recomputed)s."
    ) % {**found, **first}
    return told if check else told + " " + _("All of them now say what the journal says.")
