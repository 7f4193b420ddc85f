"""Every read of standard phrases: who has which, in which order they are offered, and how they are used."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Count, F, Max, Q, QuerySet

from fuwutai.domain.accounts.queries import visible_teams
from fuwutai.domain.knowledge.choices import BOTH, USE_DAYS
from fuwutai.domain.knowledge.models import Phrase, PhraseFolder, PhraseUse, PhraseVersion
from fuwutai.domain.knowledge.policies import EDIT, may_have_phrases
from fuwutai.domain.knowledge.variables import shown
from fuwutai.kernel import clock
from fuwutai.kernel.actors import Actor
from fuwutai.kernel.errors import NotFound

FOR_ALL = Q(owner=None, team=None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Use:
    """How a phrase was used in the last 30 days: how often, of these how often changed; `last_at`: whenever."""

    times: int = 0
    changed: int = 0
    last_at: object = None

    @property
    def changed_percent(self) -> int:
        """Return how many of hundred uses were changed before sending, rounded; 0 where it was not used."""
        return round(100 * self.changed / self.times) if self.times else 0


def visible_phrases(actor: Actor) -> QuerySet[Phrase]:
    """Return the phrases that a person has: her own, those of her teams, and those for all, none that are retired."""
    if not may_have_phrases(actor):
        return Phrase.objects.none()
    return _in_order(Phrase.objects.filter(_hers(actor), retired_at=None))


def visible_phrase(actor: Actor, phrase_id: int) -> Phrase:
    """Return one phrase that a person has. Raises: NotFound. Cost: 1 statement."""
    return _one(visible_phrases(actor), phrase_id)


def phrases_in_care(actor: Actor) -> QuerySet[Phrase]:
    """Return the phrases that a person has or looks after, with folders and teams, retired ones as well.

    Who writes phrases for others looks after those of the teams in her reach.
    """
    if not may_have_phrases(actor):
        return Phrase.objects.none()
    found = _hers(actor)
    if actor.may(EDIT):
        found |= Q(owner=None) if actor.reach == "all" else Q(owner=None, team_id__in=actor.sight)
    return _in_order(Phrase.objects.filter(found)).select_related("team")


def phrase_in_care(actor: Actor, phrase_id: int) -> Phrase:
    """Return one phrase that a person has or looks after. Raises: NotFound. Cost: 1 statement."""
    return _one(phrases_in_care(actor), phrase_id)


def versions_of(actor: Actor, phrase_id: int) -> list[PhraseVersion]:
    """Return what a phrase in one's care said, the newest first. Cost: 1 statement."""
    seen = phrases_in_care(actor).filter(pk=phrase_id).order_by().values("pk")
    return list(PhraseVersion.objects.filter(phrase__in=seen).select_related("by").order_by("-number"))


def folders(actor: Actor) -> list[PhraseFolder]:
    """Return the folders in their order. Cost: 1 statement."""
    if not may_have_phrases(actor):
        return []
    return list(PhraseFolder.objects.filter(retired_at=None).order_by("position", "pk"))


def folder_in_use(actor: Actor, folder_id: int) -> PhraseFolder:
    """Return one folder. Raises: NotFound. Cost: 1 statement."""
    if not may_have_phrases(actor):
        raise NotFound
    found = PhraseFolder.objects.filter(pk=folder_id, retired_at=None).first()
    if found is None:
        raise NotFound
    return found


def teams_to_write_for(actor: Actor) -> dict[int, str]:
    """Return the names of the teams for which a person may write phrases, by id.

    Cost: 1 statement, none without the right.
    """
    if not may_have_phrases(actor) or not actor.may(EDIT):
        return {}
    teams = visible_teams(actor) if actor.reach == "all" else visible_teams(actor).filter(pk__in=actor.sight)
    return dict(teams.values_list("pk", "name"))


def use_of(phrase_ids: Iterable[int]) -> dict[int, Use]:
    """Return how phrases were used, for those that ever were. Cost: 1 statement."""
    since = clock.now() - timedelta(days=USE_DAYS)
    lately = Q(at__gt=since)
    rows = PhraseUse.objects.filter(phrase_id__in=list(phrase_ids)).values("phrase_id").annotate(
        times=Count("id", filter=lately), changed_times=Count("id", filter=lately & Q(changed=True)),
        last_at=Max("at"),
    )  # fmt: skip
    return {
        row["phrase_id"]: Use(times=row["times"], changed=row["changed_times"], last_at=row["last_at"])
        for row in rows
    }


