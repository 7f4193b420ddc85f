"""What cases can prove: figures over all cases that an actor may see, by the day on which they were opened."""

from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from fuwutai.domain.cases.choices import CLOSED, COMPLAINT, REPLY, RESOLVED
from fuwutai.domain.cases.events import CalledBack, CaseConfirmed, ResultNotified
from fuwutai.domain.cases.models import Message
from fuwutai.domain.cases.queries import visible_cases, was_reopened, was_resolved
from fuwutai.domain.standards.providers import Base, count, share
from fuwutai.kernel.events import Event
from fuwutai.kernel.models import JournalEntry

CASES = Base(code="cases", rows=visible_cases, moment="opened_at", case="pk", facts="")

_own = Q(merged_into__isnull=True)
_settled = Q(status__in=(RESOLVED, CLOSED)) & _own


def _happened(*events: type[Event]) -> Q:
    """Return the condition that one of these events stands in the history of a case."""
    codes = [one.code for one in events]
    return Q(Exists(JournalEntry.objects.filter(subject="case", subject_id=OuterRef("pk"), code__in=codes)))


count(
    "cases_registered",
    title=_("Cases registered"),
    formula=_("Cases opened in these days, each with its number"),
    base=CASES,
    whole=Q(),
)
share(
    "resolution_rate",
    title=_("Resolution rate"),
    formula=_("Cases that are resolved or closed by now ÷ cases opened in these days, without merged ones"),
    base=CASES,
    part=_settled,
    whole=_own,
)
share(
    "complaint_resolution_rate",
    title=_("Resolution rate of complaints"),
    formula=_("Complaints that are resolved or closed by now ÷ complaints opened in these days, without merged ones"),
    base=CASES,
    part=_settled,
    whole=_own & Q(type=COMPLAINT),
)
share(
    "reopen_rate",
    title=_("Reopen rate"),
    formula=_("Cases that were taken up again ÷ cases opened in these days that were resolved at least once"),
    base=CASES,
    part=was_reopened(""),
    whole=was_resolved(""),
)
share(
    "reply_rate",
    title=_("Cases with a reply"),
    formula=_("Cases in which somebody replied to the customer ÷ cases opened in these days, without merged ones"),
    base=CASES,
    part=Q(Exists(Message.objects.filter(case_id=OuterRef("pk"), kind=REPLY))),
    whole=_own,
)
share(
    "confirmed_rate",
    title=_("Confirmed by the customer"),
    formula=_("Cases whose customer confirmed the result ÷ cases opened in these days that are resolved or closed"),
    base=CASES,
    part=_happened(CaseConfirmed),
    whole=_settled,
)
share(
    "result_notified_rate",
    title=_("Customers told the result"),
    formula=_(
        "Cases whose customer was told the result, confirmed it or was called back"
        " ÷ cases opened in these days that are resolved or closed"
    ),
    base=CASES,
    part=_happened(ResultNotified, CaseConfirmed, CalledBack),
    whole=_settled,
)
share(
    "complaint_result_notified_rate",
    title=_("Complainants told the result"),
    formula=_(
        "Complaints whose customer was told the result, confirmed it or was called back"
        " ÷ complaints opened in these days that are resolved or closed"
    ),
    base=CASES,
    part=_happened(ResultNotified, CaseConfirmed, CalledBack),
    whole=_settled & Q(type=COMPLAINT),
)
share(
    "callback_rate",
    title=_("Call-back rate"),
    formula=_(
        "Cases whose customer was called back and reached"
        " ÷ cases opened in these days that were resolved at least once"
    ),
    base=CASES,
    part=_happened(CalledBack),
    whole=was_resolved(""),
)
share(
    "complaint_rate",
    title=_("Complaint rate"),
    formula=_("Complaints ÷ all cases opened in these days; each case counts as one service"),
    base=CASES,
    part=Q(type=COMPLAINT),
    whole=Q(),
)
share(
    "recognised_rate",
    title=_("Known customers"),
    formula=_("Cases of customers whom the centre knew before ÷ cases opened in these days"),
    base=CASES,
    part=Q(customer__created_at__lt=F("opened_at")),
    whole=Q(),
)
share(
    "classified_rate",
    title=_("Cases with a category"),
    formula=_("Cases that have a category ÷ cases opened in these days, without merged ones"),
    base=CASES,
    part=~Q(category=""),
    whole=_own,
)
