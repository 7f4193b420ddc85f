"""What clocks can prove: figures over promises about cases an actor may see, by the day on which they began."""

from typing import Any

from django.db.models import F, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from fuwutai.domain.cases.choices import COMPLAINT
from fuwutai.domain.sla.choices import CLOCKS, FIRST_RESPONSE, PROMISES_KEPT, RESOLUTION, STOPPED
from fuwutai.domain.sla.queries import clocks_of_visible_cases
from fuwutai.domain.standards.providers import Base, average, share
from fuwutai.kernel.actors import Actor


def _promises(actor: Actor) -> QuerySet[Any]:
    """Return all promises; that they name a definition leads the database to an index by definition and time."""
    return clocks_of_visible_cases(actor).filter(definition__in=tuple(CLOCKS))


PROMISES = Base(code="promises", rows=_promises, moment="started_at", case="case_id", facts="case__")
_kept = Q(state=STOPPED, breached_at__isnull=True)
_missed = Q(breached_at__isnull=False)
_decided = _kept | _missed

share(
    PROMISES_KEPT,
    title=_("Promises kept"),
    formula=_("Promises kept ÷ (kept + missed), of those that began in these days; open and called-off ones left out"),
    base=PROMISES,
    part=_kept,
    whole=_decided,
)
share(
    "resolved_in_time",
    title=_("Resolved in time"),
    formula=_("Resolutions promised and kept ÷ (kept + missed), of those that began in these days"),
    base=PROMISES,
    part=_kept,
    whole=_decided & Q(definition=RESOLUTION),
)
share(
    "answered_in_time",
    title=_("Answered in time"),
    formula=_("First responses promised and kept ÷ (kept + missed), of those that began in these days"),
    base=PROMISES,
    part=_kept,
    whole=_decided & Q(definition=FIRST_RESPONSE),
)
average(
    "first_response_seconds",
    title=_("Average first response"),
    formula=_("Mean working time until the first answer, over the first responses that are over"),
    base=PROMISES,
    amount=F("consumed_seconds"),
    whole=Q(definition=FIRST_RESPONSE, state=STOPPED),
)
average(
    "resolution_seconds",
    title=_("Average resolution"),
    formula=_("Mean working time until the solution, without waiting for others, over the resolutions that are over"),
    base=PROMISES,
    amount=F("consumed_seconds"),
    whole=Q(definition=RESOLUTION, state=STOPPED),
)
average(
    "complaint_handling_seconds",
    title=_("Average handling of complaints"),
    formula=_("Mean working time until a complaint is solved, without waiting for others, over those that are over"),
    base=PROMISES,
    amount=F("consumed_seconds"),
    whole=Q(definition=RESOLUTION, state=STOPPED, case__type=COMPLAINT),
)
