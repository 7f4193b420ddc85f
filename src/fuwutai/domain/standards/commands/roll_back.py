"""Bring back what a manual said under an earlier version."""

from datetime import datetime, timedelta
from typing import Any

from django.utils.translation import gettext_lazy as _

from fuwutai.domain.standards import queries
from fuwutai.domain.standards.choices import ADOPT, APPROVED, END, RETIRED, REVISE, ROLLED_BACK
from fuwutai.domain.standards.commands._clauses import says
from fuwutai.domain.standards.commands._versions import (
    locked_version,
    next_number,
    note,
    required,
    wordings_changed,
)
from fuwutai.domain.standards.commands.approval import MOST_EVENTS
from fuwutai.domain.standards.commands.rules import adopt_rule, end_rule, revise_rule
from fuwutai.domain.standards.events import VersionApproved
from fuwutai.domain.standards.families import families, member_at, says_the_same
from fuwutai.domain.standards.manuals import VersionView, Wording, wordings
from fuwutai.domain.standards.manuals import version as version_view
from fuwutai.domain.standards.models import Clause, ManualVersion, Proposal, RuleRow
from fuwutai.domain.standards.policies import may_edit_rules
from fuwutai.domain.standards.rulebook import Rule
from fuwutai.domain.standards.wordbook import forget_wordings
from fuwutai.kernel import clock
from fuwutai.kernel.actors import Actor
from fuwutai.kernel.command import command, emit
from fuwutai.kernel.errors import Conflict, Invalid, Refused

JUST_BEFORE = timedelta(microseconds=1)
Step = tuple[str, Rule | None, Rule | None, int]
"""What happens to a figure: the action, the row in force now, the row that comes back, and the last of its rows."""


@command(most_events=MOST_EVENTS)
def roll_back(*, actor: Actor, version_id: int, reason: str) -> ManualVersion:
    """Bring the words and figures of an earlier version back as a new version, in force at once.

    They come back as they stood when that version was followed by the next. One person is enough, as it was approved
    before. Opened cases keep what they were promised.
    Emits: VersionApproved, RuleAdopted, RuleEnded.
    Raises: Refused, NotFound, Invalid without a reason and when nothing differs, Conflict when it has not been followed
    by another or while one is yet to come.
    """
    earlier = locked_version(actor, version_id)
    if not may_edit_rules(actor):
        raise Refused
    then = _last_moment(version_view(actor, earlier.pk))
    _refuse_coming(earlier)
    why = required(reason, _("Say why the manual goes back; everybody can read it beside the version."), "reason")
    queries.forget_rules()  # another process may have changed them before the lock was ours
    forget_wordings()
    clauses = _clauses_to_bring(actor, earlier, then)
    steps = _steps(earlier.manual_id, then)
    if not (clauses or steps):
        raise Invalid(_("The manual says now what it said then. There is nothing to bring back."), code="no_change")
    new = _version(actor, earlier, why)
    for row in clauses:
        row.version = new
    Clause.objects.bulk_create(clauses)
    wordings_changed()
    for step in steps:
        _take(actor, new, *step)
    note(new, actor, act=ROLLED_BACK, text=why)
    emit(
        VersionApproved(
            manual_id=new.manual_id, version_id=new.pk, number=new.number, effective_from=clock.now(),
            restores=earlier.pk,
        )
    )  # fmt: skip
    return new


def _last_moment(view: VersionView) -> datetime:
    """Return the last moment of a version that has been followed by another. Raises: Conflict."""
    moment = view.followed_at - JUST_BEFORE if view.followed_at is not None else None
    if view.state != RETIRED or view.effective_from is None or moment is None or moment < view.effective_from:
        raise Conflict(
            _("Only a version that was in force and has been followed by another can be brought back."),
            code="not_retired",
        )
    return moment


