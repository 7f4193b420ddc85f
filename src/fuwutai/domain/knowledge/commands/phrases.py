"""Writing standard phrases, putting them in order, retiring them and bringing them back."""

import re
from collections.abc import Collection, Sequence

from django.db import IntegrityError, transaction
from django.db.models import Max, QuerySet
from django.utils.translation import gettext_lazy as _

from fuwutai.domain.knowledge.choices import (
    BOTH,
    LONGEST_BODY,
    LONGEST_SHORTCUT,
    LONGEST_TITLE,
    MOST_OWN,
    MOST_SHARED,
    PHRASE_LANGUAGES,
    PURPOSES,
    ZH,
)
from fuwutai.domain.knowledge.events import PhraseMoved, PhraseRestored, PhraseRetired, PhraseSaved
from fuwutai.domain.knowledge.models import Phrase, PhraseFolder, PhraseVersion
from fuwutai.domain.knowledge.policies import (
    EDIT,
    may_change_phrase,
    may_edit_for_all,
    may_edit_for_team,
    may_have_phrases,
)
from fuwutai.domain.knowledge.queries import phrase_in_care, phrases_in_care
from fuwutai.domain.knowledge.variables import stored, unknown_in
from fuwutai.kernel import clock
from fuwutai.kernel.actors import Actor
from fuwutai.kernel.command import command, emit
from fuwutai.kernel.errors import Conflict, Invalid, NotFound, Refused, Text
from fuwutai.kernel.text import storable

SHORTCUT = re.compile(r"[\w-]+")
CODE = re.compile(r"[a-z0-9_.-]{1,60}")
MOST_CODES = 40
SAID = ("title", "body")
KEPT = ("folder", "shortcut", "language", "purpose", "types", "categories", "owner", "team", "position")


@command(statements=13)
def save_phrase(
    *,
    actor: Actor,
    title: str,
    body: str,
    shortcut: str = "",
    folder_id: int | None = None,
    language: str = ZH,
    purpose: str = BOTH,
    types: Sequence[str] = (),
    categories: Sequence[str] = (),
    team_id: int | None = None,
    for_all: bool = False,
    phrase_id: int | None = None,
    seen_version: int | None = None,
) -> Phrase:
    """Keep a phrase for oneself, or, with the permission for it, for a team or all; `phrase_id`: change it.

    `types`, `categories`: codes of the cases for which it is meant. `seen_version`: which one was changed. New words
    are a new version. A shortcut is written with or without its semicolon and is kept in small letters.
    Emits: PhraseSaved. Raises: NotFound, Refused, Conflict for one phrase too many or where somebody else saved
    meanwhile, Invalid naming each wrong answer.
    """
    phrase = _locked(actor, phrase_id) if phrase_id is not None else Phrase(owner_id=actor.staff_id, version=0)
    _may_keep(actor, phrase, team_id, for_all)
    if seen_version is not None and phrase.version != seen_version:
        changed = _("Somebody else has changed this phrase meanwhile. Look at the newest version and change that one.")
        raise Conflict(changed, code="changed_meanwhile")
    said = (title.strip(), stored(body.replace("\r\n", "\n").strip()))
    phrase.shortcut = shortcut.strip().lstrip(";；").casefold()
    wrong = _wrong_words(*said) | _wrong_choices(language, purpose, types, categories)
    if phrase.shortcut and (not SHORTCUT.fullmatch(phrase.shortcut) or len(phrase.shortcut) > LONGEST_SHORTCUT):
        wrong["shortcut"] = _("A shortcut has at most 20 letters, digits or hyphens.")
    if folder_id is not None and not PhraseFolder.objects.filter(pk=folder_id, retired_at=None).exists():
        wrong["folder_id"] = _("Choose one of the list.")
    phrase.owner_id = actor.staff_id if team_id is None and not for_all else None
    phrase.team_id = None if for_all else team_id
    if "shortcut" not in wrong and phrase.shortcut and _beside(phrase).filter(shortcut=phrase.shortcut).exists():
        wrong["shortcut"] = TAKEN
    if wrong:
        raise Invalid(_("Some answers are missing or wrong."), fields=wrong)
    _refuse_too_many(phrase)
    is_new_version = said != (phrase.title, phrase.body)
    phrase.title, phrase.body = said
    phrase.folder_id, phrase.language, phrase.purpose = folder_id, language, purpose
    phrase.types, phrase.categories = sorted(set(types)), sorted(set(categories))
    _write(actor, phrase, is_new_version)
    return phrase


