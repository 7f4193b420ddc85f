"""Take in a manual as it was written."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import msgspec
from django.utils.translation import gettext_lazy as _

from fuwutai.domain.standards.choices import APPROVED, AREAS, CLAUSE_KINDS
from fuwutai.domain.standards.commands._versions import wordings_changed
from fuwutai.domain.standards.events import ManualLoaded
from fuwutai.domain.standards.models import Clause, Manual, ManualVersion
from fuwutai.domain.standards.policies import may_edit_rules
from fuwutai.kernel import clock
from fuwutai.kernel.actors import Actor
from fuwutai.kernel.command import command, emit
from fuwutai.kernel.errors import Invalid, Refused


class ShippedClause(msgspec.Struct, frozen=True, kw_only=True):
    """A clause as a pack ships it: our own words in both languages, and its figures as the manual writes them."""

    code: str
    section: str
    kind: str
    area: str
    zh: str
    en: str
    numbers: str = ""


@command
def load_manual(
    *,
    actor: Actor,
    code: str,
    pack: str,
    title: Mapping[str, str],
    headings: Mapping[str, Mapping[str, str]],
    clauses: Sequence[ShippedClause],
    position: int = 0,
    effective_from: datetime | None = None,
) -> Manual:
    """Put a manual on the shelf with its first version in force, now or since a moment; one that is there stays.

    Emits: ManualLoaded. Raises: Refused, Invalid for a clause of an unknown kind or area, or one that comes twice.
    """
    if not may_edit_rules(actor):
        raise Refused
    if (there := Manual.objects.filter(code=code).first()) is not None:
        return there
    _check(clauses)
    now = clock.now()
    manual = Manual.objects.create(
        code=code, pack=pack, title=dict(title), headings={key: dict(one) for key, one in headings.items()},
        position=position,
    )  # fmt: skip
    version = ManualVersion.objects.create(
        manual=manual, number=1, state=APPROVED, title="", created_at=now, approved_at=now,
        effective_from=effective_from or now,
    )  # fmt: skip
    Clause.objects.bulk_create(_row(manual, version, place, one) for place, one in enumerate(clauses))
    wordings_changed()
    emit(ManualLoaded(manual_id=manual.pk, version_id=version.pk, clauses=len(clauses)))
    return manual


def _check(clauses: Sequence[ShippedClause]) -> None:
    codes = [one.code for one in clauses]
    wrong = {one.code for one in clauses if one.kind not in CLAUSE_KINDS or one.area not in AREAS}
    wrong |= {code for code in codes if codes.count(code) > 1}
    if wrong:
        raise Invalid(
            _("These clauses cannot be taken in, their kind or area is unknown or they come twice: %(codes)s.")
            % {"codes": ", ".join(sorted(wrong))},
            code="bad_clauses",
        )


def _row(manual: Manual, version: ManualVersion, place: int, one: ShippedClause) -> Clause:
    fields: dict[str, Any] = {"section": one.section, "kind": one.kind, "area": one.area, "numbers": one.numbers}
    return Clause(
        manual=manual, version=version, code=one.code, position=place, text={"zh": one.zh, "en": one.en}, **fields
    )
