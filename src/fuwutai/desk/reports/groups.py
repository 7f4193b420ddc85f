"""The groups of a report in the order of the page, with what each is called; wide categories hold their narrow ones."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from fuwutai.domain.accounts.queries import staff_names
from fuwutai.domain.analytics.choices import CATEGORY, CHANNEL, NOBODY, PERSON, PRIORITY, TEAM, TYPE
from fuwutai.domain.analytics.queries import Group, Key
from fuwutai.domain.cases.choices import CATEGORY_TERM, CHANNELS, PRIORITIES, TYPES
from fuwutai.domain.cases.vocabularies import LABELS, parent_code

WORDS = {CATEGORY: LABELS[CATEGORY_TERM], CHANNEL: CHANNELS, TYPE: TYPES, PRIORITY: PRIORITIES}


@dataclass(frozen=True, slots=True)
class Named:
    """A group with what it is called; `depth`: how many shown groups are wider and hold it too."""

    key: str
    label: str
    group: Group
    depth: int = 0


def named(dimension: str, found: Mapping[Key, Group], teams: Sequence[Any]) -> list[Named]:
    """Return groups by name; categories as a tree, the others the largest first. Cost: 1 statement for people."""
    if dimension == TEAM:
        names = {team.pk: team.name for team in teams}
        rows = [Named(str(key), names.get(key, str(key)), group) for key, group in found.items()]
        return sorted(rows, key=lambda row: row.label)
    if dimension == PERSON:
        people = staff_names({int(key) for key in found if key != NOBODY})
        rows = [Named(str(key), people.get(int(key or 0), _("Nobody")), group) for key, group in found.items()]
        return sorted(rows, key=lambda row: (row.key == NOBODY, row.label))
    if dimension == CATEGORY:
        return _tree({str(key): group for key, group in found.items()})
    words = WORDS[dimension]
    rows = [Named(str(key), str(words.get(str(key), key)), group) for key, group in found.items()]
    return sorted(rows, key=lambda row: (-row.group.now["opened"], row.label))


def total(found: Mapping[Key, Group]) -> Group:
    """Return all groups together."""
    whole = Group()
    for group in found.values():
        _add(whole, group)
    return whole


def _tree(found: Mapping[str, Group]) -> list[Named]:
    """Return categories, each after the one that holds it, with what is narrower added to what is wider."""
    held: dict[str, Group] = {}
    for key, group in found.items():
        above = key
        while True:
            _add(held.setdefault(above, Group()), group)
            if not (above := parent_code(above)):
                break
    words = WORDS[CATEGORY]
    return [
        Named(key, str(words.get(key, key)) if key else _("No category"), held[key], key.count("."))
        for key in sorted(held, key=lambda one: (not one, one.split(".")))
    ]


def _add(whole: Group, more: Group) -> None:
    whole.now.update(more.now)
    whole.before.update(more.before)
