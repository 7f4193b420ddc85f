"""The lists by which a centre sorts its cases, as they stand: remembered for a second, so that labels cost nothing."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from django.db.models import Count

from fuwutai.domain.cases.choices import (
    ACTIVE,
    CATEGORY_TERM,
    NATURE_TERM,
    NATURES,
    REGION_TERM,
    SHIPPED_TERMS,
    VOCABULARIES,
)
from fuwutai.domain.cases.models import Term
from fuwutai.domain.cases.policies import may_configure_cases
from fuwutai.domain.cases.queries import visible_cases
from fuwutai.kernel.actors import Actor
from fuwutai.kernel.errors import NotFound, Refused, Text
from fuwutai.kernel.memo import Memo

BETWEEN = " / "
"""Stands between the names of a path, from the wide term to the narrow one."""
ON_CASES = (CATEGORY_TERM, NATURE_TERM, REGION_TERM)
"""The lists whose terms stand on cases in work, so that these can be counted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A term as it is read. `depth`: how many terms of the list are wider. `parent`: the next of them, "" for none."""

    id: int
    vocabulary: str
    code: str
    name: str
    group: str
    position: int
    is_retired: bool
    instead: str
    parent: str = ""
    depth: int = 0

    @property
    def label(self) -> str:
        """Return what it is called: by the centre, else as shipped, else by its code."""
        return self.name or str(SHIPPED_TERMS[self.vocabulary].get(self.code, self.code.rpartition(".")[2]))


@dataclass(slots=True)
class _Lists:
    """All terms by list and code, each wide term directly before what is narrower."""

    of: dict[str, dict[str, Entry]] = field(default_factory=dict)


def parent_code(code: str) -> str:
    """Return the code of the next wider term, "" for none."""
    return code.rpartition(".")[0]


def entries(vocabulary: str) -> list[Entry]:
    """Return the terms of a list as a tree laid flat, retired ones as well. Cost: 1 statement a second at most."""
    return list(_lists.get().of.get(vocabulary, {}).values())


def entry_of(vocabulary: str, code: str) -> Entry | None:
    """Return a term by its code, None for a code that is no term. Cost: as `entries`, none for no code."""
    return _lists.get().of.get(vocabulary, {}).get(code) if code else None


def label_of(vocabulary: str, code: str) -> str:
    """Return what a code is called, with what is wider before it: “Network / Broadband / Slow”; "" for no code.

    A code that is no term stands as shipped, else as itself. Cost: as `entry_of`.
    """
    return str(LABELS[vocabulary].get(code, code))


def group_of(cause: str) -> str:
    """Return whether process, system, staff or customer is at the root of a cause, "" where nobody said so.

    Source: S0-5.3-3. Cost: as `entry_of`.
    """
    found = entry_of("cause", cause)
    return found.group if found else ""


def offered(vocabulary: str, kept: str = "") -> dict[str, str]:
    """Return what new cases may take, code → label, in the order of the centre; `kept` is offered in any case.

    Where the centre has no natures yet, those shipped for every centre are offered.
    Cost: as `entries`.
    """
    known = entries(vocabulary)
    if known or vocabulary != NATURE_TERM:
        found = {one.code: label_of(vocabulary, one.code) for one in known if not one.is_retired}
    else:
        found = {code: str(label) for code, label in NATURES.items()}
    if kept:
        found.setdefault(kept, label_of(vocabulary, kept))
    return found


def is_offered(vocabulary: str, code: str) -> bool:
    """Return whether new cases may take a code. Cost: as `entries`."""
    found = entry_of(vocabulary, code)
    return not found.is_retired if found else code in offered(vocabulary)


def is_term(vocabulary: str, code: str) -> bool:
    """Return whether a code is a term of a list, also one that is retired. Source: S0-2.3-2. Cost: as `entries`."""
    return code in SHIPPED_TERMS[vocabulary] or entry_of(vocabulary, code) is not None


def successor(vocabulary: str, code: str) -> Entry | None:
    """Return what cases take in place of a retired term: the first of those named one after the other that is not
    retired itself. Cost: as `entries`.
    """
    passed = set[str]()
    found = entry_of(vocabulary, code)
    while found is not None and found.is_retired and found.code not in passed:
        passed.add(found.code)
        found = entry_of(vocabulary, found.instead)
    return found if found is not None and not found.is_retired and found.code != code else None


def term(actor: Actor, term_id: int) -> Entry:
    """Return a term for who changes the lists. Raises: Refused, NotFound. Cost: as `entries`."""
    if not may_configure_cases(actor):
        raise Refused
    for known in _lists.get().of.values():
        for one in known.values():
            if one.id == term_id:
                return one
    raise NotFound


def vocabulary(actor: Actor, name: str) -> list[Entry]:
    """Return the terms of a list for who changes the lists. Raises: Refused, NotFound. Cost: as `entries`."""
    if not may_configure_cases(actor):
        raise Refused
    if name not in VOCABULARIES:
        raise NotFound
    return entries(name)


def open_uses(actor: Actor, name: str) -> dict[str, int]:
    """Return how many cases in work that the actor sees have each code of a list, without what is narrower.

    Cost: 1 statement over cases in work; none for a list whose terms stand on no such case.
    """
    if name not in ON_CASES:
        return {}
    active = visible_cases(actor).filter(status__in=ACTIVE).exclude(**{name: ""}).order_by()
    return dict(active.values_list(name).annotate(Count("pk")))


def forget_terms() -> None:
    """Read the lists anew at the next question; called after one changed."""
    _lists.forget()


class Labels(Mapping[str, Text]):
    """What the codes of a list are called, in the reader's language: a table that always is as the centre has it."""

    def __init__(self, vocabulary: str) -> None:
        self._vocabulary = vocabulary

    def __getitem__(self, code: str) -> Text:
        """Return the path of a term, or what is shipped. Raises: KeyError. Cost: as `entry_of`."""
        found = entry_of(self._vocabulary, code)
        if found is None:
            return SHIPPED_TERMS[self._vocabulary][code]
        words = [found.label]
        while (found := entry_of(self._vocabulary, found.parent)) is not None:
            words.insert(0, found.label)
        return BETWEEN.join(words)

    def __iter__(self) -> Iterator[str]:
        """Go over the terms in their order, then over what is shipped and no term here."""
        known = _lists.get().of.get(self._vocabulary, {})
        yield from known
        yield from (code for code in SHIPPED_TERMS[self._vocabulary] if code not in known)

    def __len__(self) -> int:
        return sum(1 for _code in self)


LABELS: Mapping[str, Labels] = {name: Labels(name) for name in VOCABULARIES}


def _read() -> _Lists:
    found: dict[str, list[Term]] = {}
    for row in Term.objects.order_by("position", "pk"):
        found.setdefault(row.vocabulary, []).append(row)
    return _Lists({name: _as_tree(rows) for name, rows in found.items()})


def _as_tree(rows: list[Term]) -> dict[str, Entry]:
    codes = {row.code for row in rows}
    below: dict[str, list[Term]] = {}
    for row in rows:
        above = parent_code(row.code)
        while above and above not in codes:
            above = parent_code(above)
        below.setdefault(above, []).append(row)
    laid: dict[str, Entry] = {}

    def lay(above: str, depth: int) -> None:
        for row in below.get(above, []):
            laid[row.code] = Entry(
                id=row.pk, vocabulary=row.vocabulary, code=row.code, name=row.name, group=row.group,
                position=row.position, is_retired=row.retired_at is not None, instead=row.instead,
                parent=above, depth=depth,
            )  # fmt: skip
            lay(row.code, depth + 1)

    lay("", 0)
    return laid


_lists = Memo(_read)