@command(statements=12)
def restore_phrase_version(*, actor: Actor, phrase_id: int, number: int) -> Phrase:
    """Let a phrase say again what it said in an older version, as a new one.

    Emits: PhraseSaved, nothing where it says so already. Raises: NotFound, Refused.
    """
    phrase = _changeable(actor, phrase_id)
    older = PhraseVersion.objects.filter(phrase=phrase, number=number).first()
    if older is None:
        raise NotFound
    if (older.title, older.body) != (phrase.title, phrase.body):
        phrase.title, phrase.body = older.title, older.body
        _write(actor, phrase, is_new_version=True)
    return phrase


@command(statements=7)
def retire_phrase(*, actor: Actor, phrase_id: int) -> Phrase:
    """Offer a phrase to nobody any more; what was said stays said. Emits: PhraseRetired. Raises: NotFound, Refused."""
    phrase = _changeable(actor, phrase_id)
    if phrase.retired_at is None:
        phrase.retired_at = clock.now()
        phrase.save(update_fields=["retired_at"])
        emit(PhraseRetired(phrase_id=phrase.pk))
    return phrase


@command(statements=9)
def restore_phrase(*, actor: Actor, phrase_id: int) -> Phrase:
    """Offer a phrase again; without its shortcut, where another one has that by now.

    Emits: PhraseRestored. Raises: NotFound, Refused, Conflict for one phrase too many.
    """
    phrase = _changeable(actor, phrase_id)
    if phrase.retired_at is None:
        return phrase
    _refuse_too_many(phrase)
    if phrase.shortcut and _beside(phrase).filter(shortcut=phrase.shortcut).exists():
        phrase.shortcut = ""
    phrase.retired_at = None
    phrase.save(update_fields=["retired_at", "shortcut"])
    emit(PhraseRestored(phrase_id=phrase.pk))
    return phrase


@command(statements=8)
def move_phrase(*, actor: Actor, phrase_id: int, up: bool) -> None:
    """Let a phrase change places with its neighbour: the next in its folder that has the same readers.

    Emits: PhraseMoved, nothing at the end. Raises: NotFound, Refused.
    """
    phrase = _changeable(actor, phrase_id)
    if phrase.retired_at is not None:
        raise NotFound
    rows = list(_of_same_readers(phrase).filter(folder=phrase.folder_id).order_by("position", "pk"))
    here = next(place for place, row in enumerate(rows) if row.pk == phrase.pk)
    there = here - 1 if up else here + 1
    if not 0 <= there < len(rows):
        return
    places = sorted(row.position for row in rows)
    rows[here], rows[there] = rows[there], rows[here]
    for place, row in enumerate(rows):
        row.position = max(places[place], rows[place - 1].position + 1) if place else places[0]
    Phrase.objects.bulk_update(rows, ["position"])
    emit(PhraseMoved(phrase_id=phrase_id, position=there))


TAKEN = _("Another phrase has this shortcut already. Choose another one.")


def last_position() -> int:
    """Return the place behind all phrases. Cost: 1 statement."""
    last = Phrase.objects.aggregate(last=Max("position"))["last"]
    return 0 if last is None else int(last) + 1


def _locked(actor: Actor, phrase_id: int) -> Phrase:
    """Return a phrase in one's care, locked. Raises: NotFound. Cost: 1 statement, 2 where it is not there."""
    seen = phrases_in_care(actor).select_for_update(no_key=True, of=("self",)).filter(pk=phrase_id).first()
    return seen if seen is not None else phrase_in_care(actor, phrase_id)


