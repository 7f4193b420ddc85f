"""What customers are compared by, read from their rows, and the keyed digests by which those alike find each other.

A digest says only "the same feature"; without the index key nobody can try names and numbers on it.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable

from django.db.models import Count, Exists, OuterRef, QuerySet

from fuwutai.domain.customers import likeness
from fuwutai.domain.customers.choices import ACCOUNT, EMAIL, ID_CARD, PHONE
from fuwutai.domain.customers.models import Contact, Customer, MatchKey, Member
from fuwutai.domain.customers.person import rows_of
from fuwutai.kernel.blind_index import fingerprint

SCHEME = "keys-1"
"""The mark of a customer whose keys are written; another one after a change of `likeness.keys` writes all anew."""
MOST_ALIKE = 60
"""More customers with one feature than this are not compared because of it: a company's switchboard, 张伟."""


def digest(kind: str, text: str) -> str:
    """Return the keyed digest of a feature."""
    return fingerprint(f"match {kind}\0{text}")


def without_keys() -> QuerySet[Customer]:
    """Return the customers whose keys are still to be written, the oldest first."""
    marked = MatchKey.objects.filter(customer=OuterRef("pk"), kind=SCHEME)
    return Customer.objects.filter(~Exists(marked), merged_into=None, erased_at=None).order_by("pk")


def features_of(customer_ids: Collection[int]) -> dict[int, likeness.Features]:
    """Return what customers are compared by, with what belongs to whom they absorbed. Cost: 3 statements."""
    people = rows_of(customer_ids)
    rows = list(people.values_list("pk", "merged_into_id", "name", "address").order_by("pk"))
    root = {pk: into or pk for pk, into, _name, _address in rows}
    held: dict[int, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for owner, kind, value in Contact.objects.filter(customer__in=root).values_list("customer_id", "kind", "value"):
        held[root[owner]][kind].add(value)
    member_of: dict[int, set[int]] = defaultdict(set)
    for owner, pk in Member.objects.filter(customer__in=root).values_list("customer_id", "organisation_id"):
        member_of[root[owner]].add(pk)
    whole: dict[int, list[tuple[str, str | None]]] = defaultdict(list)
    for pk, into, name, address in sorted(rows, key=lambda row: row[1] is not None):  # their own name stands first
        whole[into or pk].append((name, address))
    return {
        pk: features(
            own[0][0],
            held[pk],
            addresses=[address for _name, address in own if address],
            organisations=member_of[pk],
            other_names=[name for name, _address in own[1:]],
        )
        for pk, own in whole.items()
    }


def features(
    name: str,
    contacts: dict[str, set[str]],
    *,
    addresses: Iterable[str] = (),
    organisations: Iterable[int] = (),
    other_names: Iterable[str] = (),
) -> likeness.Features:
    """Return what somebody is compared by; contacts by kind, in their normal forms."""
    return likeness.Features(
        name=name,
        phones=frozenset(contacts.get(PHONE, ())),
        emails=frozenset(contacts.get(EMAIL, ())),
        accounts=frozenset(contacts.get(ACCOUNT, ())),
        id_cards=frozenset(contacts.get(ID_CARD, ())),
        addresses=tuple(addresses),
        organisations=frozenset(organisations),
        other_names=tuple(other_names),
    )


def digests_of(one: likeness.Features) -> dict[str, str]:
    """Return the digests of what a customer may have in common with others, each with its kind."""
    return {digest(kind, text): kind for kind, text in likeness.keys(one)}


def alike(digests: Collection[str]) -> tuple[dict[str, list[int]], dict[str, int]]:
    """Return who has each feature, as far as so few have it that they can be compared, and how many have it.

    Cost: 2 statements.
    """
    counts = counts_of(digests)
    few = [one for one, many in counts.items() if 1 <= many <= MOST_ALIKE]
    holders: dict[str, list[int]] = defaultdict(list)
    for one, pk in MatchKey.objects.filter(digest__in=few).values_list("digest", "customer_id"):
        holders[one].append(pk)
    return holders, counts


def counts_of(digests: Collection[str]) -> dict[str, int]:
    """Return how many customers have each feature. Cost: 1 statement."""
    rows = MatchKey.objects.filter(digest__in=digests)
    return dict(rows.values_list("digest").annotate(many=Count("pk")).order_by())


def namesakes(one: likeness.Features, counts: dict[str, int]) -> int:
    """Return how many customers have the name of somebody, the most frequent of them, in pinyin."""
    return max((counts.get(digest("name", name), 0) for name in one.pinyins), default=0)
