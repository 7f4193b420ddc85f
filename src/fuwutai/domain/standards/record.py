"""What the journal tells of a version: whose hand is in it, and what moved in the manual since it was written."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet

from fuwutai.domain.standards import registry
from fuwutai.domain.standards.choices import APPROVED, END, OWN, SUBMITTED
from fuwutai.domain.standards.events import VersionApproved, VersionChanged
from fuwutai.domain.standards.manuals import visible_versions, wordings
from fuwutai.domain.standards.models import Clause, Manual, ManualVersion, Proposal, Remark, RuleRow
from fuwutai.domain.standards.wordbook import forget_wordings
from fuwutai.kernel import clock
from fuwutai.kernel.actors import Actor
from fuwutai.kernel.errors import NotFound
from fuwutai.kernel.journal import entries_about

PEOPLE = ("staff", "token")
WORDING = ("standards.word_clause", "standards.remove_clause")
"""The commands that write a clause; a figure proposed on it does not show that its words were looked at again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Moved:
    """Why a version does not fit the manual as it stands: codes of clauses (or titles of figures without one).

    `reworded`: another version changed the clause after this one had. `revised`: the figure has changed or ended since.
    `without_clause`: figures that would stand on a clause that is gone. `overtaken`: at the moment wanted, another
    approved version, number `by`, takes effect later and would overwrite this.
    """

    reworded: list[str]
    revised: list[str]
    without_clause: list[str]
    overtaken: list[str]
    by: int = 0

    def __bool__(self) -> bool:
        """Return whether there is anything to look at again."""
        return bool(self.reworded or self.revised or self.without_clause or self.overtaken)


@dataclass(frozen=True, slots=True)
class Record:
    """When, in the order of the manual's history, a version's clauses were written and versions were approved."""

    written: dict[str, int]
    approved: dict[int, int]
    people: set[int]


def may_have_to_wait(actor: Actor, version_id: int) -> bool:
    """Return whether somebody else has to approve a version, as the actor began it or changed it herself.

    Raises: Refused, NotFound. Cost: 2 statements.
    """
    return actor.id in people_of(_visible(actor, version_id)) and not actor.is_system


def may_recall(actor: Actor, version_id: int) -> bool:
    """Return whether an actor wrote a version or sent it for review, and so may withdraw it from there.

    Raises: Refused, NotFound. Cost: 3 statements.
    """
    return is_in_hands_of(actor, _visible(actor, version_id))


def what_moved(actor: Actor, version_id: int, effective_from: datetime | None = None) -> Moved:
    """Return why an open version could not take effect at a moment; without one, at whichever moment.

    Raises: Refused, NotFound. Cost: 7 statements.
    """
    return moved(actor, _visible(actor, version_id), effective_from)


def people_of(version: ManualVersion) -> set[int]:
    """Return who began a version or changed it. Cost: 1 statement."""
    return record_of(version).people | ({version.author_id} if version.author_id is not None else set())


def is_in_hands_of(actor: Actor, version: ManualVersion) -> bool:
    """Return whether an actor began a version, changed it, or was the last to send it. Cost: 1 or 2 statements."""
    if not actor.is_staff:
        return False
    sent = Remark.objects.filter(version=version, act=SUBMITTED).order_by("-at", "-pk")
    return actor.id in people_of(version) or actor.id == sent.values_list("author_id", flat=True).first()


def writers_of(version_id: int) -> set[int]:
    """Return who began a version or changed it, by its id; nobody for one that is not there. Cost: 2 statements."""
    version = ManualVersion.objects.filter(pk=version_id).first()
    return people_of(version) if version is not None else set()


def record_of(version: ManualVersion) -> Record:
    """Return what the journal tells of a version and of the approvals of its manual. Cost: 1 statement."""
    wanted = Q(code=VersionApproved.code) | Q(code=VersionChanged.code, data__version_id=version.pk)
    found = Record({}, {}, set())
    entries = entries_about("manual", [version.manual_id]).filter(wanted)
    for entry in entries:
        if entry.code == VersionApproved.code:
            found.approved[entry.data["version_id"]] = entry.subject_seq
            continue
        if entry.command in WORDING:
            found.written[entry.data["clause_code"]] = entry.subject_seq
        if entry.actor_kind in PEOPLE and entry.actor_id is not None:
            found.people.add(entry.actor_id)
    return found


def figures_of(manual: Manual) -> QuerySet[RuleRow]:
    """Return the rules that a version of a manual may change: its own, and through OWN those of no manual."""
    own = Q(manual=manual)
    return RuleRow.objects.filter(own | Q(manual=None) if manual.code == OWN else own)


def moved(actor: Actor, version: ManualVersion, effective_from: datetime | None) -> Moved:
    """Return why a version could not take effect at a moment. Cost: 6 statements."""
    forget_wordings()  # another process may have changed them a moment ago, before the lock was ours
    own = {row.code: row for row in Clause.objects.filter(version=version)}
    proposals = list(Proposal.objects.filter(version=version).select_related("rule"))
    others = Clause.objects.filter(manual=version.manual_id, code__in=own, version__state=APPROVED)
    rivals = list(others.exclude(version=version).select_related("version"))
    record = record_of(version)
    reworded = {row.code for row in rivals if record.approved.get(row.version_id, 0) > record.written.get(row.code, 0)}
    overtaken, by = _overtaken(rivals, proposals, effective_from)
    return Moved(
        reworded=sorted(reworded),
        revised=sorted({_name(one) for one in proposals if one.rule is not None and one.rule.valid_to is not None}),
        without_clause=_without_clause(actor, version, own, proposals, effective_from),
        overtaken=overtaken,
        by=by,
    )


def _overtaken(
    rivals: list[Clause], proposals: list[Proposal], effective_from: datetime | None
) -> tuple[list[str], int]:
    if effective_from is None:
        return [], 0
    later = [row for row in rivals if row.version.effective_from and row.version.effective_from > effective_from]
    coming = [one for one in proposals if one.rule is not None and one.rule.valid_from > effective_from]
    numbers = [row.version.number for row in later]
    if not numbers and coming:
        brought = [one.rule.brought_by_id for one in coming if one.rule is not None and one.rule.brought_by_id]
        numbers = list(ManualVersion.objects.filter(pk__in=brought).values_list("number", flat=True))
    return sorted({row.code for row in later} | {_name(one) for one in coming}), max(numbers, default=0)


def _without_clause(
    actor: Actor,
    version: ManualVersion,
    own: dict[str, Clause],
    proposals: list[Proposal],
    effective_from: datetime | None,
) -> list[str]:
    """Return the clauses that are gone where the version takes effect, while a figure stands on them."""
    there = {one.code for one in wordings(actor, manual_code=version.manual.code, at=effective_from or clock.now())}
    gone = {code for code, row in own.items() if row.is_removed}
    there = (there | set(own)) - gone
    found = set()
    for one in proposals:
        stays = one.rule is not None and one.rule.clause_code == one.clause_code and one.clause_code not in gone
        if one.action != END and one.clause_code not in there and not stays:
            found.add(_name(one))
    left = figures_of(version.manual).filter(clause_code__in=gone, valid_to=None)
    handled = [one.rule_id for one in proposals if one.rule_id is not None]
    return sorted(found | set(left.exclude(pk__in=handled).values_list("clause_code", flat=True)))


def _name(proposal: Proposal) -> str:
    return proposal.clause_code or str(registry.kind(proposal.kind).title)


def _visible(actor: Actor, version_id: int) -> ManualVersion:
    version = visible_versions(actor).filter(pk=version_id).select_related("manual").first()
    if version is None:
        raise NotFound
    return version
