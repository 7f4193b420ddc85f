"""The rules as they would be with a draft in force all along."""

import json
from copy import copy
from datetime import UTC, datetime
from hashlib import sha256

from django.utils.translation import gettext_lazy as _

from fuwutai.domain.standards import queries
from fuwutai.domain.standards.choices import APPROVED, DISCARDED, END
from fuwutai.domain.standards.manuals import visible_versions
from fuwutai.domain.standards.models import Proposal, RuleRow
from fuwutai.domain.standards.rulebook import RuleBook
from fuwutai.kernel.actors import Actor
from fuwutai.kernel.errors import Conflict, NotFound

ALL_ALONG = datetime(1970, 1, 1, tzinfo=UTC)


def book_with(actor: Actor, version_id: int) -> RuleBook:
    """Return the rule rows as if the figures of a draft had always held: what it changes or ends never was.

    Proposed rows bear the negative id of their proposal. What was decided between two figures holds for their changes
    too, so what never was stays in the book, in force at no moment.
    Raises: Refused, NotFound, Conflict for a version whose figures are in force or were given up. Cost: 2 statements.
    """
    version = visible_versions(actor).filter(pk=version_id).first()
    if version is None:
        raise NotFound
    if version.state in (APPROVED, DISCARDED):
        raise Conflict(
            _("Only a draft can be tried: this version has been decided already."), code="version_decided"
        )
    proposals = list(Proposal.objects.filter(version=version).select_related("version__manual"))
    by_id = queries.rule_book().by_id
    gone = {_first_of(by_id[one.rule_id], by_id) for one in proposals if one.rule_id in by_id}
    rows = [_never(row) if _first_of(row, by_id) in gone else row for row in by_id.values()]
    return RuleBook.of([*rows, *(_row(one) for one in proposals if one.action != END)])


def kinds_changed(version_id: int) -> set[str]:
    """Return the kinds of rule that a version changes. Cost: 1 statement."""
    return set(Proposal.objects.filter(version_id=version_id).values_list("kind", flat=True))


def figures_said(version_id: int) -> str:
    """Return a mark of all that a version says of figures: while it is the same, so are they. Cost: 1 statement."""
    names = ("pk", "action", "rule_id", "kind", "clause_code", "scope", "value")
    said = Proposal.objects.filter(version_id=version_id).order_by("pk").values_list(*names)
    return sha256(json.dumps(list(said), sort_keys=True).encode()).hexdigest()


def _row(proposal: Proposal) -> RuleRow:
    return RuleRow(
        pk=-proposal.pk,
        kind=proposal.kind,
        clause_code=proposal.clause_code,
        scope=proposal.scope,
        value=proposal.value,
        valid_from=ALL_ALONG,
        manual=proposal.version.manual,
        brought_by=proposal.version,
        replaces_id=proposal.rule_id,
    )


def _never(row: RuleRow) -> RuleRow:
    """Return a row that is in force at no moment; the one of the book stays as it is."""
    row = copy(row)
    row.valid_to = row.valid_from
    return row


def _first_of(row: RuleRow, by_id: dict[int, RuleRow]) -> int:
    while row.replaces_id in by_id:
        row = by_id[row.replaces_id]
    return row.pk
