"""Reports in a filled centre: how fast the figures follow, and how long the page takes. Prints JSON.

As a supervisor who sees all teams. Time is what the web process needs. Budget: the page ≤ 60 ms at p95 on PostgreSQL,
whatever the number of cases, as every other page.

Run: python benchmarks/reports.py --data DIR [--times 40]
DIR was filled by benchmarks/centre.py, with the same FUWUTAI_DATABASE_URL.
"""

import argparse
import json
import sys
import time
from pathlib import Path
from typing import Any

from asking import page, signed_in, timed
from product import database_name, open_directory

PAGES = {
    "this month by team": "?every=month",
    "this month by category": "?every=month&by=category",
    "this month by person": "?every=month&by=person",
    "this week by channel": "?every=week&by=channel",
    "twelve months in a row": "?every=month&by=period&figure=open",
    "one team by category": "?every=month&by=category&team={team}",
    "a month of a year ago": "?every=month&by=category&day={year_ago}",
}
"""What is asked of the page."""


def counted() -> dict[str, Any]:
    """Count every case as the worker does, and return how fast that went."""
    from django.db import connection

    from fuwutai.domain.analytics.following import count_older, follow_figures
    from fuwutai.domain.analytics.models import CountedCase, Figure, Mark
    from fuwutai.domain.cases.queries import count_cases

    cases, before, below = count_cases(), CountedCase.objects.count(), None
    began = time.perf_counter()
    follow_figures()
    while (below := count_older(below)) is not None:
        pass
    seconds = time.perf_counter() - began
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("VACUUM (ANALYZE) analytics_figure, analytics_mark, analytics_countedcase")
    return {
        "cases": cases,
        "counted_before": before,
        "seconds": round(seconds, 1),
        "cases_a_second": round(cases / seconds),
        "marks": Mark.objects.count(),
        "sums": Figure.objects.count(),
    }


def measured(data: Path, times: int) -> dict[str, Any]:
    """Return the figures of a filled directory."""
    facts = json.loads((data / "centre.json").read_text())
    open_directory(data)
    from fuwutai.domain.accounts.queries import team_ids
    from fuwutai.domain.analytics.queries import centre_today

    today = centre_today()
    words = {"year_ago": today.replace(year=today.year - 1, day=1), "team": min(team_ids().values())}
    figures: dict[str, Any] = {"database": database_name(), "counting": counted()}
    browser = signed_in(facts["supervisors"][0], facts["password"])
    figures["pages"] = {
        name: timed(page(browser, f"/desk/reports{asks.format(**words)}"), times) for name, asks in PAGES.items()
    }
    return figures


def main() -> int:
    """Run."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--times", type=int, default=40)
    args = parser.parse_args()
    print(json.dumps(measured(args.data.absolute(), args.times), indent=2, ensure_ascii=False))
    return 0


if __name__ == "__main__":
    sys.exit(main())
