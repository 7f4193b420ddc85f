"""Keep what is unusual, and what came of it. Source: S3-5.1-6."""

from collections.abc import Sequence

from django.utils.translation import gettext_lazy as _

from fuwutai.domain.compliance.commands.chain import watchers
from fuwutai.domain.compliance.events import FindingLookedAt, FindingMade
from fuwutai.domain.compliance.findings import visible_findings
from fuwutai.domain.compliance.models import Finding
from fuwutai.domain.compliance.policies import may_settle_finding, may_view_audit
from fuwutai.domain.compliance.unusual import Found
from fuwutai.domain.notices.choices import UNUSUAL
from fuwutai.domain.notices.commands import give_notice
from fuwutai.kernel import clock
from fuwutai.kernel.actors import Actor
from fuwutai.kernel.command import command, emit
from fuwutai.kernel.errors import Conflict, Invalid, NotFound, Refused
from fuwutai.kernel.events import Code
from fuwutai.kernel.text import storable

LONGEST_NOTE = 1_000


@command
def store_findings(*, actor: Actor, found: Sequence[Found]) -> list[Finding]:
    """Keep what was found, and tell those who watch the logs once a day; return what is new.

    Figures of what nobody has looked at yet follow the day; what somebody has looked at stays as she saw it.
    Emits: FindingMade. Raises: Refused unless the system acts.
    """
    if not actor.is_system:
        raise Refused
    known = {one.key: one for one in Finding.objects.filter(key__in=[one.key for one in found])}
    new = []
    for one in found:
        kept = known.get(one.key)
        if kept is None:
            new.append(_made(one))
        elif kept.looked_at is None and kept.facts != one.facts:
            kept.facts = one.facts
            kept.save(update_fields=["facts"])
    for made in new:
        emit(FindingMade(finding_id=made.pk, kind=Code(made.kind), staff_id=made.staff_id))
    for day in sorted({made.day for made in new}):
        doers = {made.staff_id for made in new if made.day == day}
        _tell(actor, day.isoformat(), doers)
    return new


@command
def look_at_finding(*, actor: Actor, finding_id: int, note: str) -> Finding:
    """Say that somebody has looked into something unusual, and what came of it.

    Emits: FindingLookedAt. Raises: NotFound, Refused for one's own doing, Conflict where somebody was faster,
    Invalid without words.
    """
    if not may_view_audit(actor):
        raise Refused
    finding = visible_findings(actor).select_for_update(no_key=True, of=("self",)).filter(pk=finding_id).first()
    if finding is None:
        raise NotFound
    if not may_settle_finding(actor, finding.staff_id):
        raise Refused(_("This is about what you did yourself. Somebody else has to look at it."))
    if finding.looked_at is not None:
        raise Conflict(_("Somebody has looked at this already. Reload the page to read what came of it."))
    said = note.strip()
    if not said or len(said) > LONGEST_NOTE or not storable(said):
        wrong = _("Write what you found out, in at most %(longest)d characters.") % {"longest": LONGEST_NOTE}
        raise Invalid(_("Some answers are missing or wrong."), fields={"note": wrong})
    finding.looked_at, finding.looked_by_id, finding.note = clock.now(), actor.id, said
    finding.save(update_fields=["looked_at", "looked_by", "note"])
    emit(FindingLookedAt(finding_id=finding.pk))
    return finding


def _made(one: Found) -> Finding:
    return Finding.objects.create(
        key=one.key, kind=one.kind, day=one.day, staff_id=one.staff_id, facts=one.facts, found_at=clock.now()
    )


def _tell(actor: Actor, day: str, doers: set[int]) -> None:
    """Tell those who watch the logs; who alone is meant is not told before the others."""
    staff_ids = watchers() - (doers if len(doers) == 1 else set())
    give_notice(actor=actor, staff_ids=staff_ids, code=UNUSUAL, about=f"unusual:{day}", data={"day": day})
