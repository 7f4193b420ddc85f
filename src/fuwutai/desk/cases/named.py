"""Colleagues who are named in notes, made to stand out."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from fuwutai.domain.cases.events import ColleagueMentioned

USERNAME = r"[A-Za-z0-9][A-Za-z0-9._-]*"


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of a note: words, or a name with its @."""

    text: str
    is_name: bool


def named_by(entries: Iterable[Any], staff: Mapping[int, str]) -> dict[int, list[str]]:
    """Return by note who is named in it, as the history of the case tells."""
    named: dict[int, list[str]] = {}
    for entry in entries:
        if entry.code == ColleagueMentioned.code:
            named.setdefault(entry.data["message_id"], []).append(staff.get(entry.data["staff_id"], ""))
    return named


def parts_of(body: str, names: Iterable[str]) -> list[Part]:
    """Return the pieces of a note in their order; a user name behind an @ is taken for one of those who are named."""
    known = "|".join(sorted((re.escape(name) for name in names if name), key=len, reverse=True))
    pieces = re.split(f"([@＠](?:{known}|{USERNAME}))" if known else f"([@＠]{USERNAME})", body)
    return [Part(text, nth % 2 == 1) for nth, text in enumerate(pieces) if text]
