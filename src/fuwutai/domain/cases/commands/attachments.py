"""Files with words: put aside while one writes, taken along when it is sent, dropped, or held back with a reply."""

from collections.abc import Collection, Sequence

from django.db.models import F
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from fuwutai.domain.cases.commands._words import facts_of_case
from fuwutai.domain.cases.events import FilesAdded
from fuwutai.domain.cases.models import Attachment, Case, HeldReply, Message
from fuwutai.domain.cases.policies import may_add_note, may_reply, may_write_as_customer
from fuwutai.domain.cases.queries import locked_case, visible_case
from fuwutai.domain.cases.rule_kinds.files import MOST_MEGABYTES, FileLimits
from fuwutai.domain.cases.speech.attachments import MEGABYTE, limits_for, visible_attachments
from fuwutai.domain.files.commands import Kept, erase_unused_files, hold_file, store_file
from fuwutai.kernel import clock
from fuwutai.kernel.actors import Actor
from fuwutai.kernel.command import command, emit
from fuwutai.kernel.errors import Conflict, Invalid, NotFound, Refused, Text
from fuwutai.kernel.turns import reading_alone
from fuwutai.kernel.uploads import checked_upload

FIELD = "files"
EMPTY: Text = _("This file is empty. Choose another one.")
GONE: Text = _("One of the files is no longer put aside here. Add it once more.")


def take_in_file(*, actor: Actor, name: str, content: bytes, limits: FileLimits) -> Kept:
    """Check what was sent and keep its bytes, before any command; unused it is erased a day later.

    To be asked after who may do this at all. Raises: Invalid at `files`, TooMany while another one is being read.
    """
    if not content:
        raise refusal(EMPTY)
    if len(content) > limits.each_megabytes * MEGABYTE:
        raise refusal(too_large(limits))
    with reading_alone():
        upload = checked_upload(name, content, field=FIELD)
        if len(upload.content) > MOST_MEGABYTES * 2 * MEGABYTE:  # a picture that is written anew may grow
            raise refusal(too_large(limits))
    return store_file(actor=actor, upload=upload)


@command(statements=7)
def attach_file(*, actor: Actor, case_id: int, kept: Kept) -> Attachment:
    """Put a file aside for what somebody is writing in a case. Raises: NotFound, Refused, Invalid at `files`."""
    case = locked_case(actor, case_id)
    if not may_attach(actor, case):
        raise Refused
    _check_together(case, [*_aside(case, actor), _row(case, actor, kept)])
    hold_file(actor=actor, file_id=kept.file_id)
    row = _row(case, actor, kept)
    row.save(force_insert=True)
    return row


@command(statements=7)
def drop_file(*, actor: Actor, case_id: int, attachment_id: int) -> Attachment:
    """Take away a file that somebody had put aside herself; nobody has seen it. Raises: NotFound, Conflict."""
    case = locked_case(actor, case_id)
    own = visible_attachments(actor, case_id).filter(added_by_kind=actor.kind, added_by_id=actor.id)
    row = own.filter(pk=attachment_id, removed_at=None).first()
    if row is None:
        raise NotFound
    if row.message_id is not None or row.held_reply_id is not None:
        raise Conflict(_("This file was sent already. Who may take things out of a case can remove it."), code="sent")
    _forget(actor, [row])
    row.case = case
    return row


@command(statements=6)
def drop_unsent_files(*, actor: Actor, attachment_ids: Collection[int]) -> int:
    """Take away files that were put aside long ago and never sent; return how many. Raises: Refused for persons."""
    if not actor.is_system:
        raise Refused
    rows = Attachment.objects.select_for_update(no_key=True).filter(
        pk__in=attachment_ids, message=None, held_reply=None, removed_at=None
    )
    found = list(rows.order_by("pk"))
    _forget(actor, found)
    return len(found)


def may_attach(actor: Actor, case: Case) -> bool:
    """Return whether somebody may put files aside in a case: who may write there in any way."""
    return may_reply(actor, case) or may_add_note(actor, case) or may_write_as_customer(actor, case)


def check_may_attach(actor: Actor, case_id: int) -> FileLimits:
    """Return how much somebody may add to a case, before its bytes are looked at. Raises: NotFound, Refused."""
    case = visible_case(actor, case_id)
    if not may_attach(actor, case):
        raise Refused
    return limits_for(facts_of_case(case))


def take_along(
    case: Case,
    message: Message,
    actor: Actor,
    file_ids: Collection[int] = (),
    kept: Sequence[Kept] = (),
    *,
    addressed: Case | None = None,
) -> None:
    """Let a message carry files: those that its writer had put aside in the case, and those just taken in.

    `addressed`: the case in which they were put aside, where words land in another one. The caller has locked the case
    and saves nothing of this. Emits: FilesAdded. Raises: Invalid at `files`.
    Cost: none without files; 3 statements, 1 more for those put aside, 2 for each just taken in.
    """
    rows = [*_chosen(addressed or case, actor, file_ids), *(_row(case, actor, one) for one in kept)]
    if not rows:
        return
    _check_together(addressed or case, rows)
    for one in kept:
        hold_file(actor=actor, file_id=one.file_id)
    Attachment.objects.filter(pk__in=[row.pk for row in rows if row.pk]).update(message=message, case=case)
    new = [row for row in rows if not row.pk]
    for row in new:
        row.message = message
    Attachment.objects.bulk_create(new)
    _count(case, message, len(rows))


