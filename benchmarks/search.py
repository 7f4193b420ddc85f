"""Search in a filled centre: by number, phone, and words from one character on, rare and frequent, in Chinese and
English; filling the index; suggestions of tags; likely duplicates. Prints JSON.

As a supervisor who sees all teams and as an agent who sees one. Nothing is fetched over the network: time is what the
web process needs. Budget: words ≤ 100 ms at p95 on PostgreSQL. Every word is also looked for without the index, in each
case that the reader sees; what the index does not find, or finds besides, is counted.

Run: python benchmarks/search.py --data DIR [--times 40]
DIR was filled by benchmarks/centre.py, with the same FUWUTAI_DATABASE_URL.
"""

import argparse
import gc
import json
import sys
import time
from collections import Counter
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from asking import page, signed_in, timed
from product import database_name, open_directory


def filled() -> dict[str, Any]:
    """Fill the index as the worker does, and return how fast that went."""
    from django.db import connection

    from fuwutai.domain.cases.finding.word_index import follow_words, index_older
    from fuwutai.domain.cases.models import Case, CaseWords

    if CaseWords.objects.count() >= Case.objects.count():
        return {"filled_before": True}
    began, below = time.perf_counter(), None
    follow_words()
    while (below := index_older(below)) is not None:
        pass
    seconds = time.perf_counter() - began
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("VACUUM (ANALYZE) cases_casewords")
    return {"cases_a_second": round(Case.objects.count() / seconds), "seconds": round(seconds, 1)}


def words_of_cases() -> tuple[dict[str, str], dict[int, frozenset[str]]]:
    """Return words to look for, by what they are like, and the tokens of every case."""
    from fuwutai.domain.cases.models import Case, Message
    from fuwutai.kernel.masking import mask_text
    from fuwutai.kernel.tokens import tokens_of

    tokens: dict[int, set[str]] = {pk: tokens_of(said) for pk, said in Case.objects.values_list("pk", "subject")}
    for case_id, body in Message.objects.values_list("case_id", "body").iterator():
        tokens[case_id] |= tokens_of(mask_text(body))
    known = Counter(one for found in tokens.values() for one in found)
    chinese = [one for one in known if all("\u4e00" <= sign <= "\u9fff" for sign in one)]
    ones = sorted((one for one in chinese if len(one) == 1), key=known.__getitem__)
    twos = sorted((one for one in chinese if len(one) == 2), key=known.__getitem__)
    others = sorted((one for one in known if one.isascii() and one.isalnum()), key=known.__getitem__)
    wanted = {
        "one character, very frequent": ones[-1],
        "one character, rare": ones[0],
        "two characters, very frequent": twos[-1],
        "two characters, frequent": twos[-len(twos) // 20],
        "two characters, rare": twos[0],
        "two frequent words": f"{twos[-1]} {twos[-2]}",
        "a frequent and a rare word": f"{twos[-1]} {twos[0]}",
        "latin or digits, frequent": others[-1] if others else twos[-3],
        "nothing": "鑫淼",
    }
    return wanted, {pk: frozenset(found) for pk, found in tokens.items()}


def by_words(actor: Any, browser: Any, wanted: dict[str, str], there: Any, times: int) -> dict[str, Any]:
    """Return how long words take one actor, and whether all was found."""
    from fuwutai.domain.cases.finding.search import search_cases
    from fuwutai.domain.cases.queries import visible_cases
    from fuwutai.kernel.tokens import tokens_to_find

    seen = set(visible_cases(actor).values_list("pk", flat=True))
    figures: dict[str, Any] = {}
    for name, text in wanted.items():
        tokens = set(tokens_to_find(text))
        truth = sorted((pk for pk, found in there.items() if tokens <= found and pk in seen), reverse=True)
        found = search_cases(actor, text)
        assert found is not None
        right = [case.pk for case in found.cases] == truth[:20]
        right = right and found.total == min(len(truth), 1_000) and found.has_more_than_counted == (len(truth) > 1_000)
        figures[name] = {
            "in_cases": len(truth),
            "right": right,
            "query": timed(lambda text=text: search_cases(actor, text), times),
            "page": timed(page(browser, f"/desk/search?{urlencode({'q': text})}"), times),
        }
        print(name, figures[name], file=sys.stderr, flush=True)
    return figures


def by_number_and_phone(actor: Any, browser: Any, times: int) -> dict[str, Any]:
    """Return how long it takes to come to a case by its number and to a customer by the phone."""
    from django.core.cache import cache

    from fuwutai.domain.cases.queries import visible_cases

    number = visible_cases(actor).order_by("-pk").values_list("number", flat=True)[0]

    def to_the_case() -> None:
        if browser.get(f"/desk/search?{urlencode({'q': number})}").status_code != 303:
            raise SystemExit(f"{number} leads to no case.")

    def to_the_customer() -> None:
        cache.clear()  # look-ups are limited
        if browser.post("/desk/search", {"q": "13900000001"}).status_code != 200:
            raise SystemExit("The phone leads to no list.")

    return {"number": timed(to_the_case, times), "phone": timed(to_the_customer, times)}


def beside(actor: Any, times: int) -> dict[str, Any]:
    """Return how long suggestions and likely duplicates take."""
    from fuwutai.domain.cases.finding.related import likely_duplicates, related_cases
    from fuwutai.domain.cases.queries import visible_cases
    from fuwutai.domain.cases.work.tags import suggestions

    case = visible_cases(actor).order_by("-pk")[0]
    busy = visible_cases(actor).filter(customer_id=1).order_by("-pk").first() or case
    about = {"subject": busy.subject, "body": "宽带又断了", "facts": {"type": busy.type, "category": busy.category}}
    return {
        "tags suggested": timed(lambda: suggestions(actor, "老", []), times),
        "likely duplicates": timed(lambda: likely_duplicates(actor, busy.customer_id, **about), times),
        "related cases": timed(lambda: related_cases(actor, case), times),
    }


def measured(data: Path, times: int) -> dict[str, Any]:
    """Return the figures of a filled directory."""
    facts = json.loads((data / "centre.json").read_text())
    open_directory(data)
    from fuwutai.domain.accounts.models import Staff
    from fuwutai.domain.accounts.queries import actor_for

    figures: dict[str, Any] = {"database": database_name(), "cases": facts["cases"], "index": filled()}
    wanted, there = words_of_cases()
    gc.collect()
    gc.freeze()  # else the words of all cases, which nobody but we hold, make each collection last a second
    for role, username in (("supervisor", facts["supervisors"][0]), ("agent", facts["agents"][0])):
        actor, browser = actor_for(Staff.objects.get(username=username).pk), signed_in(username, facts["password"])
        figures[role] = by_words(actor, browser, wanted, there, times)
        figures[role] |= by_number_and_phone(actor, browser, times) | beside(actor, times)
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
