"""Review a version: send it, withdraw it, speak of it, send it back, approve it, take the approval back."""

from datetime import datetime

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from fuwutai.domain.standards.choices import (
    ADOPT,
    APPROVED,
    DRAFT,
    IN_REVIEW,
    RECALLED,
    RETURNED,
    REVISE,
    STATED,
    SUBMITTED,
    WITHDRAWN,
)
from fuwutai.domain.standards.commands._versions import (
    locked_draft,
    locked_version,
    note,
    refuse_other_states,
    required,
    wordings_changed,
)
from fuwutai.domain.standards.commands.rules import adopt_rule, end_rule, keep_rule, revise_rule
from fuwutai.domain.standards.events import (
    ApprovalWithdrawn,
    VersionApproved,
    VersionReturned,
    VersionSubmitted,
)
from fuwutai.domain.standards.models import Clause, ManualVersion, Proposal, Remark, RuleRow
from fuwutai.domain.standards.policies import may_approve, may_draft, may_edit_rules
from fuwutai.domain.standards.queries import rules_in_force
from fuwutai.domain.standards.record import Moved, is_in_hands_of, moved, people_of
from fuwutai.domain.standards.rule_kinds import REVISION_RECORD
from fuwutai.kernel import clock
from fuwutai.kernel.actors import Actor
from fuwutai.kernel.command import command, emit
from fuwutai.kernel.errors import Conflict, Invalid, NotFound, Refused

MOST_EVENTS = 12_000
"""A draft made from sheets may change as many figures as these have rows: each ends one row and begins another."""
_DATES = ("state", "submitted_at", "approved_by", "approved_at", "effective_from")


@command(statements=13)
def submit_version(*, actor: Actor, version_id: int, text: str = "") -> ManualVersion:
    """Send a draft for review, with a word to whoever will approve it; anybody who drafts may send it.

    Emits: VersionSubmitted.
    Source: S3-8.2.2-1, S3-8.2.5-1.
    Raises: Refused, NotFound, Invalid without a reason, without a change, or without what a manual demands that every
    version states; Conflict when it is no draft or when the manual has moved on beneath it.
    """
    version = locked_draft(actor, version_id)
    if not version.reason:
        silent = _("Say why the manual changes before you send the version for review.")
        raise Invalid(silent, code="reason_missing", fields={"reason": silent})
    _refuse_unstated(version)
    if not (Clause.objects.filter(version=version).exists() or Proposal.objects.filter(version=version).exists()):
        raise Invalid(_("This version changes nothing yet. Change a clause or a figure first."), code="no_change")
    _refuse_moved(moved(actor, version, None))
    version.state, version.submitted_at = IN_REVIEW, clock.now()
    version.save(update_fields=["state", "submitted_at"])
    note(version, actor, act=SUBMITTED, text=text)
    emit(VersionSubmitted(manual_id=version.manual_id, version_id=version.pk))
    return version


@command(statements=3)
def comment_version(*, actor: Actor, version_id: int, text: str, clause_code: str = "") -> Remark:
    """Say something of a version, as a whole or of one of its clauses.

    Raises: Refused, NotFound, Conflict when it has been given up, Invalid without words.
    """
    version = locked_version(actor, version_id)
    if not may_draft(actor):
        raise Refused
    refuse_other_states(version, DRAFT, IN_REVIEW, APPROVED)
    said = required(text, _("Write what you want to say."), "text")
    if clause_code and not Clause.objects.filter(manual=version.manual, code=clause_code).exists():
        raise NotFound
    return note(version, actor, text=said, clause_code=clause_code)


@command(statements=7)
def return_version(*, actor: Actor, version_id: int, text: str) -> ManualVersion:
    """Send a version back from review to be worked on, and say what is to be done.

    Emits: VersionReturned. Raises: Refused, NotFound, Conflict when it is not in review, Invalid without words.
    """
    version = _to_decide(actor, version_id)
    said = required(text, _("Say what is to be changed, so that the author can go on."), "text")
    return _draft_again(actor, version, RETURNED, said)


