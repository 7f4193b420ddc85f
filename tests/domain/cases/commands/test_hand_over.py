"""Who answers for a case: whoever was spoken to first, until somebody accepts to do so."""

import pytest
from tests import given
from tests.racing import at_once
from tests.rows import nothing_changes

from fuwutai.domain.accounts.commands import deactivate_staff
from fuwutai.domain.cases.answering import hand_overs
from fuwutai.domain.cases.commands import (
    accept_hand_over,
    assign_case,
    decline_hand_over,
    offer_hand_over,
    pass_responsibility,
    reply_to_case,
    take_case,
    withdraw_hand_over,
)
from fuwutai.domain.cases.models import Case, HandOver
from fuwutai.domain.cases.queries import queue
from fuwutai.domain.notices.models import Notice
from fuwutai.kernel.actors import Actor
from fuwutai.kernel.errors import Conflict, DomainError, Invalid, NotFound, Refused
from fuwutai.kernel.models import JournalEntry
from fuwutai.kernel.worker import drain

pytestmark = pytest.mark.django_db

TESTS = Actor.system("tests")
REASON = "客户投诉升级，电话 13912345678。"


def answers_for(case: Case) -> str | None:
    found = Case.objects.select_related("responsible").get(pk=case.pk).responsible
    return found.username if found else None


def offered(case: Case, **differs) -> HandOver:
    said = {"actor": given.agent(), "case_id": case.pk, "taker_id": given.staff(given.CHEN).pk, "reason": REASON}
    return offer_hand_over(**said | differs)


def accept(case: Case, actor: Actor | None = None) -> HandOver:
    return accept_hand_over(actor=actor or given.supervisor(), case_id=case.pk)


def event(code: str) -> dict:
    return JournalEntry.objects.get(code=f"cases.{code}").data


@pytest.mark.proves("S3-6.1-3", "S4-2.1-2")
def test_whoever_is_spoken_to_first_answers_for_the_case_until_somebody_accepts_to():
    opened = given.a_case(by=given.agent(), channel="phone")
    assert answers_for(opened) == given.LIN
    assign_case(actor=given.supervisor(), case_id=opened.pk, staff_id=given.staff(given.CHEN).pk)
    assert answers_for(opened) == given.LIN
    offered(opened)
    assert answers_for(opened) == given.LIN
    accept(opened)
    assert answers_for(opened) == given.CHEN
    lin, chen = given.staff(given.LIN).pk, given.staff(given.CHEN).pk
    told = event("hand_over_accepted")
    assert (told["staff_id"], told["former_staff_id"]) == (chen, lin)


def test_of_a_written_matter_it_is_who_first_takes_or_answers_it():
    taken, answered, neither = given.a_case(), given.a_case(), given.a_case()
    take_case(actor=given.agent(), case_id=taken.pk)
    reply_to_case(actor=given.supervisor(), case_id=answered.pk, body="您好，请稍候。")
    assert (answers_for(taken), answers_for(answered), answers_for(neither)) == (given.LIN, given.CHEN, None)
    reply_to_case(actor=given.supervisor(), case_id=taken.pk, body="您好，请稍候。")
    assert answers_for(taken) == given.LIN


def test_what_one_answers_for_is_a_queue_of_its_own():
    case, closed = given.an_open_case(), given.a_closed_case()
    given.an_open_case(by=given.supervisor())
    assign_case(actor=given.supervisor(), case_id=case.pk)
    assert list(queue(given.agent(), "responsible")) == [Case.objects.get(pk=case.pk)]
    assert answers_for(closed) == given.LIN


def test_declining_says_why_and_leaves_everything_as_it_was():
    case = given.an_open_case()
    offered(case)
    with nothing_changes(), pytest.raises(Invalid):
        decline_hand_over(actor=given.supervisor(), case_id=case.pk, answer=" ")
    decline_hand_over(actor=given.supervisor(), case_id=case.pk, answer="这周休假。")
    assert answers_for(case) == given.LIN
    [one] = hand_overs(given.agent(), case.pk)
    assert (one.state, one.answer, one.taker) == ("declined", "这周休假。", "陈国强")
    assert "13912345678" not in one.reason
    offered(case)


def test_what_was_offered_can_be_taken_back_by_who_offered_it():
    case = given.an_open_case()
    offered(case)
    with nothing_changes(), pytest.raises(Conflict):
        offered(case)
    withdraw_hand_over(actor=given.agent(), case_id=case.pk)
    for answer in (accept, lambda one: withdraw_hand_over(actor=given.agent(), case_id=one.pk)):
        with nothing_changes(), pytest.raises(Conflict) as refused:
            answer(case)
        assert refused.value.code == "nothing_offered"


