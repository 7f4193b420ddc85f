"""How long the records of cases must be kept before what people said in them may be erased."""

from collections.abc import Set
from datetime import date, datetime

from django.db.models import Count, Max
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from fuwutai.domain.accounts.queries import centre_zone
from fuwutai.domain.cases.choices import CLOSED, COMPLAINT
from fuwutai.domain.cases.models import Case, Message
from fuwutai.domain.customers import keeping
from fuwutai.domain.customers.keeping import Hindrance
from fuwutai.domain.standards.queries import rule_in_force
from fuwutai.kernel import clock

RETENTION = "standards.retention"
ACCEPTANCE, COMPLAINTS = "acceptance_records", "complaint_records"
"""What the manuals call these records. Source: S4-2.1-7, S4-7.1-8."""


@keeping.register
def records_of(customer_ids: Set[int]) -> Hindrance | None:
    """Return that cases of a customer are not closed, or until when they must be kept as they are.

    Cost: 1 statement, and the rules once a second.
    """
    theirs = Case.objects.filter(customer_id__in=customer_ids).order_by()
    groups = list(theirs.values("type", "line", "status").annotate(count=Count("id"), last=Max("status_since")))
    if open_cases := sum(group["count"] for group in groups if group["status"] != CLOSED):
        text = ngettext_lazy(
            "%(count)s case of this customer is not closed. Close it first.",
            "%(count)s cases of this customer are not closed. Close them first.",
            "count",
        )
        return Hindrance(code="open_cases", text=text % {"count": open_cases})
    until = max((_keep_until(group["type"], group["line"], group["last"]) for group in groups), default=date.min)
    if until <= clock.now().astimezone(centre_zone()).date():
        return None
    text = _("The records of this customer's cases must be kept until %(day)s. Erase the customer after that day.")
    return Hindrance(code="kept", text=text % {"day": until.isoformat()}, until=until)


def words_of(customer_ids: Set[int]) -> tuple[int, int]:
    """Return how many cases a customer has, and how many messages stand in them. Cost: 2 statements."""
    said = Message.objects.filter(case__customer_id__in=customer_ids).count()
    return Case.objects.filter(customer_id__in=customer_ids).count(), said


def _keep_until(type: str, line: str, closed_at: datetime) -> date:
    """Return the day before which nothing of a case may be deleted: the longest time that any manual in use asks."""
    closed_on = closed_at.astimezone(centre_zone()).date()
    kinds = (ACCEPTANCE, COMPLAINTS) if type == COMPLAINT else (ACCEPTANCE,)
    rules = [rule_in_force(RETENTION, {"record": kind, "line": line}, clock.now()) for kind in kinds]
    years = max((rule.value.years for rule in rules if rule), default=0)
    return _years_later(closed_on, years)


def _years_later(day: date, years: int) -> date:
    try:
        return day.replace(year=day.year + years)
    except ValueError:  # the 29th of February
        return date(day.year + years, 3, 1)