@command(statements=8)
def recall_version(*, actor: Actor, version_id: int, text: str = "") -> ManualVersion:
    """Withdraw from review what one wrote or sent oneself; why need not be said.

    Emits: VersionReturned. Raises: Refused for anybody else, NotFound, Conflict when it is not in review.
    """
    version = locked_version(actor, version_id)
    if not may_draft(actor):
        raise Refused
    refuse_other_states(version, IN_REVIEW)
    if not (actor.is_system or is_in_hands_of(actor, version)):
        raise Refused(
            _("Others wrote this version and sent it. Who may approve it can send it back."), code="not_own_version"
        )
    return _draft_again(actor, version, RECALLED, text)


@command(most_events=MOST_EVENTS)
def approve_version(
    *, actor: Actor, version_id: int, effective_from: datetime | None = None, text: str = ""
) -> ManualVersion:
    """Approve what somebody else has written: its words and figures are in force from a moment (now) on.

    Opened cases keep what they were promised. Nobody approves what she began or changed herself.
    Source: S1-3.1-1, S2-3.2.1-4.
    Emits: VersionApproved, RuleAdopted, RuleEnded.
    Raises: Refused, NotFound, Invalid for a moment in the past, Conflict when it is not in review or when the manual
    has moved on beneath it.
    """
    version = _to_decide(actor, version_id)
    _refuse_own(actor, version)
    since = effective_from or clock.now()
    if since < clock.now():
        words = _("A version takes effect now or later: opened cases keep what they were promised.")
        raise Invalid(words, code="past", fields={"effective_from": words})
    _refuse_moved(moved(actor, version, since))
    for proposal in version.proposals.order_by("pk"):
        proposal.became = _apply(actor, version, proposal, since)
        proposal.save(update_fields=["became"])
    version.state, version.approved_by_id = APPROVED, actor.staff_id
    version.approved_at, version.effective_from = clock.now(), since
    version.save(update_fields=_DATES)
    wordings_changed()
    note(version, actor, act=APPROVED, text=text)
    emit(
        VersionApproved(manual_id=version.manual_id, version_id=version.pk, number=version.number, effective_from=since)
    )
    return version


@command(most_events=MOST_EVENTS)
def withdraw_approval(*, actor: Actor, version_id: int, text: str) -> ManualVersion:
    """Take an approval back before its day: the version is a draft again, and the figures stay as they are.

    Emits: ApprovalWithdrawn, RuleEnded, RuleKept.
    Raises: Refused, NotFound, Invalid without words, Conflict when it is in force, when it is not approved, or when a
    version approved later builds on it.
    """
    version = locked_version(actor, version_id)
    if not may_edit_rules(actor):
        raise Refused
    refuse_other_states(version, APPROVED)
    if version.effective_from is None or version.effective_from <= clock.now() or version.submitted_at is None:
        raise Conflict(
            _("This version is in force. To undo it, roll the manual back to the version before."), code="in_force"
        )
    said = required(text, _("Say why the approval is taken back."), "text")
    for proposal in version.proposals.select_related("rule", "became").order_by("-pk"):
        _take_back(actor, version, proposal, said)
    version.state, version.submitted_at = DRAFT, None
    version.approved_by = version.approved_at = version.effective_from = None
    version.save(update_fields=_DATES)
    wordings_changed()
    note(version, actor, act=WITHDRAWN, text=said)
    emit(ApprovalWithdrawn(manual_id=version.manual_id, version_id=version.pk))
    return version


def _draft_again(actor: Actor, version: ManualVersion, act: str, text: str) -> ManualVersion:
    """Take a version out of review. Emits: VersionReturned."""
    version.state, version.submitted_at = DRAFT, None
    version.save(update_fields=["state", "submitted_at"])
    note(version, actor, act=act, text=text)
    emit(VersionReturned(manual_id=version.manual_id, version_id=version.pk))
    return version


def _refuse_unstated(version: ManualVersion) -> None:
    demanded = {rule.value.states for rule in rules_in_force(REVISION_RECORD, {}, clock.now())}
    stated = {code for code, text in version.basis.items() if text} | ({"topics"} if version.topics else set())
    if lacking := [code for code in STATED if code in demanded - stated]:
        names = gettext(", ").join(str(STATED[code]) for code in lacking)
        raise Invalid(
            _("The manual demands that every version states this as well: %(what)s. Fill it in, then send it again.")
            % {"what": names},
            code="not_stated",
            fields={code: _("State this before the review.") for code in lacking},
        )