def hold_with(
    case: Case, held: HeldReply, actor: Actor, file_ids: Collection[int] = (), kept: Sequence[Kept] = ()
) -> None:
    """Let a held reply carry files, as `take_along` does a message. Raises: Invalid at `files`."""
    rows = [*_chosen(case, actor, file_ids), *(_row(case, actor, one) for one in kept)]
    if not rows:
        return
    _check_together(case, rows)
    for one in kept:
        hold_file(actor=actor, file_id=one.file_id)
    Attachment.objects.filter(pk__in=[row.pk for row in rows if row.pk]).update(held_reply=held)
    new = [row for row in rows if not row.pk]
    for row in new:
        row.held_reply = held
    Attachment.objects.bulk_create(new)


def hand_on(held: HeldReply, message: Message) -> None:
    """Let the message that a held reply became carry its files. Emits: FilesAdded. Cost: 1 statement, 3 with files."""
    waiting = Attachment.objects.filter(held_reply=held, message=None, removed_at=None)
    if number := waiting.update(message=message, case=message.case_id):
        _count(message.case, message, number)


def put_back(held: HeldReply) -> None:
    """Put the files of a reply that is not sent aside again, for whoever wrote it. Cost: 1 statement."""
    Attachment.objects.filter(held_reply=held, message=None).update(held_reply=None, added_at=clock.now())


def copy_files(original: Message, copy: Message) -> None:
    """Let the copy of a message carry the same files. Cost: none without files, else 4 statements."""
    if not original.files:
        return
    rows = list(original.attachments.order_by("pk"))
    for row in rows:
        row.pk, row._state.adding = None, True
        row.case_id, row.message = copy.case_id, copy
    Attachment.objects.bulk_create(rows)
    _count(copy.case, copy, len(rows), tell=False)


def refusal(text: Text) -> Invalid:
    """Return the refusal of a file."""
    return Invalid(text, fields={FIELD: text})


def too_large(limits: FileLimits) -> Text:
    """Return what is said of a file that is too large."""
    said = _("This file is larger than %(most)s MB. Make it smaller, or send it in parts.")
    return said % {"most": limits.each_megabytes}


def too_many(limits: FileLimits) -> Text:
    """Return what is said of more files than may come with one message."""
    text = ngettext_lazy(
        "Only %(n)s file may come with one message. Send the others with the next one.",
        "Only %(n)s files may come with one message. Send the others with the next one.",
        limits.files,
    )
    return text % {"n": limits.files}


def _row(case: Case, actor: Actor, kept: Kept) -> Attachment:
    return Attachment(
        case=case, file_id=kept.file_id, name=kept.name, size=kept.size, content_type=kept.content_type,
        added_by_kind=actor.kind, added_by_id=actor.id, added_at=clock.now(),
    )  # fmt: skip


def _aside(case: Case, actor: Actor) -> list[Attachment]:
    """Return what somebody has put aside in a case. Cost: 1 statement."""
    rows = Attachment.objects.filter(
        case=case, message=None, held_reply=None, removed_at=None, added_by_kind=actor.kind, added_by_id=actor.id
    )
    return list(rows.order_by("pk"))


def _chosen(case: Case, actor: Actor, file_ids: Collection[int]) -> list[Attachment]:
    """Return files that somebody has put aside, by id. Raises: Invalid. Cost: 1 statement, none without ids."""
    wanted = set(file_ids)
    found = [row for row in _aside(case, actor) if row.pk in wanted] if wanted else []
    if len(found) != len(wanted):
        raise refusal(GONE)
    return found


def _check_together(case: Case, rows: Sequence[Attachment]) -> None:
    """Raises: Invalid for more files, or more bytes, than may come with one message."""
    limits = limits_for(facts_of_case(case))
    if len(rows) > limits.files:
        raise refusal(too_many(limits))
    if sum(row.size for row in rows) > limits.total_megabytes * MEGABYTE:
        said = _("These files have more than %(most)s MB together. Send some of them with the next message.")
        raise refusal(said % {"most": limits.total_megabytes})


def _count(case: Case, message: Message, number: int, *, tell: bool = True) -> None:
    """Keep the numbers of files on the rows of case and message. Cost: 2 statements. Emits: FilesAdded."""
    message.files += number
    message.save(update_fields=["files"])
    Case.objects.filter(pk=case.pk).update(files=F("files") + number)
    case.files += number
    if tell:
        emit(FilesAdded(case_id=case.pk, message_id=message.pk, number=number))


def _forget(actor: Actor, rows: Sequence[Attachment]) -> None:
    """Let files that nobody was sent be gone, with their names. Cost: 1 statement, 4 more to erase their bytes."""
    files = [row.file_id for row in rows if row.file_id is not None]
    for row in rows:
        row.file, row.name, row.removed_at = None, "", clock.now()
    Attachment.objects.bulk_update(rows, ["file", "name", "removed_at"])
    if files:
        erase_unused_files(actor=actor, file_ids=files)
