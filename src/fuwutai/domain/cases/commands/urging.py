"""A customer asks where we are with a case (催单)."""

from django.utils.translation import gettext_lazy as _

from fuwutai.domain.cases.choices import CHANNELS
from fuwutai.domain.cases.commands._states import refuse_state, wake
from fuwutai.domain.cases.course import next_urge_at, rule_about
from fuwutai.domain.cases.events import CaseUrged
from fuwutai.domain.cases.models import Case, Urge
from fuwutai.domain.cases.policies import allows, may_urge
from fuwutai.domain.cases.queries import locked_case
from fuwutai.domain.cases.rule_kinds.course import URGE_EVERY
from fuwutai.kernel import clock
from fuwutai.kernel.actors import Actor
from fuwutai.kernel.command import command, emit
from fuwutai.kernel.errors import Conflict, Invalid, Refused
from fuwutai.kernel.events import Code


@command(statements=9)
def urge_case(*, actor: Actor, case_id: int, channel: str) -> Case:
    """Note that the customer asks where we are with it; a snoozed case wakes. How often that counts, a rule says.

    Emits: CaseUrged. Raises: NotFound, Refused, Invalid, Conflict where the last urge still counts (its fact `next_at`
    says until when).
    """
    case = locked_case(actor, case_id)
    if not (actor.is_customer or actor.may("cases.open")):
        raise Refused
    if not may_urge(actor, case) or not allows(case, "answer"):
        raise refuse_state(case)
    if channel not in CHANNELS:
        raise Invalid(_("Choose how the customer reached us."), fields={"channel": _("Choose one.")})
    now = clock.now()
    last = Urge.objects.filter(case=case).order_by("-at", "-pk").first() if case.urges else None
    next_at = next_urge_at(case, last.at if last else None)
    if next_at is not None and next_at > now:
        raise Conflict(
            _("We know that you wait: your last reminder counted, and somebody was told. The next one counts later."),
            code="urged_already",
            next_at=next_at.isoformat(),
        )
    urge = Urge.objects.create(case=case, channel=channel, by_kind=actor.kind, by_id=actor.id, at=now)
    case.urges += 1
    wake(case, "customer")
    case.save(update_fields=["urges", "snoozed_until"])
    rule = rule_about(case, URGE_EVERY)
    tells_lead = rule is not None and case.urges >= rule.value.lead_from
    emit(
        CaseUrged(
            case_id=case.pk, urge_id=urge.pk, count=case.urges, channel=Code(channel), tells_lead=tells_lead
        )
    )
    return case
