"""What the commands on a version share: the lock, the state it has to be in, and the record of what was done."""

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from fuwutai.domain.standards.choices import APPROVED, DISCARDED, DRAFT, IN_REVIEW
from fuwutai.domain.standards.events import VersionChanged
from fuwutai.domain.standards.manuals import visible_versions
from fuwutai.domain.standards.models import Manual, ManualVersion, Remark
from fuwutai.domain.standards.policies import may_draft
from fuwutai.domain.standards.wordbook import forget_wordings
from fuwutai.kernel import clock
from fuwutai.kernel.actors import Actor
from fuwutai.kernel.command import emit
from fuwutai.kernel.errors import Conflict, Invalid, NotFound, Refused, Text
from fuwutai.kernel.events import Code

_WHERE: dict[str, Text] = {
    DRAFT: _("This version is a draft. Send it for review first."),
    IN_REVIEW: _(
        "This version is being reviewed. Withdraw it from review, or have it sent back, before it is changed."
    ),
    APPROVED: _("This version has been approved, so it stays as it is. Begin a new version to change the manual."),
    DISCARDED: _("This version has been discarded. Begin a new one."),
}


def locked_version(actor: Actor, version_id: int) -> ManualVersion:
    """Return a version an actor may see, with its manual; nobody else changes any version of the manual meanwhile.

    Raises: Refused, NotFound.
    """
    rows = visible_versions(actor).select_related("manual").select_for_update(no_key=True, of=("self", "manual"))
    version = rows.filter(pk=version_id).first()
    if version is None:
        raise NotFound
    return version


def locked_draft(actor: Actor, version_id: int) -> ManualVersion:
    """Return a draft that an actor is about to change. Raises: Refused, NotFound, Conflict when it is none any more."""
    version = locked_version(actor, version_id)
    if not may_draft(actor):
        raise Refused
    refuse_other_states(version, DRAFT)
    return version


def refuse_other_states(version: ManualVersion, *wanted: str) -> None:
    """Check that a version is in one of the states. Raises: Conflict that says where it is and what to do."""
    if version.state not in wanted:
        raise Conflict(_WHERE[version.state], code=f"version_{version.state}")


def next_number(manual: Manual) -> int:
    """Return the number of the next version of a manual that is locked."""
    numbers = manual.versions.order_by("-number").values_list("number", flat=True)
    return (numbers.first() or 0) + 1


def note(version: ManualVersion, actor: Actor, *, act: str = "", text: str = "", clause_code: str = "") -> Remark:
    """Write down what somebody did with a version, or said of it."""
    return Remark.objects.create(
        version=version, author_id=actor.staff_id, clause_code=clause_code, act=act, text=text.strip(), at=clock.now()
    )


def changed(version: ManualVersion, clause_code: str = "") -> None:
    """Record that a draft says something else. Emits: VersionChanged."""
    emit(VersionChanged(manual_id=version.manual_id, version_id=version.pk, clause_code=Code(clause_code)))


def wordings_changed() -> None:
    """Let everybody read the approved wordings anew: who asks before the commit, and who asks after it."""
    transaction.on_commit(forget_wordings)
    forget_wordings()


def required(text: str, message: Text, field: str, code: str = "") -> str:
    """Return a text that must be there, without the space around it. Raises: Invalid."""
    if not text.strip():
        raise Invalid(message, code=code or f"{field}_missing", fields={field: message})
    return text.strip()
