"""Reads of tags: how they are written, which there are, and what to suggest as somebody types."""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count, QuerySet
from django.utils.translation import gettext_lazy as _

from fuwutai.domain.cases.models import Case, CaseTag, Tag
from fuwutai.kernel.actors import Actor
from fuwutai.kernel.errors import Invalid, NotFound
from fuwutai.kernel.masking import mask_text
from fuwutai.kernel.text import storable

LONGEST_TAG = 40
MOST_ON_A_CASE = 20
"""No figure of a manual: a row of a list has to hold them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TagRow:
    """A tag in the list of all: on how many cases it is."""

    pk: int
    name: str
    uses: int
    is_retired: bool


def written_name(name: str) -> str:
    """Return a name as it is stored: wide letters narrow, spaces single. Raises: Invalid that says what to mend."""
    plain = " ".join(unicodedata.normalize("NFKC", name).split())
    problem = None
    if not plain:
        problem = _("Write a tag.")
    elif not storable(plain):
        problem = _("This tag holds a character that cannot be stored. Write it without.")
    elif len(plain) > LONGEST_TAG or len(key_of(plain)) > LONGEST_TAG:
        problem = _("A tag has at most 40 characters. Write it shorter.")
    elif mask_text(plain) != plain:
        problem = _("A tag stands in every list, so it must hold no number of a person. Write what it is about.")
    if problem:
        raise Invalid(problem, fields={"names": problem})
    return plain


def key_of(name: str) -> str:
    """Return how a stored name is compared: capitals do not count."""
    return name.casefold()


def tag_rows(actor: Actor) -> list[TagRow]:
    """Return all tags, the most used first; how often counts all cases, and names none of them.

    Cost: 1 statement.
    """
    rows = all_tags(actor).annotate(number=Count("uses")).order_by("-number", "key")
    return [TagRow(pk=one.pk, name=one.name, uses=one.number, is_retired=one.retired_at is not None) for one in rows]


def tag(actor: Actor, tag_id: int) -> Tag:
    """Return one tag. Raises: NotFound."""
    found = all_tags(actor).filter(pk=tag_id).first()
    if found is None:
        raise NotFound
    return found


def suggestions(actor: Actor, typed: str, but: Sequence[str], limit: int = 8) -> list[str]:
    """Return names of tags that hold what is typed, those that begin with it first, then the most used.

    Cost: 1 statement.
    """
    key = key_of(" ".join(unicodedata.normalize("NFKC", typed).split()))
    offered = all_tags(actor).filter(retired_at=None, key__contains=key).exclude(name__in=but)
    if not storable(key):
        return []
    rows = offered.annotate(number=Count("uses")).order_by("-number", "key")[: limit * 4]
    found = sorted(rows, key=lambda one: not one.key.startswith(key))  # stable: the order of use stays
    return [one.name for one in found[:limit]]


def names_on(case: Case) -> list[str]:
    """Return the names of a case's tags as its row keeps them: sorted by how they are compared. Cost: 1 statement."""
    return sorted(CaseTag.objects.filter(case=case).values_list("tag__name", flat=True), key=key_of)


def all_tags(actor: Actor) -> QuerySet[Tag]:
    """Return every tag for who sees cases at all, retired ones too; nobody outside gets any."""
    may_read = actor.is_system or (actor.is_staff and actor.may("cases.view"))
    return Tag.objects.all() if may_read else Tag.objects.none()
