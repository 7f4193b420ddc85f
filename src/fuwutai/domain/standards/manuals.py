"""Every read of manuals, their versions and their clauses."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from typing import Any

from django.db.models import Count, QuerySet

from fuwutai.domain.standards import queries, registry
from fuwutai.domain.standards.choices import APPROVED, DRAFT, IN_REVIEW
from fuwutai.domain.standards.models import Clause, Manual, ManualVersion, Proposal, Remark
from fuwutai.domain.standards.policies import may_draft, may_read_rules
from fuwutai.domain.standards.queries import Rule
from fuwutai.domain.standards.rules import state_of
from fuwutai.domain.standards.wordbook import Place, Placed, Turn, Wording, in_language, natural, placed, said_at, turn
from fuwutai.kernel import clock
from fuwutai.kernel.actors import Actor
from fuwutai.kernel.errors import NotFound, Refused

__all__ = ["Wording", "in_language", "natural"]

OPEN_STATES = (DRAFT, IN_REVIEW)


@dataclass(frozen=True, slots=True, kw_only=True)
class ManualView:
    """A manual as people see it. `headings`: number of a chapter or section → its title by language."""

    id: int
    code: str
    pack: str
    titles: Mapping[str, str]
    headings: Mapping[str, Mapping[str, str]]

    @property
    def title(self) -> str:
        """Return the title in the reader's language."""
        return in_language(self.titles)

    def heading(self, number: str) -> str:
        """Return the title of a chapter or section in the reader's language, "" where the manual gives none."""
        return in_language(self.headings.get(number, {}))


@dataclass(frozen=True, slots=True, kw_only=True)
class VersionView:
    """A version with its state now. `followed_at`: when the next approved one takes its place."""

    id: int
    manual_id: int
    manual_code: str
    number: int
    state: str
    title: str
    reason: str
    basis: Mapping[str, str]
    topics: tuple[str, ...]
    author_id: int | None
    author_name: str
    created_at: datetime
    submitted_at: datetime | None
    approved_by_name: str
    approved_at: datetime | None
    effective_from: datetime | None
    followed_at: datetime | None
    restores: int | None

    @property
    def is_open(self) -> bool:
        """Return whether it may still become something else: a draft, or one in review."""
        return self.state in OPEN_STATES

    @property
    def turn(self) -> Turn:
        """Return when it takes its turn among the approved versions of its manual."""
        return turn(self.effective_from, self.approved_at, self.created_at, self.number)


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """A proposal as people review it: the figure as it is (None for a new one) and as it would be (None for an end)."""

    id: int
    action: str
    kind: str
    clause_code: str
    before: Rule | None
    scope: Mapping[str, str]
    value: Any
    became: int | None


def manuals(actor: Actor) -> list[ManualView]:
    """Return every manual, in the order of the shelf. Raises: Refused. Cost: 1 statement."""
    _refuse_outsiders(actor)
    return [_manual_view(row) for row in Manual.objects.order_by("position", "code")]


def manual(actor: Actor, code: str) -> ManualView:
    """Return a manual. Raises: Refused, NotFound. Cost: 1 statement."""
    _refuse_outsiders(actor)
    row = Manual.objects.filter(code=code).first()
    if row is None:
        raise NotFound
    return _manual_view(row)


def manual_ids() -> dict[str, int]:
    """Return the id of each manual by its code. Cost: 1 statement."""
    return dict(Manual.objects.values_list("code", "id"))


def visible_versions(actor: Actor) -> QuerySet[ManualVersion]:
    """Return the versions an actor may read: what was approved is everybody's, a draft is for those who draft.

    Raises: Refused.
    """
    _refuse_outsiders(actor)
    rows = ManualVersion.objects.all()
    return rows if may_draft(actor) or actor.is_system else rows.filter(state=APPROVED)


def versions(actor: Actor, manual_code: str | None = None) -> list[VersionView]:
    """Return the versions of a manual, or of all, the newest first. Raises: Refused. Cost: 1 statement."""
    rows = visible_versions(actor)
    return _version_views(rows if manual_code is None else rows.filter(manual__code=manual_code))


