"""`fuwutai test`: every check and test that can run here, in two lanes, closed by one line of totals."""

import argparse
import sys
import tempfile
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor, as_completed
from pathlib import Path

from fuwutai.cli import legs
from fuwutai.cli.messages import compile_if_stale
from fuwutai.cli.proofs import FILE, read_reports, write_proofs
from fuwutai.cli.trouble import FOUND_WRONG, Trouble
from fuwutai.cli.words import words as _

CLONE = Path(__file__).resolve().parents[3]
LANES = 2


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Take what to run; anything else goes to pytest, which then runs alone on SQLite."""
    parser.usage = "fuwutai test [--fail-on-skip] [pytest arguments]"
    parser.add_argument("--fail-on-skip", action="store_true", help=_("fail if a leg cannot run here; for CI"))


def run(args: argparse.Namespace) -> int:
    """Run all legs, or only the tests named; exit 1 if anything failed."""
    if not (CLONE / "tests").is_dir():
        raise Trouble(_("The tests are run in a clone of the repository, not in an installed package."))
    compile_if_stale()
    with tempfile.TemporaryDirectory(prefix="fuwutai-test-") as name:
        scratch = Path(name)
        if args.more:
            picked = legs.run(legs.selected_leg(args.more), CLONE, scratch, live=True)
            return _close([picked], [], fail_on_skip=False)
        return _run_all(scratch, fail_on_skip=args.fail_on_skip)


def _run_all(scratch: Path, *, fail_on_skip: bool) -> int:
    every = legs.all_legs()
    results = []
    with ThreadPoolExecutor(LANES) as lanes:
        promised = [lanes.submit(_run_one, leg, scratch) for leg in every if not leg.absent]
        for done in as_completed(promised):
            results.append(done.result())
            _tell(results[-1])
    _keep_proofs(every, results, scratch)
    return _close(results, [leg for leg in every if leg.absent], fail_on_skip=fail_on_skip)


def _keep_proofs(every: Iterable[legs.Leg], results: Iterable[legs.Result], scratch: Path) -> None:
    """Keep what the tests proved of the clauses; not where a leg was missing or broke, for its proofs would be lost."""
    reports = [legs.report_of(leg, scratch) for leg in every if leg.is_pytest]
    broken = any(one.leg.is_pytest and one.failed and not one.passed for one in results)
    if broken or not all(report.is_file() for report in reports):
        return
    if write_proofs(CLONE, read_reports(reports)):
        print(_("The proofs of the clauses have changed: %(file)s was written anew. Commit it.") % {"file": FILE})


def _run_one(leg: legs.Leg, scratch: Path) -> legs.Result:
    sys.stderr.write(f"…       {leg.name}\n")
    return legs.run(leg, CLONE, scratch)


def _tell(result: legs.Result) -> None:
    word = "ok    " if result.ok else "FAILED"
    print(f"{word}  {result.leg.name:<12} {result.seconds:6.1f} s", flush=True)
    if not result.ok or result.leg.is_pytest:
        print(result.output.rstrip(), "", sep="\n", flush=True)


def _close(results: Iterable[legs.Result], absent: list[legs.Leg], *, fail_on_skip: bool) -> int:
    results = list(results)
    failures = [result.leg.name for result in results if not result.ok]
    if failures:
        print(f"FAILED: {', '.join(failures)}")
    for leg in absent:
        print(f"SKIPPED LEG: {leg.name}: {leg.absent}")
    if absent and fail_on_skip:
        print("A leg was skipped, and --fail-on-skip was given.", file=sys.stderr)
    passed, failed, skipped = (sum(getattr(one, what) for one in results) for what in ("passed", "failed", "skipped"))
    print(f"{passed} passed, {failed} failed, {skipped} skipped", flush=True)
    return FOUND_WRONG if failures or (absent and fail_on_skip) else 0
