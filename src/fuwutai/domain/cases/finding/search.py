"""Cases found by words, newest first, through `visible_cases`: the same on both databases.

A rare word is looked up as a whole. A word that stands in very many cases is asked for in the newest cases first, a
stretch of ids at a time that doubles, until the page and the count are full: the cost follows what is shown, not what
there is. Which word is common is asked of the database's own statistics.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.db import connection
from django.db.models import Max

from fuwutai.domain.cases.finding.word_index import BUCKET
from fuwutai.domain.cases.models import Case, CaseWords, Message
from fuwutai.domain.cases.queries import visible_cases
from fuwutai.kernel.actors import Actor
from fuwutai.kernel.masking import mask_text
from fuwutai.kernel.memo import Memo
from fuwutai.kernel.tokens import marked, tokens_to_find

COUNTED = 1_000
"""Up to here the number of what was found is exact."""
PAGE = 20
MOST_TOKENS = 24
COMMON = 5_000
"""From so many cases on that a word is expected in, it is searched stretch by stretch."""
CHUNK = 1_000
SNIPPET = 40


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A page of what was found: `total` is exact up to COUNTED, `has_more_than_counted` beyond.

    `next_below`: the id from which the next page goes on, None at the end.
    """

    cases: list[Case]
    total: int
    has_more_than_counted: bool
    next_below: int | None


@dataclass(frozen=True, slots=True)
class Snippet:
    """A piece of a text around what was found: (words, whether they were found)."""

    pieces: tuple[tuple[str, bool], ...]


def search_cases(actor: Actor, text: str, *, below: int | None = None, size: int = PAGE) -> Found | None:
    """Return the visible cases that have every word of a text, the newest first; None where nothing can be searched.

    Cost: 1 statement for what the database knows of the words a minute, 2 for each stretch that is looked at, 1 more.
    """
    tokens = tokens_to_find(text)[:MOST_TOKENS]
    if not tokens:
        return None
    seen = visible_cases(actor).order_by()
    ids: list[int] = []
    total = 0
    for chunk in _candidates(tokens, _places(actor)):
        visible = sorted(seen.filter(pk__in=chunk).values_list("pk", flat=True), reverse=True)
        total += len(visible)
        if len(ids) <= size:
            ids += [one for one in visible if below is None or one < below]
        if total > COUNTED and len(ids) > size:
            break
    rows = seen.filter(pk__in=ids[:size]).select_related("team", "assignee").in_bulk()
    return Found(
        cases=[rows[one] for one in ids[:size] if one in rows],
        total=min(total, COUNTED),
        has_more_than_counted=total > COUNTED,
        next_below=ids[size - 1] if len(ids) > size else None,
    )


def snippets(actor: Actor, case_ids: Sequence[int], text: str) -> dict[int, Snippet]:
    """Return for each case a piece of its words, masked, around what was sought. Cost: 1 statement."""
    found: dict[int, Snippet] = {}
    messages = Message.objects.filter(case__in=visible_cases(actor).filter(pk__in=case_ids).order_by())
    for case_id, body in messages.order_by("case_id", "-at", "-id").values_list("case_id", "body"):
        if case_id not in found and (snippet := snippet_of(mask_text(body), text)):
            found[case_id] = snippet
    return found


def snippet_of(text: str, query: str) -> Snippet | None:
    """Return a piece of a text around the first thing found in it, None where nothing of it stands there."""
    places = marked(text, query)
    if not places:
        return None
    start, end = max(0, places[0][0] - SNIPPET), min(len(text), places[0][1] + 2 * SNIPPET)
    pieces: list[tuple[str, bool]] = [("…", False)] if start else []
    at = start
    for first, last in places:
        if last > end:
            break
        pieces += [(text[at:first], False), (text[first:last], True)]
        at = last
    pieces.append((text[at:end] + ("…" if end < len(text) else ""), False))
    return Snippet(tuple((" ".join(words.split("\n")), is_found) for words, is_found in pieces if words))