@pytest.mark.parametrize(
    "wrong",
    [
        lambda: {"taker_id": given.staff(given.ZHAO).pk},  # does not see the case
        lambda: {"taker_id": given.staff(given.LIN).pk},  # answers for it already
        lambda: {"taker_id": 987_654},
        lambda: {"reason": "  "},
        lambda: {"reason": "x" * 201},
    ],
)
def test_nobody_is_asked_who_cannot_answer_or_without_a_reason(wrong):
    case = given.an_open_case()
    with nothing_changes(), pytest.raises(Invalid):
        offered(case, **wrong())


def test_only_who_answers_or_may_assign_asks_and_only_who_is_asked_answers():
    case, closed, merged = given.an_open_case(by=given.supervisor()), given.a_closed_case(), given.a_merged_case()
    with nothing_changes(), pytest.raises(Refused):
        offered(case, taker_id=given.staff(given.HE).pk)
    with nothing_changes(), pytest.raises(NotFound):
        offered(case, actor=given.agent_elsewhere())
    for over in (closed, merged):
        with nothing_changes(), pytest.raises(Conflict):
            offered(over)
    offered(case, actor=given.supervisor(), taker_id=given.staff(given.LIN).pk)
    for somebody in (given.administrator(), given.supervisor()):
        with nothing_changes(), pytest.raises(Refused):
            accept(case, somebody)
    with nothing_changes(), pytest.raises(Refused):
        decline_hand_over(actor=given.administrator(), case_id=case.pk, answer="不")
    accept(case, given.agent())
    assert answers_for(case) == given.LIN


def test_the_one_who_is_asked_hears_of_it_and_who_asked_hears_the_answer():
    case = given.an_open_case()
    offered(case)
    drain()
    [asked] = Notice.objects.filter(code="cases.hand_over")
    assert (asked.staff.username, asked.data["event"], asked.read_at) == (given.CHEN, "cases.hand_over_offered", None)
    accept(case)
    drain()
    asked.refresh_from_db()
    assert asked.read_at is not None
    [answered] = Notice.objects.filter(code="cases.hand_over", read_at=None)
    assert (answered.staff.username, answered.data["event"]) == (given.LIN, "cases.hand_over_accepted")


@pytest.mark.parametrize("has_lead", [True, False])
def test_whoever_leaves_answers_for_nothing_any_more(has_lead):
    follows = given.CHEN if has_lead else None
    case, closed = given.an_open_case(), given.a_closed_case()
    if not has_lead:
        deactivate_staff(actor=given.administrator(), staff_id=given.staff(given.CHEN).pk)
    deactivate_staff(actor=given.administrator(), staff_id=given.staff(given.LIN).pk)
    drain()
    assert (answers_for(case), answers_for(closed)) == (follows, given.LIN)
    assert event("responsibility_passed")["former_staff_id"] == given.staff(given.LIN).pk


def test_what_was_offered_to_who_leaves_is_taken_back():
    case = given.an_open_case(by=given.supervisor())
    offered(case, actor=given.supervisor(), taker_id=given.staff(given.LIN).pk)
    deactivate_staff(actor=given.administrator(), staff_id=given.staff(given.LIN).pk)
    drain()
    assert HandOver.objects.get().state == "withdrawn"
    assert answers_for(case) == given.CHEN


def test_only_the_platform_passes_a_case_on():
    case = given.an_open_case()
    said = {"case_id": case.pk, "former_id": given.staff(given.LIN).pk, "staff_id": None}
    with nothing_changes(), pytest.raises(Refused):
        pass_responsibility(actor=given.administrator(), **said)
    with nothing_changes():
        pass_responsibility(actor=TESTS, **said | {"former_id": given.staff(given.ZHAO).pk})


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_accepting_while_it_is_taken_back_ends_in_one_way():
    case = given.an_open_case()
    offered(case)
    agent, supervisor = given.agent(), given.supervisor()
    results = at_once(
        lambda: accept_hand_over(actor=supervisor, case_id=case.pk),
        lambda: withdraw_hand_over(actor=agent, case_id=case.pk),
    )
    [refused] = [one for one in results if isinstance(one, DomainError)]
    assert refused.code == "nothing_offered"
    accepted = HandOver.objects.get().state == "accepted"
    assert answers_for(case) == (given.CHEN if accepted else given.LIN)
