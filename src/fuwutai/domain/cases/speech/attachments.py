"""The files of cases as far as somebody may see them, and how many may be sent."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from django.db.models import Exists, Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from fuwutai.domain.cases.choices import NOTE
from fuwutai.domain.cases.mergers import whole_case
from fuwutai.domain.cases.models import Attachment, Case
from fuwutai.domain.cases.queries import visible_cases
from fuwutai.domain.cases.rule_kinds.files import FILES, FileLimits
from fuwutai.domain.files.previews import preview_type
from fuwutai.domain.files.queries import open_file, preview_of
from fuwutai.domain.standards.queries import rule_in_force
from fuwutai.domain.standards.registry import CASE_FACTS
from fuwutai.kernel import clock
from fuwutai.kernel.actors import Actor
from fuwutai.kernel.errors import NotFound
from fuwutai.kernel.uploads import TYPES

MEGABYTE = 1024 * 1024
ACCEPTED = ",".join(f".{ending}" for ending in TYPES)
"""What a file field offers to choose from."""


@dataclass(frozen=True, slots=True)
class Download:
    """A file that is handed out; its bytes are decrypted while they are read."""

    attachment_id: int
    case_id: int
    name: str
    content_type: str
    size: int
    pieces: Iterator[bytes]


@dataclass(frozen=True, slots=True)
class Preview:
    """A look at a file: a picture of it painted anew, or the first lines of a text."""

    content: bytes
    content_type: str
    name: str


def visible_attachments(actor: Actor, case_id: int) -> QuerySet[Attachment]:
    """Return the files of a case that somebody may open: those of words in sight, and her own that are not sent yet.

    Words of cases that were merged into it are its own.

    Outsiders get no file of an internal note, nor one of a reply that is held back.
    """
    said = Q(message__isnull=False, case_id__in=whole_case(case_id))
    if actor.is_customer:
        said &= ~Q(message__kind=NOTE)
    if actor.is_staff and actor.id is not None:
        said |= Q(message=None, case_id=case_id, added_by_kind=actor.kind, added_by_id=actor.id)
    return Attachment.objects.filter(Exists(visible_cases(actor).filter(pk=case_id)), said)


def attachment_of(actor: Actor, case_id: int, attachment_id: int) -> Attachment:
    """Return one file of a case whose bytes are there. Raises: NotFound. Cost: 1 statement."""
    found = visible_attachments(actor, case_id).filter(pk=attachment_id, removed_at=None, file__isnull=False).first()
    if found is None:
        raise NotFound(_("This file is not here, or not any more."))
    return found


def download(actor: Actor, case_id: int, attachment_id: int) -> Download:
    """Return one file of a case with its content. Raises: NotFound. Cost: 2 statements."""
    found = attachment_of(actor, case_id, attachment_id)
    assert found.file_id is not None
    return Download(found.pk, case_id, found.name, found.content_type, found.size, open_file(found.file_id))


def download_of_any(actor: Actor, attachment_id: int) -> Download:
    """Return one file of whichever case in sight, with its content. Raises: NotFound.

    Cost: 4 statements, 2 more for each merger between its case and the one in sight.
    """
    at = Attachment.objects.filter(pk=attachment_id).values_list("case_id", flat=True).first()
    while at is not None and not visible_cases(actor).filter(pk=at).exists():
        at = Case.objects.filter(pk=at).values_list("merged_into_id", flat=True).first()
    if at is None:
        raise NotFound(_("This file is not here, or not any more."))
    return download(actor, at, attachment_id)


def preview(actor: Actor, case_id: int, attachment_id: int) -> Preview:
    """Return a look at one file of a case. Raises: NotFound, also as long as none is made. Cost: 2 statements."""
    found = attachment_of(actor, case_id, attachment_id)
    assert found.file_id is not None
    return Preview(preview_of(found.file_id), preview_type(found.content_type), found.name)


def aside_of(actor: Actor, case_id: int) -> list[Attachment]:
    """Return what somebody has put aside in a case for what she is writing. Cost: 1 statement."""
    mine = Attachment.objects.filter(
        case__in=visible_cases(actor).filter(pk=case_id).order_by().values("pk"),
        message=None,
        held_reply=None,
        removed_at=None,
        added_by_kind=actor.kind,
        added_by_id=actor.id,
    )
    return list(mine.select_related("file").order_by("pk"))


def files_of(actor: Actor, case_id: int) -> list[Attachment]:
    """Return all files that came with words in sight, the newest first. Cost: 1 statement."""
    said = visible_attachments(actor, case_id).exclude(message=None)
    return list(said.select_related("file", "message").order_by("-pk"))


def facts_for_limits(case: Case) -> dict[str, str]:
    """Return what `limits_for` asks of a case."""
    return {name: getattr(case, name) for name in CASE_FACTS}


def limits_for(facts: Mapping[str, str]) -> FileLimits:
    """Return how many files may come with a message in such a case, and how large. Cost: the rules once a second."""
    rule = rule_in_force(FILES, dict(facts), clock.now())
    return rule.value if rule else FileLimits()


def said_limits(limits: FileLimits) -> str:
    """Return in words how much may be sent."""
    if not limits.files:
        return _("No files are taken here.")
    told = {"n": limits.files, "each": limits.each_megabytes, "total": limits.total_megabytes}
    return ngettext(
        "One file of at most %(each)s MB.",
        "Up to %(n)s files of at most %(each)s MB each, %(total)s MB together.",
        limits.files,
    ) % told
