"""Which clauses an address asks for: by words, manual, chapter, area, kind and state."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from django.utils.html import escape
from django.utils.http import urlencode
from django.utils.safestring import SafeString, mark_safe

from fuwutai.domain.evidence.choices import STANDINGS
from fuwutai.domain.standards.choices import AREAS, CLAUSE_KINDS
from fuwutai.domain.standards.manuals import Wording

LONGEST = 100
CHAPTER = re.compile(r"\w{1,10}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Narrowing:
    """What is looked for; an empty field narrows nothing."""

    q: str = ""
    manual: str = ""
    chapter: str = ""
    area: str = ""
    kind: str = ""
    state: str = ""

    @classmethod
    def of(cls, address: Mapping[str, str], manuals: Iterable[str] = ()) -> "Narrowing":
        """Return what an address asks; a code that nothing has narrows nothing."""
        chapter = address.get("chapter", "").strip()
        return cls(
            q=" ".join(address.get("q", "").replace("\0", "").split())[:LONGEST],
            manual=_known(address.get("manual", ""), manuals),
            chapter=chapter if CHAPTER.fullmatch(chapter) else "",
            area=_known(address.get("area", ""), AREAS),
            kind=_known(address.get("kind", ""), CLAUSE_KINDS),
            state=_known(address.get("state", ""), STANDINGS),
        )

    def __bool__(self) -> bool:
        return any((self.q, self.manual, self.chapter, self.area, self.kind, self.state))

    def fits(self, wording: Wording) -> bool:
        """Return whether a clause is looked for; its state is looked at elsewhere."""
        fields = (
            (self.manual, wording.manual_code),
            (self.chapter, wording.chapter),
            (self.area, wording.area),
            (self.kind, wording.kind),
        )
        return all(wanted in ("", found) for wanted, found in fields) and self._says(wording)

    def query(self, **instead: str) -> str:
        """Return the address of this narrowing behind the “?”, with what is said instead."""
        said = {**{name: getattr(self, name) for name in self.__slots__}, **instead}
        return urlencode({name: value for name, value in said.items() if value})

    def without_state(self) -> "Narrowing":
        """Return the same without the state."""
        return replace(self, state="")

    def marked(self, text: str) -> SafeString:
        """Return a text, escaped, in which the words looked for are marked."""
        words = sorted(self.q.split(), key=len, reverse=True)
        if not words:
            return escape(text)
        pieces = re.split("|".join(f"({re.escape(word)})" for word in words), text, flags=re.IGNORECASE)
        found = re.compile("|".join(re.escape(word) for word in words), re.IGNORECASE)
        return mark_safe(
            "".join(
                f"<mark>{escape(piece)}</mark>" if found.fullmatch(piece) else escape(piece)
                for piece in pieces
                if piece
            )
        )

    def _says(self, wording: Wording) -> bool:
        """Return whether every word stands in code, texts or figures."""
        if not self.q:
            return True
        whole = "\n".join((wording.code, *wording.texts.values(), wording.numbers)).casefold()
        return all(word in whole for word in self.q.casefold().split())


def _known(code: str, codes: Iterable[str]) -> str:
    return code if code in codes else ""