def _to_decide(actor: Actor, version_id: int) -> ManualVersion:
    """Return a locked version in review. Raises: Refused, NotFound, Conflict when it is not."""
    version = locked_version(actor, version_id)
    if not may_edit_rules(actor):
        raise Refused
    refuse_other_states(version, IN_REVIEW)
    return version


def _refuse_own(actor: Actor, version: ManualVersion) -> None:
    if not may_approve(actor, version.author_id):
        raise Refused(
            _("You wrote this version, so a colleague has to approve it. Ask one of them."), code="own_version"
        )
    if not actor.is_system and actor.id in people_of(version):
        raise Refused(
            _("You changed this version yourself, so a colleague who did not has to approve it. Ask one of them."),
            code="own_changes",
        )


def _refuse_moved(found: Moved) -> None:
    """Refuse a version that does not fit the manual any more. Raises: Conflict that says what to look at again."""
    if found.reworded:
        raise Conflict(
            _("Another version has changed these clauses since: %(codes)s. Look at them again in the draft, then write "
              "the change anew or take it back.") % {"codes": ", ".join(found.reworded)},
            code="reworded", clauses=found.reworded,
        )  # fmt: skip
    if found.revised:
        raise Conflict(
            _("The figures of these clauses have changed since: %(codes)s. Look at the present ones in the draft, then "
              "propose the change anew or take it back.") % {"codes": ", ".join(found.revised)},
            code="revised", clauses=found.revised,
        )  # fmt: skip
    if found.without_clause:
        raise Conflict(
            _("Figures would stand on clauses that are gone: %(codes)s. End the figures, move them to another clause, "
              "or keep the clauses.") % {"codes": ", ".join(found.without_clause)},
            code="without_clause", clauses=found.without_clause,
        )  # fmt: skip
    if found.overtaken:
        raise Conflict(
            _("Version %(by)d takes effect later and would overwrite what this one changes: %(codes)s. Choose its "
              "moment or a later one, or take its approval back first.")
            % {"by": found.by, "codes": ", ".join(found.overtaken)},
            code="overtaken", clauses=found.overtaken, by=found.by,
        )  # fmt: skip


def _apply(actor: Actor, version: ManualVersion, proposal: Proposal, since: datetime) -> RuleRow | None:
    """Put a proposal in force and return the row that now stands for it, None where the figure ends."""
    if proposal.action == ADOPT:
        return adopt_rule(
            actor=actor, kind=proposal.kind, value=proposal.value or {}, clause_code=proposal.clause_code,
            scope=proposal.scope, valid_from=since, reason=version.reason, manual_id=version.manual_id,
            brought_by=version.pk,
        )  # fmt: skip
    assert proposal.rule_id is not None
    if proposal.action == REVISE:
        return revise_rule(
            actor=actor, rule_id=proposal.rule_id, value=proposal.value or {}, reason=version.reason,
            scope=proposal.scope, clause_code=proposal.clause_code, valid_from=since, brought_by=version.pk,
        )  # fmt: skip
    end_rule(actor=actor, rule_id=proposal.rule_id, reason=version.reason, at=since)
    return None


def _take_back(actor: Actor, version: ManualVersion, proposal: Proposal, reason: str) -> None:
    """Undo what an approval that is not yet in force did with a figure. Raises: Conflict when it was built upon."""
    if (came := proposal.became) is not None:
        if came.valid_to is not None:
            raise Conflict(
                _("A version approved later changes the figure of %(code)s again. Take its approval back first.")
                % {"code": came.clause_code},
                code="built_upon",
            )
        end_rule(actor=actor, rule_id=came.pk, reason=reason)
        proposal.became = None
        proposal.save(update_fields=["became"])
    elif proposal.rule_id is not None:
        keep_rule(RuleRow.objects.select_for_update(no_key=True).get(pk=proposal.rule_id))
