"""What a customer turned to us for, as far as somebody may see: all their cases, and the last days in figures."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, F, Q, Window
from django.db.models.functions import Coalesce, RowNumber

from fuwutai.domain.cases.choices import CUSTOMER_MESSAGE, REPLY
from fuwutai.domain.cases.models import Case
from fuwutai.domain.cases.queries import visible_cases
from fuwutai.domain.customers.person import belongs_to
from fuwutai.kernel.actors import Actor


@dataclass(frozen=True, slots=True, kw_only=True)
class Behaviour:
    """What a customer did through one channel: cases opened, how often they wrote or called, how often we answered."""

    channel: str
    opened: int
    words: int
    replies: int


def cases_of(actor: Actor, customer_ids: Collection[int], limit: int) -> list[Case]:
    """Return the cases of somebody with these ids that an actor sees, newest first. Cost: 1 statement."""
    cases = visible_cases(actor).filter(customer_id__in=customer_ids).select_related("team", "assignee")
    return list(cases.order_by("-opened_at", "-id")[:limit])


def last_cases_of(actor: Actor, customer_ids: Collection[int]) -> dict[int, Case]:
    """Return of each of some customers the last case that an actor sees, also of whom they absorbed.

    Cost: 1 statement, none for nobody.
    """
    if not customer_ids:
        return {}
    newest_first = [F("opened_at").desc(), F("id").desc()]
    cases = visible_cases(actor).filter(belongs_to(customer_ids)).order_by().annotate(
        whose=Coalesce("customer__merged_into_id", "customer_id"),
        nth=Window(RowNumber(), partition_by=[F("whose")], order_by=newest_first),
    )  # fmt: skip
    return {case.whose: case for case in cases.filter(nth=1)}


def behaviour_since(actor: Actor, customer_ids: Collection[int], since: datetime) -> list[Behaviour]:
    """Return by channel what happened from a moment on in the cases an actor sees. Source: S1-1.2-4.

    Cost: 1 statement.
    """
    cases = visible_cases(actor).filter(customer_id__in=customer_ids, last_message_at__gte=since)
    said = Q(messages__at__gte=since)
    rows = cases.order_by().values("channel").annotate(
        opened=Count("pk", filter=Q(opened_at__gte=since), distinct=True),
        words=Count("messages", filter=said & Q(messages__kind=CUSTOMER_MESSAGE)),
        replies=Count("messages", filter=said & Q(messages__kind=REPLY)),
    )  # fmt: skip
    return [Behaviour(**row) for row in rows.order_by("channel")]
