"""Two wordings side by side with what differs marked: signs of Chinese, words of English."""

import re
from difflib import SequenceMatcher
from typing import Literal

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

PIECES = re.compile(r"[\u3400-\u9fff]|[^\W\u3400-\u9fff]+|\s+|.", re.DOTALL)
BRIDGE = 2
"""So few pieces that stayed between two changes are read as changed too: marks of single signs cannot be read."""
LEAST_ALIKE = 0.25
"""Below this likeness the wordings have nothing to do with each other, and both are marked whole."""
MOST_PIECES = 3_000

Side = Literal["del", "ins"]


def marked(before: str, after: str) -> tuple[SafeString, SafeString]:
    """Return both texts, escaped, with <del> around what went and <ins> around what came."""
    old, new = PIECES.findall(before), PIECES.findall(after)
    left, right = [], []
    for old_part, new_part, differs in _parts(old, new):
        left.append(_mark(old_part, "del") if differs else escape(old_part))
        right.append(_mark(new_part, "ins") if differs else escape(new_part))
    return _joined(left), _joined(right)


def _parts(old: list[str], new: list[str]) -> list[tuple[str, str, bool]]:
    """Return the texts cut into parts that stayed and parts that differ."""
    if max(len(old), len(new)) > MOST_PIECES:
        return [("".join(old), "".join(new), old != new)]
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    if old != new and matcher.ratio() < LEAST_ALIKE:
        return [("".join(old), "".join(new), True)]
    parts: list[tuple[str, str, bool]] = []
    steps = matcher.get_opcodes()
    for place, (tag, start, end, new_start, new_end) in enumerate(steps):
        is_bridge = tag == "equal" and 0 < place < len(steps) - 1 and end - start <= BRIDGE
        part = ("".join(old[start:end]), "".join(new[new_start:new_end]), tag != "equal" or is_bridge)
        if parts and parts[-1][2] and part[2]:
            part = (parts[-1][0] + part[0], parts.pop()[1] + part[1], True)
        parts.append(part)
    return parts


def _mark(text: str, side: Side) -> str:
    return f"<{side}>{escape(text)}</{side}>" if text else ""


def _joined(parts: list[str]) -> SafeString:
    return mark_safe("".join(parts))
