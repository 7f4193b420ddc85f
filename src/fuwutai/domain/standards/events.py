"""What happens to rules, and to the manuals they belong to."""

from datetime import datetime

from fuwutai.kernel.events import Code, Event, event


@event("standards.rule_adopted", subject="rule", starts=True)
class RuleAdopted(Event):
    """A rule row is in force from a moment on."""

    rule_id: int
    kind: Code
    clause_code: Code
    version: int


@event("standards.rule_ended", subject="rule")
class RuleEnded(Event):
    """A rule row is no longer in force."""

    rule_id: int
    kind: Code


@event("standards.rule_kept", subject="rule")
class RuleKept(Event):
    """A rule row stays in force after all: the revision that was to replace it was taken back."""

    rule_id: int
    kind: Code


@event("standards.manual_loaded", subject="manual", starts=True)
class ManualLoaded(Event):
    """A manual came in with its first version, which is in force at once."""

    manual_id: int
    version_id: int
    clauses: int


@event("standards.version_drafted", subject="manual")
class VersionDrafted(Event):
    """Somebody began a new version of a manual."""

    manual_id: int
    version_id: int
    number: int


@event("standards.version_changed", subject="manual")
class VersionChanged(Event):
    """The draft of a version says something else than before: about a clause, a figure, or the version itself."""

    manual_id: int
    version_id: int
    clause_code: Code = Code("")


@event("standards.version_submitted", subject="manual")
class VersionSubmitted(Event):
    """A version waits for its review."""

    manual_id: int
    version_id: int


@event("standards.version_returned", subject="manual")
class VersionReturned(Event):
    """A version went from review back to draft."""

    manual_id: int
    version_id: int


@event("standards.version_discarded", subject="manual")
class VersionDiscarded(Event):
    """A version was given up before its approval."""

    manual_id: int
    version_id: int


@event("standards.version_approved", subject="manual")
class VersionApproved(Event):
    """A version takes effect from a moment on; `restores` is the version whose content it brings back, 0 for none."""

    manual_id: int
    version_id: int
    number: int
    effective_from: datetime
    restores: int = 0


@event("standards.approval_withdrawn", subject="manual")
class ApprovalWithdrawn(Event):
    """An approved version that was yet to take effect does not; it is a draft again."""

    manual_id: int
    version_id: int


@event("standards.version_announced", subject="manual")
class VersionAnnounced(Event):
    """The people concerned are to read what a version changes. Source: S3-8.2.4-1."""

    manual_id: int
    version_id: int
    announcement_id: int


@event("standards.announcement_taken_back", subject="manual")
class AnnouncementTakenBack(Event):
    """What was announced does not come: the approval of the version was taken back."""

    manual_id: int
    version_id: int
    announcement_id: int


@event("standards.reading_confirmed", subject="manual")
class ReadingConfirmed(Event):
    """A person has confirmed to have read an announcement."""

    manual_id: int
    announcement_id: int
    staff_id: int


@event("standards.reading_overdue", subject="manual")
class ReadingOverdue(Event):
    """Some people have not confirmed an announcement in time; `reminder` counts from 1."""

    manual_id: int
    version_id: int
    announcement_id: int
    reminder: int


@event("standards.revision_due", subject="manual")
class RevisionDue(Event):
    """A manual has not been revised in the quarter that is ending. Source: S3-8.2.3-1."""

    manual_id: int
    quarter: Code


@event("standards.conflict_decided", subject="rule")
class ConflictDecided(Event):
    """People decided which of two figures applies; `rule_id` is the decision's own row."""

    rule_id: int
    one_id: int
    other_id: int
    topic: Code
    choice: Code
