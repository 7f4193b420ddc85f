"""Customers by what they are called, without opening everybody's name: by the keyed digest of how it sounds."""

from fuwutai.domain.customers.likeness import Features
from fuwutai.domain.customers.match_keys import MOST_ALIKE, digest
from fuwutai.domain.customers.models import Customer, MatchKey
from fuwutai.domain.customers.queries import visible_customers
from fuwutai.kernel.actors import Actor


def customers_named(actor: Actor, name: str, limit: int = 5) -> list[Customer]:
    """Return customers in sight who are called exactly so, or so that it sounds alike, the exact ones first.

    More than 60 who sound alike are too many to say who is meant: none. Cost: 2 statements, none for no name.
    """
    sounds = Features(name=name.strip()).pinyins if 1 < len(name.strip()) <= 40 else ()
    if not sounds:
        return []
    keys = MatchKey.objects.filter(digest__in=[digest("name", sound) for sound in sounds])
    ids = set(keys.values_list("customer_id", flat=True)[: MOST_ALIKE + 1])
    if not ids or len(ids) > MOST_ALIKE:
        return []
    found = list(visible_customers(actor).filter(pk__in=ids, merged_into=None))
    return sorted(found, key=lambda one: (one.name != name.strip(), -one.pk))[:limit]