def version(actor: Actor, version_id: int) -> VersionView:
    """Return a version. Raises: Refused, NotFound. Cost: 1 statement."""
    found = _version_views(visible_versions(actor).filter(manual__versions__pk=version_id))
    wanted = next((one for one in found if one.id == version_id), None)
    if wanted is None:
        raise NotFound
    return wanted


def states_of(actor: Actor, version_ids: Iterable[int]) -> dict[int, str]:
    """Return how far versions have come in their review, by id; hidden equals absent. Cost: 1 statement."""
    return dict(visible_versions(actor).filter(pk__in=version_ids).values_list("pk", "state"))


def with_views(rows: QuerySet[ManualVersion]) -> list[tuple[ManualVersion, VersionView]]:
    """Return versions, each as row and as people see it, the newest first; of a manual all have to be among them.

    For the reads of this app that need more of a version than people see. Cost: 1 statement.
    """
    found = list(rows.select_related("manual", "author", "approved_by").order_by("-number", "-id"))
    followed, now = _followed(found), clock.now()
    return [(row, _version_view(row, followed.get(row.pk), now)) for row in found]


def wordings(
    actor: Actor,
    *,
    manual_code: str | None = None,
    codes: Iterable[str] | None = None,
    at: datetime | None = None,
    version_id: int | None = None,
) -> list[Wording]:
    """Return what the clauses say at a moment (now), or as a version would have it, in the order of the manuals.

    A version that was approved is read as of the moment it took effect; a draft as what is in force with its own
    changes laid over. Clauses that were removed are left out.
    Raises: Refused, NotFound. Cost: as `wordbook.said_at`, 1 more for a version, 2 for a draft.
    """
    _refuse_outsiders(actor)
    own: ManualVersion | None = None
    if version_id is not None:
        own = visible_versions(actor).filter(pk=version_id).select_related("manual").first()
        if own is None:
            raise NotFound
        manual_code = own.manual.code
        if own.state == APPROVED:
            at, own = own.effective_from, None
    said = said_at(at or clock.now())
    if own is not None:
        said |= {row.code: placed(row) for row in own.wordings.select_related("manual", "version")}
    if codes is not None:
        said = {code: said[code] for code in set(codes) & said.keys()}
    found = [one for one in said.values() if manual_code in (None, one.wording.manual_code)]
    return [one.wording for one in sorted(found, key=_place) if not one.wording.is_removed]


def wording_history(actor: Actor, clause_code: str) -> list[Wording]:
    """Return every approved wording of a clause, the newest first, also those yet to come and its removal.

    Raises: Refused, NotFound for a clause that never was. Cost: 1 statement.
    """
    _refuse_outsiders(actor)
    rows = Clause.objects.filter(code=clause_code, version__state=APPROVED).select_related("manual", "version")
    found = [placed(row).wording for row in sorted(rows, key=lambda row: _turn(row.version), reverse=True)]
    if not found:
        raise NotFound
    return found


def own_wordings(actor: Actor, version_id: int) -> list[Wording]:
    """Return the wordings that a version itself brings, removals too. Raises: Refused. Cost: 1 statement."""
    rows = Clause.objects.filter(version__in=visible_versions(actor).filter(pk=version_id))
    found = [placed(row) for row in rows.select_related("manual", "version")]
    return [one.wording for one in sorted(found, key=_place)]


def proposals(actor: Actor, version_id: int) -> list[Change]:
    """Return the changes of figures that a version would bring, or brought. Raises: Refused. Cost: 1 statement."""
    rows = Proposal.objects.filter(version__in=visible_versions(actor).filter(pk=version_id))
    return [_change(row) for row in rows.order_by("clause_code", "kind", "pk")]


