"""Addresses under /api/v1/cases."""

from django.http import HttpResponse
from ninja import Query, Router

from fuwutai.api.access import ApiRequest, operation
from fuwutai.api.cases.acting import with_ids
from fuwutai.api.cases.answers import (
    CustomerOfCase,
    Detail,
    History,
    Items,
    Messages,
    Opened,
    Said,
    detail_of,
    happened,
    message_as_told,
)
from fuwutai.api.cases.bodies import NewCase, NewMessage
from fuwutai.api.cases.lists import MOST, listed
from fuwutai.api.cases.schemas import Clock, clock_of
from fuwutai.api.idempotent import body_of, described, posted
from fuwutai.api.versions import IF_MATCH, as_read, tag
from fuwutai.domain.cases.commands import add_note, open_case, reply_to_case
from fuwutai.domain.cases.queries import history_of, visible_case, visible_cases
from fuwutai.domain.cases.speech.conversation import messages_of
from fuwutai.domain.customers.queries import customer_card
from fuwutai.domain.sla.explain import explanations
from fuwutai.kernel.access_log import record_access
from fuwutai.kernel.actors import Actor

router = Router(tags=["cases"])
Limit = Query(50, ge=1, le=MOST)
After = Query(None, ge=0, le=2**63 - 1, description="the `next` of the page before")


@router.get("", response=Items, operation_id="cases_list", summary="Cases, the newest first")
@operation(permission="cases.view", statements=10)
def cases_list(
    request: ApiRequest, status: str = "", team: str = "", assignee: str = "", q: str = Query("", max_length=500),
    cursor: str | None = None, limit: int = Limit,
) -> Items:  # fmt: skip
    """Return a page of cases. `team`: a code; `assignee`: a user name, `me` or `none`; `q`: words, or a query."""
    return listed(request.actor, status=status, team=team, assignee=assignee, q=q.strip(), cursor=cursor, limit=limit)


@router.post(
    "", response={201: Opened}, operation_id="case_open", summary="Open a case", openapi_extra=described(NewCase)
)
@operation(permission="cases.open", statements=60)
def case_open(request: ApiRequest) -> HttpResponse:
    """Open a case for a customer whom we know, or who turns to us with name and number."""
    said = body_of(request, NewCase)
    customer = said.pop("customer")
    who = {name: getattr(customer, name) for name in ("name", "phone", "email")}
    given = {"channel": "phone", **with_ids(request.actor, said)}

    def work() -> Opened:
        case = open_case(actor=request.actor, customer_id=customer.id, **who, **given)
        return Opened(
            id=case.pk, number=case.number, status=case.status, opened_at=case.opened_at,
            clocks=_clocks(request.actor, case.pk),
        )  # fmt: skip

    return posted(request, 201, work)


@router.get("/{int:case_id}", response=Detail, operation_id="case_detail", summary="One case")
@operation(permission="cases.view", statements=24)
def case_detail(request: ApiRequest, case_id: int) -> Detail:
    """Return a case, its customer and its clocks; contacts are masked. The look is logged."""
    case = visible_case(request.actor, case_id)
    record_access(request.actor, "view_case", subject="case", subject_id=case_id, place="api:case_detail")
    card = customer_card(request.actor, case.customer_id)
    tag(request, case_id)
    who = CustomerOfCase(id=card.id, name=card.name, contacts=list(card.contacts)) if card else None
    return detail_of(case, who, _clocks(request.actor, case_id))


@router.get("/{int:case_id}/clocks", response=list[Clock], operation_id="case_clocks", summary="Deadlines explained")
@operation(permission="cases.view", statements=10)
def case_clocks(request: ApiRequest, case_id: int) -> list[Clock]:
    """Return the clocks of a case, every round of each, with all they rest on: rule, calendar, stretches, changes."""
    found = explanations(request.actor, case_id)
    record_access(request.actor, "view_case", subject="case", subject_id=case_id, place="api:case_clocks")
    return [clock_of(told) for told in found]


@router.get("/{int:case_id}/messages", response=Messages, operation_id="case_messages", summary="What was said")
@operation(permission="cases.view", statements=10)
def case_messages(
    request: ApiRequest, case_id: int, cursor: int | None = After, limit: int = Limit
) -> Messages:
    """Return a page of the words of a case, masked as on the desk. The look is logged."""
    visible_case(request.actor, case_id)
    record_access(request.actor, "view_case", subject="case", subject_id=case_id, place="api:case_messages")
    found = messages_of(request.actor, case_id)
    start = next((place + 1 for place, one in enumerate(found) if one.pk == cursor), 0)
    shown = found[start : start + limit]
    more = start + limit < len(found)
    return Messages(items=[message_as_told(one) for one in shown], next=str(shown[-1].pk) if more else None)


@router.post(
    "/{int:case_id}/messages", response={201: Said}, operation_id="case_message_add",
    summary="Reply to the customer, or write a note", openapi_extra=described(NewMessage, IF_MATCH),
)  # fmt: skip
@operation(permission="cases.note", statements=60)
def case_message_add(request: ApiRequest, case_id: int) -> HttpResponse:
    """Write a reply or a note; a reply is sent at once."""
    actor = request.actor
    visible_case(actor, case_id)
    said = body_of(request, NewMessage)

    def work() -> Said:
        write = reply_to_case if said["kind"] == "reply" else add_note
        with as_read(request, case_id):
            made = write(actor=actor, case_id=case_id, body=said["body"], file_ids=said.get("file_ids", ()))
        tag(request, case_id)
        return Said(id=made.pk, case_id=made.case_id, kind=made.kind, at=made.at)

    return posted(request, 201, work)


@router.get("/{int:case_id}/history", response=History, operation_id="case_history", summary="What happened")
@operation(permission="cases.view", statements=8)
def case_history(
    request: ApiRequest, case_id: int, cursor: int | None = After, limit: int = Limit
) -> History:
    """Return a page of the events of a case, as codes and ids. The look is logged."""
    found = history_of(request.actor, case_id)
    record_access(request.actor, "view_case", subject="case", subject_id=case_id, place="api:case_history")
    start = next((place + 1 for place, one in enumerate(found) if one.pk == cursor), 0)
    shown = found[start : start + limit]
    more = start + limit < len(found)
    return History(items=[happened(one) for one in shown], next=str(shown[-1].pk) if more else None)


def _clocks(actor: Actor, case_id: int) -> list[Clock]:
    if not visible_cases(actor).filter(pk=case_id).exists():
        return []
    return [clock_of(told) for told in explanations(actor, case_id)]
