"""Words as they are searched: Chinese by single characters and by pairs, everything else by whole words.

Texts are compared in one width and one case (NFKC, case-folded). Of a run of Chinese, Japanese or Korean characters the
index holds each character and each pair of neighbours; a query of one character asks for the character, a longer one
for all its pairs. So nothing is missed, from one character on; words that stand apart may be found as one, which is
the price of needing no dictionary.
"""

import re
import unicodedata

LONGEST = 40
"""A longer run of letters or digits is cut: nobody types more of it."""
_RUNS = re.compile(
    r"(?P<han>[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\u3040-\u30ff\uac00-\ud7af\U00020000-\U0003ffff]+)"
    r"|(?P<word>[^\W_]+)"
)
_HAN = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\u3040-\u30ff\uac00-\ud7af\U00020000-\U0003ffff]+")


def tokens_of(text: str) -> set[str]:
    """Return every token by which a text is found."""
    found: set[str] = set()
    for han, word in _runs(text):
        if han:
            found.update(_plain(one) for one in han)
            found.update(_plain(han[at : at + 2]) for at in range(len(han) - 1))
        else:
            found.add(_plain(word[:LONGEST]))
    return found


def tokens_to_find(text: str) -> list[str]:
    """Return the tokens that a text must have to be found by a query, each once; none = nothing can be searched."""
    found: dict[str, None] = {}
    for han, word in _runs(text):
        if len(han) > 1:
            found.update(dict.fromkeys(_plain(han[at : at + 2]) for at in range(len(han) - 1)))
        else:
            found[_plain(han or word[:LONGEST])] = None
    return list(found)


def marked(text: str, query: str) -> list[tuple[int, int]]:
    """Return where the words of a query stand in a text, as [from, to) in order, none inside another.

    The text is compared as it stands, character by character, so that the places are those of the text shown.
    """
    plain = "".join(_folded(one) for one in text)
    places = [
        (at.start(), at.end())
        for piece in {_same_length(part) for part in query.split()}
        if piece
        for at in re.finditer(re.escape(piece), plain)
    ]
    found: list[tuple[int, int]] = []
    for start, end in sorted(places, key=lambda one: (one[0], -one[1])):
        if not found or start >= found[-1][1]:
            found.append((start, end))
    return found


def _runs(text: str) -> list[tuple[str, str]]:
    """Return the runs of a text as (Chinese, other), one of them empty."""
    plain = unicodedata.normalize("NFKC", text).casefold()
    found: list[tuple[str, str]] = []
    for run in _RUNS.finditer(plain):
        if han := run["han"]:
            found.append((han, ""))
            continue
        at = 0
        for inner in _HAN.finditer(run["word"]):  # "5G套餐" is two runs, though both are letters
            if at < inner.start():
                found.append(("", run["word"][at : inner.start()]))
            found.append((inner[0], ""))
            at = inner.end()
        if at < len(run["word"]):
            found.append(("", run["word"][at:]))
    return found


def _plain(token: str) -> str:
    """Return a token without characters that are younger than the tables of a database, each as its number."""
    return token if token.isascii() else "".join(one if ord(one) < 0x10000 else f"u{ord(one):x}" for one in token)


def _folded(character: str) -> str:
    folded = unicodedata.normalize("NFKC", character).casefold()
    return folded if len(folded) == 1 else character


def _same_length(text: str) -> str:
    return "".join(_folded(one) for one in text)
