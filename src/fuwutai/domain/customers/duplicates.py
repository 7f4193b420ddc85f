"""Every read of customers who may be one person, and of mergers."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Q, QuerySet

from fuwutai.domain.customers import likeness, match_keys
from fuwutai.domain.customers.choices import ACCOUNT, EMAIL, ID_CARD, OPEN, PHONE
from fuwutai.domain.customers.models import Contact, Customer, Member, Merger, Suggestion
from fuwutai.domain.customers.person import belongs_to, how_many
from fuwutai.domain.customers.policies import may_merge_customers
from fuwutai.domain.customers.queries import masked_contact, visible_customers
from fuwutai.domain.customers.rules import masked_address
from fuwutai.kernel import clock
from fuwutai.kernel.actors import Actor
from fuwutai.kernel.blind_index import normalise_email, normalise_phone
from fuwutai.kernel.errors import NotFound
from fuwutai.kernel.masking import mask_text
from fuwutai.kernel.paging import Page, page

UNDO_DAYS = 30
"""How long a merger can be taken back."""
PAIRS_A_PAGE, MERGERS_A_PAGE, MOST_HINTS = 25, 25, 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """One of two customers to compare, with masked contacts."""

    id: int
    name: str
    type: str
    tier: str
    stage: str
    address: str
    restricted: bool
    created_at: datetime
    contacts: tuple[tuple[str, str], ...]
    organisations: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """Two customers who may be one person."""

    suggestion: Suggestion
    first: Side
    second: Side

    @property
    def is_almost_certain(self) -> bool:
        """Return whether hardly anything speaks for two people."""
        return self.suggestion.score_percent >= likeness.ALMOST_CERTAIN_PERCENT


@dataclass(frozen=True, slots=True, kw_only=True)
class Hint:
    """A customer who may be the one that is being written down."""

    id: int
    name: str
    percent: int
    reasons: tuple[str, ...]
    contacts: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class MergerLine:
    """A merger, with the names of both, and until when it can be taken back."""

    merger: Merger
    until: datetime

    @property
    def is_open(self) -> bool:
        """Return whether it can still be taken back."""
        return self.merger.undone_at is None and clock.now() <= self.until


def visible_suggestions(actor: Actor) -> QuerySet[Suggestion]:
    """Return the suggestions about two customers of whom an actor sees both."""
    if not may_merge_customers(actor):
        return Suggestion.objects.none()
    seen = visible_customers(actor).order_by().values("pk")
    return Suggestion.objects.filter(first__in=seen, second__in=seen)


def open_pairs(actor: Actor, cursor: str | None = None) -> tuple[list[Pair], str | None]:
    """Return the suggestions to be looked at, the likeliest first, and the cursor of the next page.

    Raises: Invalid for a damaged cursor. Cost: 4 statements.
    """
    found: Page[Suggestion] = page(
        visible_suggestions(actor).filter(state=OPEN), ("-score_percent", "id"), cursor, PAIRS_A_PAGE
    )
    shown = sides({pk for one in found.rows for pk in (one.first_id, one.second_id)})
    return [_pair(one, shown) for one in found.rows], found.next


def open_count(actor: Actor) -> int:
    """Return how many suggestions are to be looked at. Cost: 1 statement."""
    return visible_suggestions(actor).filter(state=OPEN).count()


def pair(actor: Actor, suggestion_id: int) -> Pair:
    """Return one suggestion with both customers. Raises: NotFound. Cost: 4 statements."""
    found = visible_suggestions(actor).filter(pk=suggestion_id).first()
    if found is None:
        raise NotFound
    return _pair(found, sides({found.first_id, found.second_id}))


def two_sides(actor: Actor, one_id: int, other_id: int) -> tuple[Side, Side, likeness.Score]:
    """Return two customers of an actor's choice beside each other, and how alike they are. Raises: NotFound.

    Cost: 7 statements.
    """
    both = {one.pk: one for one in visible_customers(actor).filter(pk__in={one_id, other_id})}
    if len(both) < 2:
        raise NotFound
    features, places = match_keys.features_of(both), _organisations(both)
    shown = {pk: _side(one, _contacts_of(features[pk]), places[pk]) for pk, one in both.items()}
    digests = [match_keys.digest("name", name) for name in features[one_id].pinyins]
    counts = match_keys.counts_of(digests)
    score = likeness.compare(
        features[one_id],
        features[other_id],
        namesakes=match_keys.namesakes(features[one_id], counts),
        size=how_many(),
    )
    return shown[one_id], shown[other_id], score


def sides(ids: Collection[int]) -> dict[int, Side]:
    """Return customers whom the reader sees already, as they are compared. Cost: 3 statements, none for no ids."""
    if not ids:
        return {}
    contacts: dict[int, list[tuple[str, str]]] = defaultdict(list)
    theirs = Contact.objects.filter(belongs_to(ids)).order_by("kind", "pk")
    for own, into, kind, value in theirs.values_list("customer_id", "customer__merged_into_id", "kind", "value"):
        contacts[into or own].append((kind, masked_contact(kind, value)))
    places = _organisations(ids)
    return {one.pk: _side(one, contacts[one.pk], places[one.pk]) for one in Customer.objects.filter(pk__in=ids)}


def likely_same(
    actor: Actor, name: str, phone: str = "", email: str = "", address: str = ""
) -> list[Hint]:
    """Return the customers in sight who may be somebody of this name and with these contacts, the likeliest first.

    Cost: 8 statements, none where nothing but a name is given.
    """
    number, mail = normalise_phone(phone), normalise_email(email)
    given = {PHONE: {number} if number else set[str](), EMAIL: {mail} if mail else set[str]()}
    asked = match_keys.features(name, given, addresses=[address] if address.strip() else [])
    if not asked.pinyins or not (number or mail or asked.places):
        return []
    holders, counts = match_keys.alike(match_keys.digests_of(asked))
    ids = {pk for held in holders.values() for pk in held}
    seen = set(visible_customers(actor).filter(pk__in=ids).values_list("pk", flat=True)) if ids else set[int]()
    if not seen:
        return []
    size = how_many()
    others = match_keys.features_of(seen).items()
    # One more than there are: the one who is being written down.
    scores = likeness.score_of_many(asked, others, match_keys.namesakes(asked, counts) + 1, size)
    best = sorted(scores, key=lambda pk: -scores[pk].percent)[:MOST_HINTS]
    shown = sides(best)
    return [
        Hint(id=pk, name=shown[pk].name, percent=scores[pk].percent, reasons=scores[pk].reasons,
             contacts=shown[pk].contacts)
        for pk in best
    ]  # fmt: skip


def visible_mergers(actor: Actor) -> QuerySet[Merger]:
    """Return the mergers whose kept customer an actor sees, be it as part of another one."""
    if not may_merge_customers(actor):
        return Merger.objects.none()
    seen = visible_customers(actor).order_by().values("pk")
    theirs = Merger.objects.filter(Q(kept__in=seen) | Q(kept__merged_into__in=seen))
    return theirs.select_related("kept", "absorbed", "by")


def merger_lines(actor: Actor, cursor: str | None = None) -> tuple[list[MergerLine], str | None]:
    """Return the mergers, the newest first, and the cursor of the next page. Raises: Invalid. Cost: 1 statement."""
    found: Page[Merger] = page(visible_mergers(actor), ("-at", "-id"), cursor, MERGERS_A_PAGE)
    return [_line(one) for one in found.rows], found.next


def mergers_of(actor: Actor, customer_id: int) -> list[MergerLine]:
    """Return the mergers into a customer, the newest first. Cost: 1 statement."""
    return [_line(one) for one in visible_mergers(actor).filter(kept=customer_id).order_by("-pk")]


def _line(merger: Merger) -> MergerLine:
    return MergerLine(merger=merger, until=merger.at + timedelta(days=UNDO_DAYS))


def _pair(suggestion: Suggestion, shown: dict[int, Side]) -> Pair:
    return Pair(suggestion=suggestion, first=shown[suggestion.first_id], second=shown[suggestion.second_id])


def _side(one: Customer, contacts: Collection[tuple[str, str]], organisations: Collection[str]) -> Side:
    return Side(
        id=one.pk, name=mask_text(one.name), type=one.type, tier=one.tier, stage=one.stage,
        address=masked_address(one.address or ""), restricted=one.restricted, created_at=one.created_at,
        contacts=tuple(contacts), organisations=tuple(organisations),
    )  # fmt: skip


def _contacts_of(features: likeness.Features) -> list[tuple[str, str]]:
    held = {PHONE: features.phones, EMAIL: features.emails, ACCOUNT: features.accounts, ID_CARD: features.id_cards}
    return [(kind, masked_contact(kind, value)) for kind, values in held.items() for value in sorted(values)]


def _organisations(ids: Collection[int]) -> dict[int, list[str]]:
    """Return the names of the organisations of customers. Cost: 1 statement."""
    member_of: dict[int, list[str]] = defaultdict(list)
    for pk, name in Member.objects.filter(customer__in=ids).values_list("customer_id", "organisation__name"):
        member_of[pk].append(name)
    return member_of

