"""The language in which people say which cases a list holds: `状态:处理中 优先级:高,紧急 等待>2h -标签:宽带`.

Terms stand beside each other and must all be true. A term is a key, a sign and values: `key:a,b` is any of the values,
`key>2h` compares, `-` before a term turns it round. Values with blanks stand in quotation marks. This module knows the
grammar alone; what keys there are and what they mean stands in `keys`.
"""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

MOST_TERMS, LONGEST = 30, 500
SIGNS = (">=", "<=", ">", "<", ":")
_TERM = re.compile(
    r"(?P<minus>-?)(?P<key>[^\s:<>=\"“”,]+)(?P<sign>>=|<=|>|<|:)(?P<values>(?:\"[^\"]*\"|[^\s\",]+)(?:,(?:\"[^\"]*\"|[^\s\",]+))*)"
)
_VALUE = re.compile(r"\"([^\"]*)\"|([^\s\",]+)")
_SPAN = re.compile(r"(\d{1,4})(m|min|分|分钟|h|小时|时|d|天|日|w|周)")
_MINUTES = {
    "m": 1, "min": 1, "分": 1, "分钟": 1, "h": 60, "小时": 60, "时": 60, "d": 1440, "天": 1440, "日": 1440, "w": 10080,
    "周": 10080,
}  # fmt: skip
_ALIKE = str.maketrans("：，＞＜＝“”＂－　", ':,><="""- ')


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """One condition as it was written. `place`: from which character to which it stands in the text."""

    key: str
    sign: str
    values: tuple[str, ...]
    negated: bool = False
    place: tuple[int, int] = (0, 0)


class Unreadable(Exception):
    """A query that does not follow the grammar. `why`: a code; `place`: where; `what`: the words there."""

    def __init__(self, why: str, what: str, place: tuple[int, int]) -> None:
        super().__init__(f"{why}: {what}")
        self.why, self.what, self.place = why, what, place


def terms_of(text: str) -> list[Term]:
    """Return the terms of a query in order. Raises: Unreadable at the first place that is none.

    Signs of full width are read like those of the keyboard.
    """
    plain = text.translate(_ALIKE)
    if len(plain) > LONGEST:
        raise Unreadable("too_long", "", (LONGEST, len(plain)))
    found: list[Term] = []
    at = 0
    while at < len(plain):
        if plain[at].isspace():
            at += 1
            continue
        term = _TERM.match(plain, at)
        if term is None or (term.end() < len(plain) and not plain[term.end()].isspace()):
            end = next((place for place in range(at, len(plain)) if plain[place].isspace()), len(plain))
            raise Unreadable("no_term", text[at:end], (at, end))
        values = tuple(quoted or bare for quoted, bare in _VALUE.findall(term["values"]))
        key = unicodedata.normalize("NFKC", term["key"]).casefold()
        found.append(
            Term(key=key, sign=term["sign"], values=values, negated=bool(term["minus"]), place=term.span())
        )
        at = term.end()
    if len(found) > MOST_TERMS:
        raise Unreadable("too_many", "", found[MOST_TERMS].place)
    return found


def written(terms: Sequence[Term]) -> str:
    """Return terms as a query in one spelling; reading it again gives the same terms."""
    return " ".join(
        f"{'-' if one.negated else ''}{one.key}{one.sign}{','.join(_quoted(value) for value in one.values)}"
        for one in terms
    )


def span_of(text: str) -> timedelta | None:
    """Return a length of time as people write it (30m, 2h, 3d, 1w, 2小时, 3天), None for anything else."""
    found = _SPAN.fullmatch(text.strip().casefold())
    return timedelta(minutes=int(found[1]) * _MINUTES[found[2]]) if found else None


def number_of(text: str) -> int | None:
    """Return a whole number, None for anything else."""
    return int(text) if re.fullmatch(r"\d{1,6}", text) and text.isascii() else None


def _quoted(value: str) -> str:
    return value if value and not re.search(r"[\s\",]", value) else f'"{value}"'
