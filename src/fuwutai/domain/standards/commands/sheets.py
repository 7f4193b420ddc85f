"""Take the sheets of a manual in as a draft."""

from django.utils.translation import gettext_lazy as _

from fuwutai.domain.standards.choices import ADOPT, END, REVISE
from fuwutai.domain.standards.commands.approval import MOST_EVENTS
from fuwutai.domain.standards.commands.changes import propose_rule, remove_clause, word_clause
from fuwutai.domain.standards.commands.versions import draft_version
from fuwutai.domain.standards.models import ManualVersion
from fuwutai.domain.standards.sheet_plan import REMOVE, Step, plan_import
from fuwutai.domain.standards.sheets import Sheets
from fuwutai.kernel.actors import Actor
from fuwutai.kernel.command import command
from fuwutai.kernel.errors import Invalid


@command(most_events=MOST_EVENTS)
def import_manual_draft(
    *, actor: Actor, manual_code: str, title: str, sheets: Sheets, reason: str = ""
) -> ManualVersion:
    """Begin a draft with whatever differs between the sheets in a file and the manual in force.

    `sheets`: of `sheets.read_sheets`, which reads the file before anything is locked here.
    Rows that cannot be taken are left out; `sheet_plan.plan_import` names them with the reasons. Nothing is obeyed
    before the draft is approved.
    Emits: VersionDrafted, VersionChanged. Raises: Refused, NotFound, Conflict, Invalid for sheets that change nothing.
    """
    version = draft_version(actor=actor, manual_code=manual_code, title=title, reason=reason)
    plan = plan_import(actor, manual_code, sheets)
    if not plan.steps:
        text = _("Nothing in the file differs from the manual, or no row could be taken. No draft was made.")
        raise Invalid(text, code="no_change", fields={"file": text})
    for step in plan.steps:
        _take(actor, version.pk, step)
    return version


def _take(actor: Actor, version_id: int, step: Step) -> None:
    if step.action in (ADOPT, REVISE, END):
        propose_rule(actor=actor, version_id=version_id, action=step.action, **step.given)
    elif step.action == REMOVE:
        remove_clause(actor=actor, version_id=version_id, clause_code=step.clause_code)
    else:
        word_clause(actor=actor, version_id=version_id, clause_code=step.clause_code, **step.given)
