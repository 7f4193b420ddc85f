"""What comes next for a version: which steps this reader may take, and why not where not."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from fuwutai.domain.standards.choices import APPROVED, DISCARDED, DRAFT, EFFECTIVE, IN_REVIEW, RETIRED
from fuwutai.domain.standards.manuals import VersionView
from fuwutai.domain.standards.policies import may_announce, may_approve, may_draft, may_edit_rules
from fuwutai.domain.standards.record import may_have_to_wait, may_recall
from fuwutai.kernel.actors import Actor


@dataclass(frozen=True, slots=True, kw_only=True)
class Steps:
    """The steps a reader may take with a version. `hint` says what is missing, or who takes the next step."""

    submit: bool = False
    approve: bool = False
    send_back: bool = False
    recall: bool = False
    withdraw: bool = False
    discard: bool = False
    announce: bool = False
    roll_back: bool = False
    may_go_back: bool = False
    hint: str = ""

    @property
    def any(self) -> bool:
        """Return whether there is a step or something to say about one."""
        steps = (self.submit, self.approve, self.send_back, self.recall, self.withdraw, self.discard, self.announce)
        return any(steps) or self.roll_back or self.may_go_back or bool(self.hint)


def steps_for(actor: Actor, version: VersionView, changes: int) -> Steps:
    """Return what this reader may do with a version that makes so many changes.

    Cost: at most 5 statements in review, else none.
    """
    if not may_draft(actor) or version.state == DISCARDED:
        return Steps()
    if version.state == DRAFT:
        missing = _missing(version, changes)
        return Steps(submit=not missing, discard=True, hint=missing)
    if version.state == IN_REVIEW:
        return _in_review(actor, version)
    rules = may_edit_rules(actor)
    if version.state == APPROVED:
        hint = _("It takes effect by itself at its moment. Until then the approval can be taken back.")
        return Steps(withdraw=rules, announce=may_announce(actor), hint=hint)
    return Steps(
        announce=version.state == EFFECTIVE and version.author_id is not None and may_announce(actor),
        roll_back=version.state == RETIRED and rules,
        may_go_back=version.state == EFFECTIVE and version.number > 1 and rules,
    )


def _in_review(actor: Actor, version: VersionView) -> Steps:
    may = may_edit_rules(actor)
    wrote = may_have_to_wait(actor, version.id)
    recall = wrote or may_recall(actor, version.id)
    if wrote or not may_approve(actor, version.author_id):
        hint = (
            _("You wrote this version; a colleague approves it.")
            if actor.id == version.author_id
            else _("You changed this version yourself; a colleague who did not approves it.")
            if wrote
            else _("A colleague who may approve manuals takes the next step.")
        )
        return Steps(send_back=may and not recall, recall=recall, discard=True, hint=hint)
    return Steps(approve=True, send_back=not recall, recall=recall, discard=True)


def _missing(version: VersionView, changes: int) -> str:
    if not changes:
        return _("Nothing is changed yet. Change a clause or a figure, then send the draft for review.")
    if not version.reason.strip():
        return _("Say why the manual changes, then send the draft for review.")
    return ""
