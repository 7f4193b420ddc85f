"""How long the records of cases must be kept before what people said in them may be erased."""

from collections.abc import Mapping, Set
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Count, Max
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from fuwutai.domain.accounts.queries import centre_zone
from fuwutai.domain.cases.choices import CLOSED, COMPLAINT
from fuwutai.domain.cases.models import Case, Message
from fuwutai.domain.cases.rule_kinds.course import KEEP_FOR
from fuwutai.domain.customers import keeping
from fuwutai.domain.customers.keeping import Hindrance
from fuwutai.domain.standards.queries import rule_in_force
from fuwutai.domain.standards.registry import CASE_FACTS
from fuwutai.kernel import clock

RETENTION = "standards.retention"
ACCEPTANCE, COMPLAINTS = "acceptance_records", "complaint_records"
"""What the manuals call these records. Source: S4-2.1-7, S4-7.1-8."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Filing:
    """How the record of a closed case is kept: the class it is filed under, "" for none, and at least until a day."""

    file_class: str
    years: int
    until: date


@keeping.register
def records_of(customer_ids: Set[int]) -> Hindrance | None:
    """Return that cases of a customer are not closed, or until when they must be kept as they are.

    Cost: 1 statement, and the rules once a second.
    """
    theirs = Case.objects.filter(customer_id__in=customer_ids).order_by()
    groups = list(theirs.values(*CASE_FACTS, "status").annotate(count=Count("id"), last=Max("status_since")))
    if open_cases := sum(group["count"] for group in groups if group["status"] != CLOSED):
        text = ngettext_lazy(
            "%(count)s case of this customer is not closed. Close it first.",
            "%(count)s cases of this customer are not closed. Close them first.",
            "count",
        )
        return Hindrance(code="open_cases", text=text % {"count": open_cases})
    until = max((_keep_until(group, group["last"]) for group in groups), default=date.min)
    if until <= clock.now().astimezone(centre_zone()).date():
        return None
    text = _("The records of this customer's cases must be kept until %(day)s. Erase the customer after that day.")
    return Hindrance(code="kept", text=text % {"day": until.isoformat()}, until=until)


def words_of(customer_ids: Set[int]) -> tuple[int, int]:
    """Return how many cases a customer has, and how many messages stand in them. Cost: 2 statements."""
    said = Message.objects.filter(case__customer_id__in=customer_ids).count()
    return Case.objects.filter(customer_id__in=customer_ids).count(), said


def filing_of(case: Any) -> Filing:
    """Return how the record of a case is kept, counted from its closing. Source: S4-2.1-7, S4-4.3-3, S4-7.1-8.

    Cost: none while rules are remembered.
    """
    facts = {name: getattr(case, name) for name in CASE_FACTS}
    rule = rule_in_force(KEEP_FOR, facts, clock.now())
    years = _years(facts)
    return Filing(
        file_class=rule.value.file_class if rule else "", years=years, until=_counted(case.status_since, years)
    )


def _keep_until(facts: Mapping[str, str], closed_at: datetime) -> date:
    """Return the day before which nothing of a case may be deleted."""
    return _counted(closed_at, _years(facts))


def _years(facts: Mapping[str, str]) -> int:
    """Return how long the record of a case is kept: the longest time that any manual in use asks."""
    said, now = {name: facts[name] for name in CASE_FACTS}, clock.now()
    kinds = (ACCEPTANCE, COMPLAINTS) if said["type"] == COMPLAINT else (ACCEPTANCE,)
    rules = [rule_in_force(RETENTION, {"record": kind, "line": said["line"]}, now) for kind in kinds]
    rules.append(rule_in_force(KEEP_FOR, said, now))
    return max((rule.value.years for rule in rules if rule), default=0)


def _counted(closed_at: datetime, years: int) -> date:
    return _years_later(closed_at.astimezone(centre_zone()).date(), years)


def _years_later(day: date, years: int) -> date:
    try:
        return day.replace(year=day.year + years)
    except ValueError:  # the 29th of February
        return date(day.year + years, 3, 1)
