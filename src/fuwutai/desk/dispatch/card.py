"""Who has a case and why, or why nobody has it yet: a card beside it."""

from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext_lazy

from fuwutai.desk.access import StaffRequest, staff_page
from fuwutai.desk.cases import cards
from fuwutai.desk.dispatch.words import decided, summed_up
from fuwutai.domain.dispatch import queries
from fuwutai.domain.dispatch.settings import sharing_of
from fuwutai.kernel import clock


def _context(request: StaffRequest, case: Any) -> dict[str, Any]:
    sharing = sharing_of(case.team_id)
    facts = {"is_automatic": sharing.is_automatic, "is_over": case.status in ("resolved", "closed")}
    if case.assignee_id is not None:
        decision = queries.decision_of(request.actor, case)
        return facts | {"decision": decision, "lines": decided(decision) if decision else []}
    if facts["is_over"] or not sharing.is_automatic:
        return facts
    if case.status not in ("new", "open") or (case.snoozed_until and case.snoozed_until > clock.now()):
        return facts | {"is_asleep": True}
    found = queries.why_not([case], case.team_id, sharing)[0]
    can = any(why is None for _name, _person, why in found.why)
    return facts | {"why": summed_up(found.why, queries.names_of_skills()), "can": can}


CARD = cards.register(
    cards.Card(
        name="sharing", place=70, icon="assign", title=gettext_lazy("Why this person"), url_name="desk:case_sharing",
        template="desk/dispatch/_card.html", context=_context,
    )
)  # fmt: skip


@staff_page(permission="cases.view", statements=20)
def case_sharing(request: StaffRequest, case_id: int) -> HttpResponse:
    """Show why somebody has the case, or why nobody has it. Raises: NotFound."""
    return cards.show_card(request, case_id, CARD)
