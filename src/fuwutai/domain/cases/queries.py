"""Every read of cases; `visible_cases` is the root of each of them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Exists, F, Min, OuterRef, Q, QuerySet

from fuwutai.domain.cases.choices import (
    ACTIVE,
    CLOSED,
    COMPLAINT,
    NEW,
    REPLY,
    RESOLVED,
    WAITING_CUSTOMER,
    WAITING_THIRD_PARTY,
)
from fuwutai.domain.cases.events import FOR_OUTSIDERS, CaseResolved
from fuwutai.domain.cases.models import Case, CaseTag, Draft, Message, Supervision
from fuwutai.domain.customers.person import same_person
from fuwutai.domain.customers.policies import may_view_restricted
from fuwutai.domain.customers.queries import contact_matches
from fuwutai.domain.standards.registry import CASE_FACTS
from fuwutai.kernel import clock
from fuwutai.kernel.actors import Actor
from fuwutai.kernel.errors import NotFound
from fuwutai.kernel.journal import entries_about
from fuwutai.kernel.models import JournalEntry
from fuwutai.kernel.numbering import parse_number
from fuwutai.kernel.paging import Page, page


@dataclass(frozen=True, slots=True, kw_only=True)
class Narrowing:
    """What narrows a queue to the rows behind one figure; what is not said does not narrow."""

    team_id: int | None = None
    assignee_id: int | None = None
    status: str = ""
    overdue: bool = False
    customer_waits: bool = False
    resolved_since: datetime | None = None
    category: str = ""
    nature: str = ""
    region: str = ""
    tag_id: int | None = None


QUEUES = (
    "mine", "unassigned", "team", "responsible", "waiting", "snoozed", "supervised", "resolved", "closed", "archived",
    "all", "open",
)  # fmt: skip
"""The queues of the desk; each is a filter over `visible_cases`. What is snoozed is out of the way in the first three;
`open` holds it too, for whoever has to see everything."""
BY_PROMISE = ("due_at", "id")
ORDERS = {
    "mine": BY_PROMISE, "unassigned": BY_PROMISE, "team": BY_PROMISE, "open": BY_PROMISE, "supervised": BY_PROMISE,
    "responsible": BY_PROMISE, "snoozed": ("snoozed_until", "id"), "archived": ("-archived_at", "-id"),
}  # fmt: skip
WAITING = (WAITING_CUSTOMER, WAITING_THIRD_PARTY)


def visible_cases(actor: Actor) -> QuerySet[Case]:
    """Return the cases an actor may see; hidden equals absent, for lists, details, locks and live topics alike.

    Whoever sees beyond the own teams sees complaints there only with a permission of its own: they are for those who
    handle them and for the departments concerned (S4-7.1-7). Cases of restricted customers are for who works on them,
    and for who may know of such customers (S0-5.2). Who answers for a case follows it wherever it goes, until it is
    settled or a colleague answers for it (S3-6.1-3). What was erased nobody outside enters any more.
    """
    if actor.is_system:
        return Case.objects.all()
    if actor.is_customer:
        return Case.objects.filter(pk__in=actor.granted("case"), customer__erased_at=None)
    if not actor.may("cases.view") or actor.reach == "none":
        return Case.objects.none()
    mine = Q(assignee_id=actor.id) | Q(responsible_id=actor.id, status__in=ACTIVE)
    if actor.reach == "own":
        return Case.objects.filter(mine)
    seen = Q() if actor.reach == "all" else mine | Q(team_id__in=actor.sight)
    if actor.reach != "team" and not actor.may("complaints.view"):
        seen &= ~Q(type=COMPLAINT) | mine | Q(team_id__in=actor.team_ids)
    if not may_view_restricted(actor):
        seen &= Q(restricted=False) | mine
    return Case.objects.filter(seen)


def sees_every_case(actor: Actor) -> bool:
    """Return whether nothing is hidden from an actor, so that figures need not ask case by case."""
    whole = actor.is_staff and actor.reach == "all" and actor.may("cases.view") and actor.may("complaints.view")
    return actor.is_system or (whole and may_view_restricted(actor))


def visible_case(actor: Actor, case_id: int) -> Case:
    """Return one case. Raises: NotFound."""
    case = visible_cases(actor).select_related("team", "assignee", "responsible").filter(pk=case_id).first()
    if case is None:
        raise NotFound
    return case


def locked_case(actor: Actor, case_id: int) -> Case:
    """Return one case, locked until the command ends. Raises: NotFound."""
    case = visible_cases(actor).select_for_update(no_key=True, of=("self",)).filter(pk=case_id).first()
    if case is None:
        raise NotFound
    return case


def locked_cases(actor: Actor, case_ids: Iterable[int]) -> dict[int, Case]:
    """Return cases by id, locked in the order of their ids until the command ends. Raises: NotFound if one is missing.

    Cost: 1 statement.
    """
    wanted = set(case_ids)
    cases = visible_cases(actor).select_for_update(no_key=True, of=("self",)).filter(pk__in=wanted).order_by("pk")
    found = {case.pk: case for case in cases}
    if found.keys() != wanted:
        raise NotFound
    return found


def may_follow(actor: Actor, case_id: int) -> bool:
    """Return whether an actor sees a case, or one that goes on in it: a customer's words may land further down.

    Cost: 1 statement for a case in sight, 2 more for each step back.
    """
    here = {case_id}
    seen = set[int]()
    while here:
        if visible_cases(actor).filter(pk__in=here).exists():
            return True
        seen |= here
        before = Case.objects.filter(Q(merged_into__in=here) | Q(followed_by__in=here))
        here = set(before.values_list("pk", flat=True)) - seen
    return False


def case_by_number(actor: Actor, number: str) -> Case | None:
    """Return a case by its number as people type it, or None."""
    wanted = parse_number(number)
    return visible_cases(actor).filter(number=wanted).first() if wanted else None


def case_by_proof(number: str, contact_kind: str, contact: str) -> Case | None:
    """Return the case of a number if its customer had this phone or mail address when it was opened: how an outsider
    gets in.

    A wrong number costs as much as a wrong contact, so time tells a stranger nothing. Cost: 2 statements.
    """
    case = case_by_number(Actor.system("cases"), number)
    by = case.opened_at if case else clock.now()
    proven = contact_matches(case.customer_id if case else 0, contact_kind, contact, by=by)
    return case if proven else None


def history_of(actor: Actor, case_id: int) -> list[JournalEntry]:
    """Return what happened to a case, oldest first; outsiders get only what concerns them.

    Raises: NotFound. Cost: 1 statement.
    """
    seen = visible_cases(actor).filter(pk=case_id).values("pk")
    found = entries_about("case", [case_id]).filter(subject_id__in=seen)
    entries = list(found.filter(code__in=FOR_OUTSIDERS) if actor.is_customer else found)
    if not entries:  # every history begins with the opening, so nothing written means nothing to see
        raise NotFound
    return entries


def queue(actor: Actor, name: str) -> QuerySet[Case]:
    """Return the cases of a desk queue. Raises: NotFound for a queue that does not exist."""
    cases = visible_cases(actor)
    match name:
        case "mine":
            return cases.filter(assignee_id=actor.id, status__in=ACTIVE, snoozed_until=None)
        case "responsible":
            return cases.filter(responsible_id=actor.id, status__in=ACTIVE)
        case "unassigned":
            return cases.filter(assignee_id=None, status__in=ACTIVE, snoozed_until=None)
        case "team":
            return cases.filter(status__in=ACTIVE, snoozed_until=None)
        case "open":
            return cases.filter(status__in=ACTIVE)
        case "waiting":
            return cases.filter(status__in=WAITING)
        case "snoozed":
            return cases.filter(snoozed_until__isnull=False)
        case "supervised":  # read from what runs, never from all cases
            return cases.filter(pk__in=Supervision.objects.filter(ended_at=None).values("case_id"))
        case "resolved":
            return cases.filter(status=RESOLVED)
        case "closed":
            return cases.filter(status=CLOSED, archived_at=None)
        case "archived":
            return cases.filter(archived_at__isnull=False)
        case "all":
            return cases.filter(archived_at=None)
    raise NotFound


def narrowed(cases: QuerySet[Case], only: Narrowing) -> QuerySet[Case]:
    """Return the cases that fit a narrowing."""
    if only.team_id is not None:
        cases = cases.filter(team_id=only.team_id)
    if only.assignee_id is not None:
        cases = cases.filter(assignee_id=only.assignee_id)
    if only.status:
        cases = cases.filter(status=only.status)
    if only.overdue:
        cases = cases.filter(due_at__lt=clock.now())
    if only.customer_waits:
        cases = cases.filter(customer_waits=True)
    if only.category:
        cases = cases.filter(Q(category=only.category) | Q(category__startswith=f"{only.category}."))
    if only.nature:
        cases = cases.filter(nature=only.nature)
    if only.region:
        cases = cases.filter(region=only.region)
    if only.resolved_since is not None:
        cases = cases.filter(pk__in=_resolved_since(only.resolved_since))
    if only.tag_id is not None:
        cases = cases.filter(pk__in=CaseTag.objects.filter(tag_id=only.tag_id).values("case_id"))
    return cases


def queue_page(
    actor: Actor, name: str, cursor: str | None, size: int = 50, only: Narrowing | None = None
) -> Page[Case]:
    """Return one page of a queue with team and assignee at hand: promises first, then the last to move.

    Active queues sort by the nearest promise, cases without one last. Cost: 1 statement.
    """
    cases = narrowed(queue(actor, name), only or Narrowing()).select_related("team", "assignee")
    cases = cases.annotate(has_draft=Exists(Draft.objects.filter(case=OuterRef("pk"), staff=actor.id)))
    return page(cases, ORDERS.get(name, ("-last_message_at", "-id")), cursor, size)


def queue_counts(actor: Actor) -> dict[str, int]:
    """Return how many active cases each queue holds. Cost: 1 statement over active cases only."""
    active = visible_cases(actor).filter(status__in=(*ACTIVE, RESOLVED))
    awake = Q(status__in=ACTIVE, snoozed_until=None)
    return active.aggregate(
        mine=Count("id", filter=awake & Q(assignee_id=actor.id)),
        mine_overdue=Count("id", filter=awake & Q(assignee_id=actor.id, due_at__lt=clock.now())),
        responsible=Count("id", filter=Q(responsible_id=actor.id, status__in=ACTIVE)),
        unassigned=Count("id", filter=awake & Q(assignee_id=None)),
        team=Count("id", filter=awake),
        snoozed=Count("id", filter=Q(snoozed_until__isnull=False)),
        supervised=Count("id", filter=Q(supervised=True)),
        waiting=Count("id", filter=Q(status__in=WAITING)),
        resolved=Count("id", filter=Q(status=RESOLVED)),
    )


def team_overview(actor: Actor) -> list[Mapping[str, object]]:
    """Return per team: new, in work, waiting, overdue, unassigned, and since when a customer waits for us.

    Cost: 1 statement.
    """
    now = clock.now()
    active = visible_cases(actor).filter(status__in=ACTIVE).order_by()
    return list(
        active.values("team_id", name=F("team__name")).annotate(
            new=Count("id", filter=Q(status=NEW)),
            open=Count("id", filter=Q(status="open")),
            waiting=Count("id", filter=Q(status__in=WAITING)),
            overdue=Count("id", filter=Q(due_at__lt=now)),
            unassigned=Count("id", filter=Q(assignee_id=None, snoozed_until=None)),
            unanswered_since=Min("last_message_at", filter=Q(customer_waits=True)),
        ).order_by("team_id")
    )  # fmt: skip


def staff_overview(actor: Actor) -> list[Mapping[str, object]]:
    """Return per assignee: open load, overdue and waiting. Cost: 1 statement."""
    now = clock.now()
    active = visible_cases(actor).filter(status__in=ACTIVE, assignee_id__isnull=False).order_by()
    return list(
        active.values("assignee_id", name=F("assignee__display_name")).annotate(
            load=Count("id"),
            overdue=Count("id", filter=Q(due_at__lt=now)),
            waiting=Count("id", filter=Q(status__in=WAITING)),
        ).order_by("-load", "assignee_id")
    )  # fmt: skip


def resolved_count(actor: Actor, since: datetime) -> int:
    """Return how many cases were marked as resolved from a moment on, each once. Cost: 1 statement."""
    return visible_cases(actor).filter(pk__in=_resolved_since(since)).count()


def _resolved_since(since: datetime) -> QuerySet[JournalEntry, Any]:
    return JournalEntry.objects.filter(code=CaseResolved.code, at__gte=since).values("subject_id")


def live_topics(case_ids: Iterable[int]) -> dict[int, set[str]]:
    """Return for each case the live topics that may hear of it: its team, its assignee, who answers for it, and itself.

    Of a restricted case not the whole team hears, only who may know of such customers.
    """
    rows = Case.objects.filter(pk__in=list(case_ids)).values_list(
        "pk", "team_id", "assignee_id", "responsible_id", "restricted"
    )
    return {
        pk: {
            f"case:{pk}",
            f"team:{team}:restricted" if restricted else f"team:{team}",
            *(f"staff:{person}" for person in people if person),
        }
        for pk, team, *people, restricted in rows
    }


def customer_history(actor: Actor, customer_id: int, but: int, limit: int = 5) -> list[Case]:
    """Return the customer's other cases that the actor may see, newest first, also of whom they absorbed.

    Cost: 1 statement.
    """
    cases = visible_cases(actor).filter(customer__in=same_person(customer_id)).exclude(pk=but)
    return list(cases.select_related("team", "assignee").order_by("-opened_at", "-id")[:limit])


def linked_cases(actor: Actor, case: Case) -> list[Case]:
    """Return what a case goes on from or in, also by a merger, as far as the actor may see. Cost: 1 statement."""
    before = Q(pk=case.follows_id) | Q(merged_into_id=case.pk)
    after = Q(follows_id=case.pk) | Q(pk=case.merged_into_id)
    return list(visible_cases(actor).filter(before | after).order_by("id"))


def facts_of(case_ids: Iterable[int]) -> dict[int, dict[str, str]]:
    """Return the facts of each case by which rules are chosen, "" = not said. Cost: 1 statement."""
    rows = Case.objects.filter(pk__in=list(case_ids)).values("pk", *CASE_FACTS)
    return {row.pop("pk"): row for row in rows}


def case_ids_after(case_id: int, limit: int) -> list[int]:
    """Return the next cases by id, for work that goes over all of them. Cost: 1 statement."""
    return list(Case.objects.filter(pk__gt=case_id).order_by("pk").values_list("pk", flat=True)[:limit])


def count_cases() -> int:
    """Return how many cases there are, for work that goes over all of them. Cost: 1 statement."""
    return Case.objects.count()


def case_numbers(case_ids: Iterable[int]) -> dict[int, str]:
    """Return the numbers of cases. Cost: 1 statement, none for no ids."""
    wanted = set(case_ids)
    return dict(Case.objects.filter(pk__in=wanted).values_list("pk", "number")) if wanted else {}


def due_for_next_step(now: datetime, limit: int) -> list[int]:
    """Return the ids of cases in which the platform itself must act. Cost: 1 statement over what is due."""
    rows = Case.objects.filter(next_step_at__lte=now, status__in=(WAITING_CUSTOMER, RESOLVED))
    return list(rows.order_by("next_step_at").values_list("pk", flat=True)[:limit])


def was_resolved(path: str) -> Q:
    """Return the condition that a case was marked as resolved at least once; `path` leads to it, as "case__"."""
    settled = Q(**{f"{path}status__in": (RESOLVED, CLOSED), f"{path}merged_into__isnull": True})
    return settled | was_reopened(path) | Q(**{f"{path}redone__gt": 0})


def was_reopened(path: str) -> Q:
    """Return the condition that a case was taken up again at least once; `path` leads to it, as "case__".

    What a superior sent back is counted apart, as `redone`.
    """
    return Q(**{f"{path}reopened__gt": 0})


def has_words_by_day_only(case_field: str) -> Exists:
    """Return the condition that of words in the case of a row only the day is known; the field holds its id."""
    return Exists(Message.objects.filter(case_id=OuterRef(case_field), day_only=True))


def first_replies(
    actor: Actor, since: datetime | None, until: datetime | None
) -> list[tuple[datetime, datetime | None]]:
    """Return of each visible case opened in [since, until) when it was opened and when an agent first replied.

    Cost: 1 statement.
    """
    cases = visible_cases(actor)
    if since is not None:
        cases = cases.filter(opened_at__gte=since)
    if until is not None:
        cases = cases.filter(opened_at__lt=until)
    replied_at = Min("messages__at", filter=Q(messages__kind=REPLY))
    return list(cases.order_by("id").annotate(replied_at=replied_at).values_list("opened_at", "replied_at"))
