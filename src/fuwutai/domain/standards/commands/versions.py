"""Begin, describe and give up a version of a manual."""

from collections.abc import Mapping, Sequence

from django.utils.translation import gettext_lazy as _

from fuwutai.domain.standards.choices import BASIS, DISCARDED, DRAFT, IN_REVIEW, TOPICS
from fuwutai.domain.standards.commands._versions import (
    changed,
    locked_draft,
    locked_version,
    next_number,
    note,
    refuse_other_states,
    required,
)
from fuwutai.domain.standards.events import VersionDiscarded, VersionDrafted
from fuwutai.domain.standards.models import Manual, ManualVersion
from fuwutai.domain.standards.policies import may_draft
from fuwutai.kernel import clock
from fuwutai.kernel.actors import Actor
from fuwutai.kernel.command import command, emit
from fuwutai.kernel.errors import Invalid, NotFound, Refused

LONGEST_TITLE = 120


@command(statements=6)
def draft_version(*, actor: Actor, manual_code: str, title: str, reason: str = "") -> ManualVersion:
    """Begin a new version of a manual, empty so far; several drafts may be worked on side by side.

    Emits: VersionDrafted. Raises: Refused, NotFound, Invalid for a title that is missing or too long.
    """
    if not may_draft(actor):
        raise Refused
    manual = Manual.objects.select_for_update(no_key=True).filter(code=manual_code).first()
    if manual is None:
        raise NotFound
    version = ManualVersion.objects.create(
        manual=manual, number=next_number(manual), state=DRAFT, title=_title(title), reason=reason.strip(),
        author_id=actor.staff_id, created_at=clock.now(),
    )  # fmt: skip
    emit(VersionDrafted(manual_id=manual.pk, version_id=version.pk, number=version.number))
    return version


@command(statements=5)
def describe_version(
    *,
    actor: Actor,
    version_id: int,
    title: str,
    reason: str = "",
    basis: dict[str, str] | None = None,
    topics: Sequence[str] = (),
) -> ManualVersion:
    """Say what a draft is called, why it is made, what it rests on (None = as it was) and what it is about.

    Source: S3-8.2.2-1, S3-8.2.5-1.
    Emits: VersionChanged. Raises: Refused, NotFound, Conflict when it is no draft, Invalid.
    """
    version = locked_draft(actor, version_id)
    before = _described(version)
    version.title, version.reason = _title(title), reason.strip()
    version.topics = _topics(topics)
    if basis is not None:
        version.basis = _basis(basis)
    if _described(version) != before:
        version.save(update_fields=["title", "reason", "topics", "basis"])
        changed(version)
    return version


@command(statements=7)
def discard_version(*, actor: Actor, version_id: int, text: str = "") -> ManualVersion:
    """Give up a version that nobody has approved; it can still be read by those who draft.

    Emits: VersionDiscarded. Raises: Refused, NotFound, Conflict when it has been approved or given up.
    """
    version = locked_version(actor, version_id)
    if not may_draft(actor):
        raise Refused
    refuse_other_states(version, DRAFT, IN_REVIEW)
    version.state = DISCARDED
    version.save(update_fields=["state"])
    note(version, actor, act=DISCARDED, text=text)
    emit(VersionDiscarded(manual_id=version.manual_id, version_id=version.pk))
    return version


def _described(version: ManualVersion) -> tuple[object, ...]:
    return version.title, version.reason, version.topics, version.basis


def _title(title: str) -> str:
    given = required(title, _("Give the version a title, so that others know what it is about."), "title")
    if len(given) > LONGEST_TITLE:
        text = _("A title has at most %(most)d characters.") % {"most": LONGEST_TITLE}
        raise Invalid(text, code="title_long", fields={"title": text})
    return given


def _topics(topics: Sequence[str]) -> list[str]:
    if not set(topics) <= TOPICS.keys():
        text = _("Choose among the topics offered.")
        raise Invalid(text, code="topics", fields={"topics": text})
    return [code for code in TOPICS if code in topics]


def _basis(basis: Mapping[str, str]) -> dict[str, str]:
    if not basis.keys() <= BASIS.keys():
        text = _("A revision rests on data, users, technology or rules.")
        raise Invalid(text, code="basis", fields={"basis": text})
    return {code: basis[code].strip() for code in BASIS if basis.get(code, "").strip()}