def _places(actor: Actor) -> list[str]:
    """Return the tokens of which a case must have one to be seen, none for who sees beyond teams."""
    if actor.is_system or actor.reach == "all":
        return []
    own = [f"a:{actor.id}"]
    return own if actor.reach == "own" else [*own, *(f"t:{team}" for team in sorted(actor.sight))]


def _candidates(tokens: Sequence[str], places: Sequence[str]) -> Iterator[list[int]]:
    """Yield ids of cases that have the tokens, in chunks: each id is above those of the next chunk."""
    if connection.vendor != "postgresql":
        yield from _by_fts(tokens, places)
    elif _expected(tokens) > COMMON:
        yield from _by_stretches(tokens, places)
    else:
        found = _looked_up(_tsquery(tokens, places))
        yield from (found[at : at + CHUNK] for at in range(0, len(found), CHUNK))


def _by_fts(tokens: Sequence[str], places: Sequence[str]) -> Iterator[list[int]]:
    query = _matching(" AND ", tokens)
    if places:
        query = f"({query}) AND ({_matching(' OR ', places)})"
    below = 2**63 - 1
    while True:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT rowid FROM cases_words_found WHERE cases_words_found MATCH %s AND rowid < %s "
                "ORDER BY rowid DESC LIMIT %s",
                [query, below, CHUNK],
            )
            found = [row[0] for row in cursor.fetchall()]
        if found:
            yield found
            below = found[-1]
        if len(found) < CHUNK:
            return


def _matching(between: str, tokens: Sequence[str]) -> str:
    return between.join(f'"{one}"' for one in tokens)


def _by_stretches(tokens: Sequence[str], places: Sequence[str]) -> Iterator[list[int]]:
    newest = CaseWords.objects.aggregate(last=Max("case_id"))["last"] or 0
    bucket, width = newest // BUCKET, 1
    while bucket >= 0:
        stretch = [f"b:{one}" for one in range(bucket, max(-1, bucket - width), -1)]
        found = _looked_up(f"{_tsquery(tokens, places)} & ({' | '.join(_lexeme(one) for one in stretch)})")
        yield from (found[at : at + CHUNK] for at in range(0, len(found), CHUNK))
        bucket, width = bucket - width, width * 2


def _looked_up(query: str) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT case_id FROM cases_casewords WHERE tokens @@ %s::tsquery", [query])
        return sorted((row[0] for row in cursor.fetchall()), reverse=True)


def _tsquery(tokens: Sequence[str], places: Sequence[str]) -> str:
    query = " & ".join(_lexeme(one) for one in tokens)
    return f"{query} & ({' | '.join(_lexeme(one) for one in places)})" if places else query


def _lexeme(token: str) -> str:
    """Return a token as a lexeme of a tsquery; none has a quote or backslash, but who knows the next Unicode."""
    return "'" + token.replace("\\", "\\\\").replace("'", "''") + "'"


def _expected(tokens: Sequence[str]) -> float:
    """Return in about how many cases all the tokens stand at most, as the database last estimated."""
    rows, shares, least = _statistics.get()
    return rows * min(shares.get(one, least) for one in tokens)


def _read_statistics() -> tuple[float, dict[str, float], float]:
    """Return the number of rows, the share of cases that each common token stands in, and the share of the rarest of
    them; a table that was never analysed counts as small."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT c.reltuples, s.most_common_elems::text::text[], s.most_common_elem_freqs FROM pg_class c "
            "JOIN pg_stats s ON s.tablename = c.relname AND s.attname = 'tokens' "
            "WHERE c.relname = 'cases_casewords' AND c.relnamespace = current_schema()::regnamespace "
            "AND s.schemaname = current_schema()"
        )
        found = cursor.fetchone()
    if not found or not found[1]:
        return 0.0, {}, 0.0
    rows, elements, frequencies = found
    shares = dict(zip(elements, frequencies, strict=False))  # behind them stand least, most and of NULLs
    return max(0.0, rows), shares, min(shares.values())


_statistics = Memo(_read_statistics, seconds=60.0)