def _refuse_coming(version: ManualVersion) -> None:
    coming = ManualVersion.objects.filter(manual=version.manual_id, state=APPROVED, effective_from__gt=clock.now())
    if (number := coming.values_list("number", flat=True).first()) is not None:
        raise Conflict(
            _("Version %(number)d is approved and yet to take effect. Take its approval back first.")
            % {"number": number},
            code="version_to_come",
        )


def _version(actor: Actor, earlier: ManualVersion, reason: str) -> ManualVersion:
    now, person = clock.now(), actor.staff_id
    return ManualVersion.objects.create(
        manual=earlier.manual, number=next_number(earlier.manual), state=APPROVED, title=earlier.title, reason=reason,
        topics=earlier.topics, author_id=person, created_at=now, submitted_at=now, approved_by_id=person,
        approved_at=now, effective_from=now, restores=earlier,
    )  # fmt: skip


def _clauses_to_bring(actor: Actor, version: ManualVersion, then: datetime) -> list[Clause]:
    """Return the wordings that make the manual say what it said: those that differ, and removals of what is new."""
    code = version.manual.code
    before = {one.code: one for one in wordings(actor, manual_code=code, at=then)}
    present = {one.code: one for one in wordings(actor, manual_code=code)}
    back = [_row(version, one) for one in before.values() if _differs(one, present.get(one.code))]
    return back + [_row(version, one, is_removed=True) for one in present.values() if one.code not in before]


def _row(version: ManualVersion, one: Wording, *, is_removed: bool = False) -> Clause:
    fields: dict[str, Any] = says(one)
    return Clause(manual=version.manual, code=one.code, position=one.position, is_removed=is_removed, **fields)


def _differs(one: Wording, other: Wording | None) -> bool:
    return other is None or says(one) != says(other) or one.position != other.position


def _steps(manual_id: int, then: datetime) -> list[Step]:
    """Return what has to happen to the figures, the ends first."""
    now = clock.now()
    steps: list[Step] = []
    for family in families(manual_id).values():
        was, present = member_at(family, then), member_at(family, now)
        if was is not None and present is not None and not says_the_same(was, present):
            steps.append((REVISE, present, was, present.id))
        elif was is None and present is not None:
            steps.append((END, present, None, present.id))
        elif was is not None and present is None:
            steps.append((ADOPT, None, was, family[-1].id))
    return _without_twins(steps)


def _without_twins(steps: list[Step]) -> list[Step]:
    """Leave out pairs of an end and an adoption that say the same: a pack loaded again put one in the other's place."""
    ends = [step for step in steps if step[0] == END]
    kept = [step for step in steps if step[0] == REVISE]
    for step in (one for one in steps if one[0] == ADOPT):
        back = step[2]
        twin = next((end for end in ends if back and end[1] and says_the_same(end[1], back)), None)
        if twin is not None:
            ends.remove(twin)
        else:
            kept.append(step)
    return ends + kept


def _take(
    actor: Actor, version: ManualVersion, action: str, present: Rule | None, back: Rule | None, last_id: int
) -> None:
    """Do to a figure what brings it back, and record it beside the version."""
    source = RuleRow.objects.get(pk=back.id if back else last_id)  # as it was written, without its defaults
    became = None
    if action == ADOPT:
        became = adopt_rule(
            actor=actor, kind=source.kind, value=source.value, clause_code=source.clause_code, scope=source.scope,
            reason=version.reason, manual_id=source.manual_id, brought_by=version.pk, after=last_id,
        )  # fmt: skip
    elif present is not None and action == REVISE:
        became = revise_rule(
            actor=actor, rule_id=present.id, value=source.value, reason=version.reason, scope=source.scope,
            clause_code=source.clause_code, brought_by=version.pk,
        )  # fmt: skip
    elif present is not None:
        end_rule(actor=actor, rule_id=present.id, reason=version.reason)
    Proposal.objects.create(
        version=version, action=action, rule_id=present.id if present else None, kind=source.kind,
        clause_code=source.clause_code, scope=source.scope, value=None if action == END else source.value,
        became=became,
    )  # fmt: skip