def remarks(actor: Actor, version_id: int) -> list[Remark]:
    """Return what was said of a version and done with it, the oldest first. Raises: Refused. Cost: 1 statement."""
    rows = Remark.objects.filter(version__in=visible_versions(actor).filter(pk=version_id))
    return list(rows.select_related("author").order_by("at", "pk"))


def clause_counts(actor: Actor, at: datetime | None = None) -> dict[str, int]:
    """Return how many clauses each manual has at a moment (now), by its code. Raises: Refused. Cost: as `wordings`."""
    _refuse_outsiders(actor)
    counts: dict[str, int] = {}
    for one in said_at(at or clock.now()).values():
        manual_code = one.wording.manual_code
        counts[manual_code] = counts.get(manual_code, 0) + (not one.wording.is_removed)
    return counts


def change_counts(actor: Actor, manual_code: str) -> dict[int, tuple[int, int]]:
    """Return of each version of a manual how many clauses and how many figures it changes. Raises: Refused.

    Cost: 2 statements.
    """
    seen = visible_versions(actor).filter(manual__code=manual_code)
    words = dict(seen.annotate(n=Count("wordings")).values_list("pk", "n"))
    figures = dict(seen.annotate(n=Count("proposals")).values_list("pk", "n"))
    return {key: (words[key], figures.get(key, 0)) for key in words}


def rules_of_clauses(at: datetime | None = None) -> dict[str, list[Rule]]:
    """Return clause → its rules in force at a moment (now), obeyed or not. Cost: as `queries.rules_in_force`."""
    found: dict[str, list[Rule]] = {}
    for rule in queries.rules_at(at or clock.now()):
        if rule.clause_code:
            found.setdefault(rule.clause_code, []).append(rule)
    return found


def _refuse_outsiders(actor: Actor) -> None:
    if not may_read_rules(actor):
        raise Refused


def _turn(row: ManualVersion) -> Turn:
    return turn(row.effective_from, row.approved_at, row.created_at, row.number)


def _place(one: Placed) -> Place:
    return one.place


def _followed(rows: Iterable[ManualVersion]) -> dict[int, datetime]:
    """Return version → when the next approved version of its manual takes effect."""
    by_manual: dict[int, list[ManualVersion]] = {}
    for row in rows:
        if row.state == APPROVED and row.effective_from is not None:
            by_manual.setdefault(row.manual_id, []).append(row)
    found: dict[int, datetime] = {}
    for family in by_manual.values():
        family.sort(key=_turn)
        for row, next_row in pairwise(family):
            assert next_row.effective_from is not None
            found[row.pk] = next_row.effective_from
    return found


def _manual_view(row: Manual) -> ManualView:
    return ManualView(id=row.pk, code=row.code, pack=row.pack, titles=row.title, headings=row.headings)


def _version_views(rows: QuerySet[ManualVersion]) -> list[VersionView]:
    return [view for _row, view in with_views(rows)]


def _version_view(row: ManualVersion, followed_at: datetime | None, now: datetime) -> VersionView:
    return VersionView(
        id=row.pk,
        manual_id=row.manual_id,
        manual_code=row.manual.code,
        number=row.number,
        state=state_of(row.state, row.effective_from, followed_at, now),
        title=row.title,
        reason=row.reason,
        basis=row.basis,
        topics=tuple(row.topics),
        author_id=row.author_id,
        author_name=row.author.display_name if row.author else "",
        created_at=row.created_at,
        submitted_at=row.submitted_at,
        approved_by_name=row.approved_by.display_name if row.approved_by else "",
        approved_at=row.approved_at,
        effective_from=row.effective_from,
        followed_at=followed_at,
        restores=row.restores_id,
    )


def _change(row: Proposal) -> Change:
    return Change(
        id=row.pk,
        action=row.action,
        kind=row.kind,
        clause_code=row.clause_code,
        before=queries.rule_by_id(row.kind, row.rule_id) if row.rule_id else None,
        scope=row.scope,
        value=registry.convert(row.kind, row.value) if row.value is not None else None,
        became=row.became_id,
    )