def _changeable(actor: Actor, phrase_id: int) -> Phrase:
    """Raises: NotFound, Refused."""
    phrase = _locked(actor, phrase_id)
    if not may_change_phrase(actor, phrase):
        raise Refused
    return phrase


def _may_keep(actor: Actor, phrase: Phrase, team_id: int | None, for_all: bool) -> None:
    """Raises: Refused. One's own phrases are one's own affair; what others have, or shall have, asks for more."""
    if not may_have_phrases(actor):
        raise Refused
    if phrase.pk is not None and not may_change_phrase(actor, phrase):
        raise Refused
    if for_all and not may_edit_for_all(actor):
        raise Refused
    if team_id is not None and not for_all and not (actor.may(EDIT) and may_edit_for_team(actor, team_id)):
        raise Refused


def _of_same_readers(phrase: Phrase) -> "QuerySet[Phrase]":
    """Return the phrases that the same people have for the same reason."""
    return Phrase.objects.filter(owner=phrase.owner_id, team=phrase.team_id, retired_at=None)


def _beside(phrase: Phrase) -> "QuerySet[Phrase]":
    return _of_same_readers(phrase).exclude(pk=phrase.pk)


def _refuse_too_many(phrase: Phrase) -> None:
    """Raises: Conflict. Cost: 1 statement."""
    most = MOST_OWN if phrase.owner_id is not None else MOST_SHARED
    if _beside(phrase).count() >= most:
        raise Conflict(
            _("There are %(most)s phrases here already. Retire one that nobody needs first.") % {"most": most},
            code="too_many_phrases",
        )


def _write(actor: Actor, phrase: Phrase, is_new_version: bool) -> None:
    """Save a phrase, and what it says as a version where that is new. Raises: Invalid. Cost: 3 statements and a
    savepoint.
    """
    phrase.version += is_new_version
    is_new = phrase.pk is None
    if is_new:
        phrase.made_at, phrase.position = clock.now(), last_position()
    try:
        with transaction.atomic():
            phrase.save(update_fields=None if is_new else [*SAID, *KEPT, "version"])
    except IntegrityError as taken:  # by somebody who saved at the same moment
        raise Invalid(TAKEN, fields={"shortcut": TAKEN}) from taken
    if is_new_version:
        PhraseVersion.objects.create(
            phrase=phrase, number=phrase.version, title=phrase.title, body=phrase.body, by_id=actor.staff_id,
            at=clock.now(),
        )  # fmt: skip
    emit(
        PhraseSaved(
            phrase_id=phrase.pk, version=phrase.version, team_id=phrase.team_id, is_own=phrase.owner_id is not None
        )
    )


def _wrong_words(title: str, body: str) -> dict[str, Text]:
    wrong: dict[str, Text] = {}
    if not title or len(title) > LONGEST_TITLE or not storable(title):
        wrong["title"] = _("Give the phrase a name of at most 60 characters.")
    if not body or len(body) > LONGEST_BODY or not storable(body):
        wrong["body"] = _("Write what the phrase says, at most 5,000 characters.")
    elif unknown := unknown_in(body):
        names = " ".join(f"{{{name}}}" for name in unknown)
        wrong["body"] = _("There is no variable called %(names)s. Choose one of the list.") % {"names": names}
    return wrong


def _wrong_choices(
    language: str, purpose: str, types: Collection[str], categories: Collection[str]
) -> dict[str, Text]:
    """Return what is wrong. Whether codes of cases are in use, the forms know; here they are codes at least."""
    chosen = {"types": types, "categories": categories}
    wrong: dict[str, Text] = {
        name: _("Choose of the list.")
        for name, codes in chosen.items()
        if len(codes) > MOST_CODES or not all(CODE.fullmatch(code) for code in codes)
    }
    if language not in PHRASE_LANGUAGES:
        wrong["language"] = _("Choose one of the list.")
    if purpose not in PURPOSES:
        wrong["purpose"] = _("Choose one of the list.")
    return wrong
