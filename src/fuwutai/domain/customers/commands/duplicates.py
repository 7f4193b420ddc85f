"""Find customers who may be one person, and say that two are two."""

from collections import defaultdict
from collections.abc import Collection

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from fuwutai.domain.customers import likeness, match_keys
from fuwutai.domain.customers.choices import DISMISSED, OPEN
from fuwutai.domain.customers.duplicates import visible_suggestions
from fuwutai.domain.customers.events import DuplicateDismissed
from fuwutai.domain.customers.models import MatchKey, Suggestion
from fuwutai.domain.customers.person import how_many
from fuwutai.kernel import bulk, clock
from fuwutai.kernel.actors import Actor
from fuwutai.kernel.command import command, emit
from fuwutai.kernel.errors import Conflict, NotFound, Refused

CUSTOMERS_AT_ONCE = 500
Found = dict[tuple[int, int], likeness.Score]


@command
def look_for_duplicates(*, actor: Actor, most: int = CUSTOMERS_AT_ONCE) -> int:
    """Write the keys of customers who have none yet, compare them with everybody alike, and return how many they were.

    What was found to be two people stays so until there is a reason that was not there then; a suggestion that
    nothing speaks for any more goes. Raises: Refused. Cost: about 12 statements, none of them for each customer.
    """
    if not actor.is_system:
        raise Refused
    new = list(match_keys.without_keys().values_list("pk", flat=True)[:most])
    if not new:
        return 0
    features = match_keys.features_of(new)
    digests = {pk: match_keys.digests_of(one) for pk, one in features.items()}
    forget_keys(new)
    rows = [(pk, kind, key) for pk, keys in digests.items() for key, kind in keys.items()]
    rows += [(pk, match_keys.SCHEME, str(pk)) for pk in new]
    bulk.insert([MatchKey(customer_id=pk, kind=kind, digest=key) for pk, kind, key in rows])
    _suggest(set(new), _compared(features, digests))
    return len(new)


def forget_keys(customer_ids: Collection[int]) -> None:
    """Let customers be compared anew with everybody. Cost: 1 statement."""
    MatchKey.objects.filter(customer__in=customer_ids).delete()


@command(statements=9)
def dismiss_suggestion(*, actor: Actor, suggestion_id: int) -> Suggestion:
    """Say that two customers are two different people; it is not asked again until there is another reason.

    Emits: DuplicateDismissed. Raises: NotFound also for who may not merge, Conflict where it was decided already.
    """
    suggestion = visible_suggestions(actor).select_for_update(no_key=True).filter(pk=suggestion_id).first()
    if suggestion is None:
        raise NotFound
    if suggestion.state != OPEN:
        raise Conflict(_("This was decided already. Reload the page."), code="decided")
    suggestion.state, suggestion.decided_at = DISMISSED, clock.now()
    suggestion.decided_by_id = actor.staff_id
    suggestion.save(update_fields=["state", "decided_at", "decided_by"])
    emit(
        DuplicateDismissed(
            customer_id=suggestion.first_id, other_id=suggestion.second_id, suggestion_id=suggestion.pk
        )
    )
    return suggestion


def _compared(features: dict[int, likeness.Features], digests: dict[int, dict[str, str]]) -> Found:
    """Return the scores of those who may be one person, by both ids, the smaller one first."""
    holders, counts = match_keys.alike({key for keys in digests.values() for key in keys})
    candidates: dict[int, set[int]] = defaultdict(set)
    for pk, keys in digests.items():
        for key in keys:
            candidates[pk] |= {other for other in holders.get(key, ()) if other != pk}
    others = {other for found in candidates.values() for other in found} - features.keys()
    known = features | (match_keys.features_of(others) if others else {})
    size = how_many()
    found: Found = {}
    for pk, own in features.items():
        beside = [
            (other, known[other])
            for other in candidates[pk]
            if other in known and (min(pk, other), max(pk, other)) not in found
        ]
        scores = likeness.score_of_many(own, beside, match_keys.namesakes(own, counts), size)
        found |= {(min(pk, other), max(pk, other)): score for other, score in scores.items()}
    return found


def _suggest(compared: set[int], found: Found) -> None:
    """Store what was found; of what was known about the customers compared, keep what still holds."""
    known = {
        (one.first_id, one.second_id): one
        for one in Suggestion.objects.filter(Q(first__in=compared) | Q(second__in=compared))
    }
    now = clock.now()
    bulk.insert(
        [
            Suggestion(first_id=first, second_id=second, found_at=now, **_told(score))
            for (first, second), score in found.items()
            if (first, second) not in known
        ]
    )
    changed: list[Suggestion] = []
    for pair, one in known.items():
        score = found.get(pair)
        if score is None or not (one.state == OPEN or (one.state == DISMISSED and _has_more(score, one))):
            continue
        one.score_percent, one.reasons, one.state = score.percent, list(score.reasons), OPEN
        changed.append(one)
    Suggestion.objects.bulk_update(changed, ["score_percent", "reasons", "state"], batch_size=200)
    gone = [one.pk for pair, one in known.items() if one.state == OPEN and pair not in found]
    if gone:
        Suggestion.objects.filter(pk__in=gone).delete()


def _told(score: likeness.Score) -> dict[str, object]:
    return {"score_percent": score.percent, "reasons": list(score.reasons)}


def _has_more(score: likeness.Score, before: Suggestion) -> bool:
    """Return whether something speaks for one person now that did not when it was decided."""
    return bool(set(score.reasons) - set(before.reasons) - likeness.AGAINST)