def own_use(actor: Actor) -> dict[int, int]:
    """Return how often a person herself used which phrase in the last 30 days. Cost: 1 statement."""
    if actor.staff_id is None:
        return {}
    since = clock.now() - timedelta(days=USE_DAYS)
    rows = PhraseUse.objects.filter(staff_id=actor.staff_id, at__gt=since).values("phrase_id")
    return dict(rows.annotate(times=Count("id")).values_list("phrase_id", "times"))


def adopted_codes() -> set[str]:
    """Return the codes of shipped phrases that are or were here. Cost: 1 statement."""
    return set(Phrase.objects.exclude(code="").values_list("code", flat=True))


def winning_shortcuts(phrases: Iterable[Phrase]) -> dict[int, str]:
    """Return which phrase of a person answers to which shortcut, by its id, so that each means one.

    One's own goes before that of a team, that before one for all; of two teams the older phrase wins. Cost: none.
    """
    taken: dict[str, Phrase] = {}
    for one in phrases:
        if one.shortcut and (one.shortcut not in taken or _rank(one) < _rank(taken[one.shortcut])):
            taken[one.shortcut] = one
    return {one.pk: shortcut for shortcut, one in taken.items()}


def fits(phrase: Phrase, *, type_code: str, category: str) -> bool:
    """Return whether a phrase is meant for just such cases; one that is meant for all is meant for none in particular.

    What is meant for a category is so for what is narrower. Cost: none.
    """
    if not phrase.types and not phrase.categories:
        return False
    if phrase.types and type_code not in phrase.types:
        return False
    return not phrase.categories or any(f"{category}.".startswith(f"{one}.") for one in phrase.categories)


def ranked(
    phrases: Iterable[Phrase],
    used: Mapping[int, int],
    *,
    purpose: str,
    language: str,
    type_code: str = "",
    category: str = "",
) -> list[Phrase]:
    """Return the phrases of a purpose: in the language, meant for such cases, most used by oneself, in their order.

    `used`: as `own_use`. What is meant for other cases comes last of its language. Cost: none.
    """

    def key(one: Phrase) -> tuple[bool, int, int]:
        is_meant = fits(one, type_code=type_code, category=category)
        is_for_others = not is_meant and bool(one.types or one.categories)
        return one.language != language, 0 if is_meant else 2 if is_for_others else 1, -used.get(one.pk, 0)

    return sorted((one for one in phrases if one.purpose in (BOTH, purpose)), key=key)


def matching(phrases: Iterable[Phrase], typed: str, language: str) -> list[Phrase]:
    """Return the phrases in which every typed word stands; whose shortcut or title begins so come first. Cost: none."""
    words, begun = typed.casefold().split(), typed.strip().casefold()
    if not words:
        return list(phrases)
    found: list[tuple[int, int, Phrase]] = []
    for one in phrases:
        said = f"{one.shortcut} {one.title} {shown(one.body, language)}".casefold()
        if all(word in said for word in words):
            place = 0 if one.shortcut == begun else 1 if one.shortcut.startswith(begun) else 2
            place = place if place < 2 or one.title.casefold().startswith(begun) else 3
            found.append((place, len(found), one))
    return [one for _place, _order, one in sorted(found, key=lambda item: item[:2])]


def ids_of(written: str, most: int = 50) -> Collection[int]:
    """Return the numbers of a list with commas, as a form says it; what is no number is left out."""
    found = [int(one) for one in written.split(",") if one.isascii() and one.isdecimal() and len(one) < 19]
    return list(dict.fromkeys(found))[:most]


def _hers(actor: Actor) -> Q:
    return Q(owner_id=actor.id) | Q(owner=None, team_id__in=actor.team_ids) | FOR_ALL


def _rank(phrase: Phrase) -> tuple[int, int]:
    return (0 if phrase.owner_id else 1 if phrase.team_id else 2), phrase.pk


def _in_order(phrases: QuerySet[Phrase]) -> QuerySet[Phrase]:
    return phrases.select_related("folder").order_by(
        F("folder__position").asc(nulls_last=True), "folder_id", "position", "id"
    )


def _one(phrases: QuerySet[Phrase], phrase_id: int) -> Phrase:
    found = phrases.filter(pk=phrase_id).first()
    if found is None:
        raise NotFound
    return found
