"""All cases of a filled centre, taken out as a file: prints JSON with rows a second, the moment of the first byte, and
the most memory the process has ever held, for each form sent at once and for the file that the worker makes.

Each form is measured in a process of its own, so that its memory is not that of another. Aim: 1,000,000 rows within
300 MiB.

Run: python benchmarks/exports.py --data DIR
DIR was filled by benchmarks/centre.py, with the same FUWUTAI_DATABASE_URL.
"""

import argparse
import json
import os
import resource
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from asking import signed_in
from product import database_name, open_directory

FORMS = ("csv", "xlsx", "jsonl")
EVERYTHING = "status:new,open,waiting_customer,waiting_third_party,resolved,closed"


def sent(browser: Any, form: str) -> dict[str, Any]:
    """Return what it takes to send all cases that somebody sees in a form."""
    began, first, size = time.perf_counter(), 0.0, 0
    answer = browser.post("/desk/case-exports", {"q": EVERYTHING, "form": form})
    for piece in answer.streaming_content:
        first = first or time.perf_counter() - began
        size += len(piece)
    return {"first_byte_ms": round(first * 1e3), "megabytes": round(size / 1e6, 1)} | rate(time.perf_counter() - began)


def made(browser: Any) -> dict[str, Any]:
    """Return what it takes the worker to make the file, and the desk to hand it out."""
    from fuwutai.domain.exports.commands import make_page
    from fuwutai.domain.exports.models import ExportRun
    from fuwutai.kernel.actors import Actor

    began = time.perf_counter()
    browser.post("/desk/case-exports", {"q": EVERYTHING, "form": "csv", "in_background": "1"})
    started = time.perf_counter() - began
    run, pages = ExportRun.objects.latest("pk"), []
    while run.state == "running":
        page = time.perf_counter()
        make_page(actor=Actor.system("exports"), run_id=run.pk)
        pages.append(time.perf_counter() - page)
        run.refresh_from_db()
    seconds = time.perf_counter() - began
    fetched = time.perf_counter()
    size = sum(map(len, browser.post(f"/desk/case-exports/files/{run.pk}/fetch", {"form": "csv"}).streaming_content))
    return {
        "asked_ms": round(started * 1e3), "longest_page_ms": round(max(pages) * 1e3), "megabytes": round(size / 1e6, 1),
        "fetched_seconds": round(time.perf_counter() - fetched, 1),
    } | rate(seconds)  # fmt: skip


def rate(seconds: float) -> dict[str, Any]:
    """Return rows a second of all cases, and the most memory this process has held."""
    from fuwutai.kernel.models import AccessEntry

    rows = AccessEntry.objects.filter(action="export_cases").latest("pk").rows
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    return {"rows": rows, "seconds": round(seconds, 1), "rows_a_second": round(rows / seconds), "peak_mib": peak}


def measure(data: Path, what: str) -> dict[str, Any]:
    """Return what one way costs, in this process."""
    facts = json.loads((data / "centre.json").read_text())
    open_directory(data)
    browser = signed_in(facts["supervisors"][0], facts["password"])
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    return {"loaded_mib": before} | (made(browser) if what == "background" else sent(browser, what))


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--only", choices=(*FORMS, "background"))
    args = parser.parse_args()
    if args.only:
        print(json.dumps(measure(args.data, args.only)))
        return
    found = {}
    for what in (*FORMS, "background"):
        told = [sys.executable, __file__, "--data", str(args.data), "--only", what]
        found[what] = json.loads(subprocess.run(told, check=True, capture_output=True, env=os.environ).stdout)
    open_directory(args.data)
    print(json.dumps({"database": database_name(), "ways": found}, indent=1))


if __name__ == "__main__":
    main()
