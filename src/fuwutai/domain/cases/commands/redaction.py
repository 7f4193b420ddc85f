"""Taking out of a case for good what must not stand in it: words, and what files hold.

Nothing brings it back, nor does the trace say what it was. Backups made before still hold it until they are deleted.
"""

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from fuwutai.domain.cases.commands._words import both_subjects
from fuwutai.domain.cases.events import FileRemoved, MessageRedacted
from fuwutai.domain.cases.models import Attachment, Case, Message, Redaction
from fuwutai.domain.cases.policies import may_redact
from fuwutai.domain.cases.queries import locked_cases, visible_case
from fuwutai.domain.cases.speech.conversation import message_of, visible_messages
from fuwutai.domain.files.commands import erase_unused_files
from fuwutai.kernel import clock
from fuwutai.kernel.actors import Actor
from fuwutai.kernel.command import command, emit
from fuwutai.kernel.errors import Conflict, Invalid, NotFound, Refused, Text
from fuwutai.kernel.masking import mask_text
from fuwutai.kernel.text import storable

BLOCK = "▇"
REMOVED_NAME = BLOCK * 4
MAX_REASON = 200
MOST_PARTS = 200
SHORTEST_IN_SUBJECT = 2
"""A single character that stands in the subject too says nothing."""

Part = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a message would be like to its reader: its words with blocks, and how many characters are gone."""

    body: str
    characters: int


@command(statements=16)
def redact_message(
    *, actor: Actor, case_id: int, message_id: int, reason: str, parts: Sequence[Part] = (), words: str = ""
) -> Message:
    """Replace characters of a message by blocks for good: those from start to end of `parts`, and `words` wherever they
    stand; in every copy of it as well, and where the same stands in the subject. A merged case allows it too.

    Emits: MessageRedacted for it and each copy. Raises: NotFound, Refused, Invalid. Source: S3-5.1-7.
    """
    message = _to_redact(actor, case_id, message_id)
    checked_reason(reason)
    cases, family = _locked_family(message)
    message = next(one for one in family if one.pk == message_id)
    places = _places(message.body, parts, words)
    gone = {message.body[start:end] for start, end in places}
    if any(len(text.strip()) >= SHORTEST_IN_SUBJECT and text.strip() in reason for text in gone):
        raise _wrong("reason", _("The reason repeats what is taken out. Say why without it."))
    for one in family:
        here = places if len(one.body) == len(message.body) else _places_of(one.body, gone)
        if not (characters := _visible_length(one.body, here)):
            continue
        one.body, one.redacted = _blocked(one.body, here), True
        one.save(update_fields=["body", "redacted"])
        Redaction.objects.create(
            message=one, characters=characters, reason=reason.strip(), staff_id=actor.staff_id, at=clock.now()
        )
        emit(MessageRedacted(case_id=one.case_id, message_id=one.pk, characters=characters))
    for case in cases:
        _redact_subject(case, gone)
    return message


@command(statements=20)
def remove_attachment(*, actor: Actor, case_id: int, attachment_id: int, reason: str) -> Attachment:
    """Take out of a case for good what a file holds, also where a copy of its message carries it; a trace stays.

    Its bytes are erased unless somebody else has sent the same.
    Emits: FileRemoved for it and each copy. Raises: NotFound, Refused, Invalid, Conflict.
    """
    row = Attachment.objects.filter(pk=attachment_id, case_id=case_id).first()
    if row is None or row.message_id is None:
        visible_case(actor, case_id)
        raise NotFound
    message = _to_redact(actor, case_id, row.message_id)
    checked_reason(reason)
    _cases, family = _locked_family(message)
    rows = Attachment.objects.select_for_update(no_key=True).filter(message__in=[one.pk for one in family])
    found = [one for one in rows.order_by("pk") if one.pk == attachment_id or _is_same(one, row)]
    mine = next(one for one in found if one.pk == attachment_id)
    if mine.removed_at is not None:
        raise Conflict(_("This file was removed before."), code="removed")
    files = {one.file_id for one in found if one.file_id is not None}
    for one in found:
        one.file, one.name, one.removed_at = None, REMOVED_NAME, clock.now()
        emit(FileRemoved(case_id=one.case_id, message_id=one.message_id or 0, attachment_id=one.pk))
    Attachment.objects.bulk_update(found, ["file", "name", "removed_at"])
    Message.objects.filter(pk__in={one.message_id for one in found}).update(redacted=True)
    Redaction.objects.bulk_create(
        Redaction(message_id=one.message_id or 0, attachment=one, reason=reason.strip(), staff_id=actor.staff_id,
                  at=clock.now())
        for one in found
    )  # fmt: skip
    erase_unused_files(actor=actor, file_ids=files)
    return mine


def redaction_of(actor: Actor, case_id: int, message_id: int, parts: Sequence[Part], words: str) -> Outcome:
    """Return what a message would be like. Raises: NotFound, Refused, Invalid. Cost: 3 statements."""
    if not may_redact(actor, visible_case(actor, case_id)):
        raise Refused
    stored = visible_messages(actor, case_id).filter(pk=message_id).first()
    if stored is None:
        raise NotFound
    places = _places(stored.body, parts, words)
    shown = message_of(actor, case_id, message_id).body  # masked, which keeps every place
    return Outcome(_blocked(shown, places), _visible_length(stored.body, places))


def places_shown(body: str, parts: Sequence[Part]) -> list[Part]:
    """Return where places of a text stand that a page shows, where each end of a line is one character."""
    starts = [at for at, sign in enumerate(body) if not (sign == "\n" and body[at - 1 : at] == "\r")]
    starts.append(len(body))
    longest = len(starts) - 1
    return [(starts[start], starts[end]) if 0 <= start <= end <= longest else (-1, -1) for start, end in parts]


def checked_reason(reason: str) -> str:
    """Return why something is taken out. Raises: Invalid."""
    problem: Text = ""
    if not reason.strip():
        problem = _("Say why. The reason stays beside the message, so repeat nothing in it that is taken out.")
    elif len(reason.strip()) > MAX_REASON or not storable(reason):
        problem = _("Keep the reason to 200 characters.")
    if problem:
        raise Invalid(problem, fields={"reason": problem})
    return reason


def _to_redact(actor: Actor, case_id: int, message_id: int) -> Message:
    case = visible_case(actor, case_id)
    message = visible_messages(actor, case_id).filter(pk=message_id).first()
    if message is None:
        raise NotFound
    if not may_redact(actor, case):
        raise Refused
    return message


def _locked_family(message: Message) -> tuple[list[Case], list[Message]]:
    """Return a message with all its copies, and their cases, locked: the cases first, both in the order of their ids.

    Who may redact a message here takes it out wherever it was copied to, also out of sight.
    Cost: 3 statements, 2 more with copies.
    """
    known = {message.pk}
    while True:
        same = Message.objects.filter(Q(pk__in=known) | Q(copied_from__in=known)).order_by("pk")
        rows = list(same.values_list("pk", "copied_from_id", "case_id"))
        found = {pk for row in rows for pk in row[:2] if pk is not None}
        if found == known:
            break
        known = found
    of_cases = {row[2] for row in rows}
    cases = locked_cases(Actor.system("cases"), of_cases)
    family = list(Message.objects.select_for_update(no_key=True).filter(pk__in=known).order_by("pk"))
    return list(cases.values()), family


def _places(body: str, parts: Sequence[Part], words: str) -> list[Part]:
    """Return where something is taken out, in order and without overlaps. Raises: Invalid."""
    if len(parts) > MOST_PARTS:
        raise _wrong("parts", _("Choose fewer places at a time."))
    for start, end in parts:
        if not 0 <= start < end <= len(body):
            raise _wrong("parts", _("The message has changed since it was shown. Reload the page and choose again."))
    found = [*parts]
    if words.strip():
        typed = _places_of(body, {words.strip()}) or _places_of(mask_text(body), {words.strip()})
        if not typed:
            raise _wrong("words", _("These words do not stand in the message. Copy them exactly as they are shown."))
        found += typed
    merged: list[Part] = []
    for start, end in sorted(found):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    if not _visible_length(body, merged):
        raise _wrong("words", _("Select in the message what is to be taken out, or type it."))
    return merged


def _places_of(body: str, texts: Collection[str]) -> list[Part]:
    """Return where any of some texts stands; line ends of a browser count like those of the message."""
    plain = [re.escape(text.replace("\r\n", "\n")).replace("\\\n", r"\r?\n") for text in texts if text.strip()]
    if not plain:
        return []
    return [found.span() for found in re.finditer("|".join(sorted(plain, key=len, reverse=True)), body)]


def _blocked(body: str, places: Iterable[Part]) -> str:
    signs = list(body)
    for start, end in places:
        signs[start:end] = [sign if sign.isspace() else BLOCK for sign in signs[start:end]]
    return "".join(signs)


def _visible_length(body: str, places: Iterable[Part]) -> int:
    """Return how many characters would be taken out: blanks and what is out already do not count."""
    return sum(not sign.isspace() and sign != BLOCK for start, end in places for sign in body[start:end])


def _redact_subject(case: Case, gone: Collection[str]) -> None:
    whole = case.whole_subject
    texts = {text.strip() for text in gone if len(text.strip()) >= SHORTEST_IN_SUBJECT}
    if not (places := _places_of(whole, texts)):
        return
    for name, value in both_subjects(_blocked(whole, places)).items():
        setattr(case, name, value)
    case.save(update_fields=["subject", "subject_whole"])


def _is_same(one: Attachment, removed: Attachment) -> bool:
    return removed.file_id is not None and one.file_id == removed.file_id


def _wrong(field: str, text: Text) -> Invalid:
    return Invalid(text, fields={field: text})
