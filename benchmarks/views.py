"""Saved views of a filled centre: first page and fiftieth of eight kinds of query, as a whole page of the desk and as
the statement below it; counting 20 views behind the readers, and reading their numbers. Prints JSON.

As a supervisor who sees all teams and as an agent who sees one. Nothing is fetched over the network: time is what the
web process needs. Budget: a page ≤ 60 ms at p95 on PostgreSQL, ≤ 12 statements.

Run: python benchmarks/views.py --data DIR [--times 40]
DIR was filled by benchmarks/centre.py, with the same FUWUTAI_DATABASE_URL.
"""

import argparse
import json
import sys
from pathlib import Path
from typing import Any

from asking import page, signed_in, timed
from product import database_name, open_directory

FIFTIETH = 50
QUERIES = {
    "open": "status:new,open",
    "mine": "assignee:me status:open",
    "three filters": "status:new,open priority:urgent overdue:yes",
    "waiting longer than two hours": "status:new,open waiting>2h",
    "nobody has it": "assignee:none status:new,open",
    "complaints of a month": "type:complaint opened:month",
    "everything closed": "status:closed",
    "by a tag, and not snoozed": "tag:老客户 snoozed:no",
}
COUNTED = (
    *QUERIES.values(), "type:fault", "type:complaint status:open", "status:waiting_customer", "status:resolved",
    "overdue:yes status:open", "due<4h status:open", "channel:phone", "priority:urgent", "opened:today", "updated:week",
    "urges>0", "responsible:none",
)  # fmt: skip
TAGGED = 2_000


def prepared(administrator: Any) -> list[Any]:
    """Return 20 views for all; a tag is put on some cases first."""
    from fuwutai.domain.cases.commands import tag_case
    from fuwutai.domain.cases.commands.views import save_view
    from fuwutai.domain.cases.models import CaseTag, SavedView
    from fuwutai.domain.cases.queries import visible_cases
    from fuwutai.kernel.actors import Actor

    if CaseTag.objects.count() < TAGGED:
        platform = Actor.system("benchmark")
        live = visible_cases(platform).filter(archived_at=None, merged_into=None).exclude(status="closed")
        for case_id in live.order_by("-pk").values_list("pk", flat=True)[:TAGGED]:
            tag_case(actor=platform, case_id=case_id, names=["老客户"])
    there = {one.query: one for one in SavedView.objects.filter(for_all=True)}
    for nth, query in enumerate(COUNTED):
        if query not in there:
            view = save_view(actor=administrator, name=f"第{nth}个", query=query, for_all=True)
            there[view.query] = view
    return [there[query] for query in there][: len(COUNTED)]


def fiftieth(browser: Any, address: str) -> tuple[str, int]:
    """Return the address of the fiftieth page of a list, or of the last before, and which one that is."""
    from html import unescape
    from re import search

    for nth in range(1, FIFTIETH):
        found = search(r'rel="next" href="([^"]+)"', browser.get(address).content.decode())
        if found is None:
            return address, nth
        address = unescape(found[1])
    return address, FIFTIETH


def pages(browser: Any, actor: Any, times: int) -> dict[str, Any]:
    """Return how long the lists take one actor."""
    from urllib.parse import urlencode

    from fuwutai.domain.cases.lists.query import understood
    from fuwutai.domain.cases.lists.views import list_page

    figures: dict[str, Any] = {}
    for name, text in QUERIES.items():
        query = understood(actor, text)
        address = f"/desk/lists?{urlencode({'q': query.text})}"
        last, nth = fiftieth(browser, address)
        figures[name] = {
            "statement": timed(lambda query=query: list_page(actor, query, "due", None), times),
            "first page": timed(page(browser, address), times),
            f"page {nth}": timed(page(browser, last), times),
        }
        print(name, figures[name], file=sys.stderr, flush=True)
    return figures


def counts(actors: dict[str, Any], views: list[Any], times: int) -> dict[str, Any]:
    """Return what counting all views costs, and reading their numbers."""
    from fuwutai.domain.cases.commands.views import count_view
    from fuwutai.domain.cases.lists.query import kept
    from fuwutai.domain.cases.lists.views import cases_in, counted, is_counted, visible_views
    from fuwutai.domain.cases.models import ViewTally
    from fuwutai.kernel.actors import Actor

    platform = Actor.system("cases")
    counting = [one for one in views if is_counted(kept(one.query))]

    def all_of_them() -> None:
        for one in counting:
            count_view(actor=platform, view_id=one.pk)

    each = {one.query: timed(lambda one=one: count_view(actor=platform, view_id=one.pk), 5) for one in counting}
    figures = {
        "views": len(counting),
        "all counted anew": timed(all_of_them, 5),
        "slowest": dict(sorted(each.items(), key=lambda pair: -pair[1]["p50_ms"])[:5]),
        "rows": ViewTally.objects.count(),
    }
    for name, actor in actors.items():
        shown = list(visible_views(actor))
        figures[f"numbers read by {name}"] = timed(lambda shown=shown, actor=actor: counted(actor, shown), times)
        wrong = [
            one.view.query for one in counted(actor, shown)
            if one.number is not None and one.number != cases_in(actor, kept(one.view.query)).count()
        ]  # fmt: skip
        figures[f"wrong numbers for {name}"] = [one for one in wrong if not kept(one).moves]
    return figures


def measured(data: Path, times: int) -> dict[str, Any]:
    """Return the figures of a filled directory."""
    facts = json.loads((data / "centre.json").read_text())
    open_directory(data)
    from fuwutai.domain.accounts.models import Staff
    from fuwutai.domain.accounts.queries import actor_for

    def actor(username: str) -> Any:
        return actor_for(Staff.objects.get(username=username).pk)

    views = prepared(actor("admin"))
    people = {"supervisor": facts["supervisors"][0], "agent": facts["agents"][0]}
    figures: dict[str, Any] = {"database": database_name(), "cases": facts["cases"]}
    for role, username in people.items():
        figures[role] = pages(signed_in(username, facts["password"]), actor(username), times)
    everybody = {role: actor(username) for role, username in people.items()}
    return figures | {"counts": counts(everybody, views, times)}


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
