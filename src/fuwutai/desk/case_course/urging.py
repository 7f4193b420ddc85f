"""That the customer urges: taken down from a call, and the card of all the times."""

from datetime import datetime
from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from fuwutai.design.moments import day_moment
from fuwutai.desk.access import StaffRequest, staff_action, staff_page
from fuwutai.desk.cases import cards
from fuwutai.desk.cases.changed import changed
from fuwutai.desk.cases.offers import Offer, register
from fuwutai.domain.cases.choices import CHANNELS, PHONE
from fuwutai.domain.cases.commands import urge_case
from fuwutai.domain.cases.course import urges_of
from fuwutai.domain.cases.policies import may_urge
from fuwutai.kernel import clock
from fuwutai.kernel.errors import Conflict


def _context(request: StaffRequest, case: Any) -> dict[str, Any]:
    return {"urges": urges_of(request.actor, case.pk), "channels": CHANNELS}


def _summary(case: Any) -> str:
    return ngettext("Once", "%(n)s times", case.urges) % {"n": case.urges}


CARD = cards.register(
    cards.Card(
        name="urging", place=12, icon="bell", title=gettext_lazy("Urging"), url_name="desk:case_urges",
        template="desk/case_course/_urges.html", context=_context, summary=_summary,
        allowed=lambda _actor, case: case.urges > 0,
    )
)  # fmt: skip
register(
    Offer(
        name="urge", place=50, icon="bell", label=gettext_lazy("The customer urges by phone"),
        url_name="desk:case_urge", is_press=True, allowed=may_urge,
    )
)  # fmt: skip


@staff_page(permission="cases.view", statements=8)
def case_urges(request: StaffRequest, case_id: int) -> HttpResponse:
    """Show when the customer urged, and when we answered. Raises: NotFound."""
    return cards.show_card(request, case_id, CARD)


@staff_action(permission="cases.open", statements=40)
def case_urge(request: StaffRequest, case_id: int) -> HttpResponse:
    """Take down that the customer called to urge. Raises: NotFound, Refused, Conflict naming the next moment."""
    try:
        urge_case(actor=request.actor, case_id=case_id, channel=PHONE)
    except Conflict as problem:
        if problem.code != "urged_already":
            raise
        when = day_moment(datetime.fromisoformat(problem.facts["next_at"]), clock.now())
        text = _("The last urge counted and stands in the case. Another one counts from %(when)s on.") % {"when": when}
        raise Conflict(text, code=problem.code) from None
    return changed(request, case_id, _("Noted. Who works on the case hears of it."))
