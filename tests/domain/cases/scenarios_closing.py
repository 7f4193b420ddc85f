"""What the commands by which a case begins and ends properly may cost."""

from typing import Any

from tests import given

from fuwutai.domain.cases import commands as cases
from fuwutai.domain.cases.models import Case
from fuwutai.kernel.actors import Actor

SYSTEM = Actor.system("tests")


def about(case: Case, actor: Actor, **more: Any) -> dict[str, Any]:
    return {"actor": actor, "case_id": case.pk, **more}


def terms() -> dict[str, str]:
    given.centre()
    for vocabulary, code, group in (("resolution", "repaired", ""), ("cause", "cable", "system")):
        cases.save_term(actor=given.administrator(), vocabulary=vocabulary, code=code, name=code, group=group)
    return {"resolution": "repaired", "cause": "cable"}


def offered(**more: Any) -> dict[str, Any]:
    case = given.an_open_case()
    cases.offer_hand_over(**about(case, given.agent(), taker_id=given.staff(given.CHEN).pk, reason="休假"))
    return about(case, given.supervisor(), **more)


def untold() -> Case:
    return cases.resolve_case(actor=given.agent(), case_id=given.an_open_case().pk)


SCENARIOS: dict[str, Any] = {
    "restating the need": (
        cases.restate_need,
        lambda: about(given.a_case(), given.agent(), words="要今天恢复。", confirmed=True),
    ),
    "resolving with result and words": (
        cases.resolve_case,
        lambda: about(given.an_open_case(), given.agent(), body="已修复。", **terms()),
    ),
    "recording a result": (cases.record_result, lambda: about(given.a_resolved_case(), given.agent(), **terms())),
    "closing without the customer having been told": (
        cases.close_case,
        lambda: about(untold(), given.supervisor(), rating="no_answer", reason="联系不上"),
    ),
    "a customer's confirmation": (
        cases.confirm_case,
        lambda: about(case := given.a_resolved_case(), given.customer_of(case)),
    ),
    "a customer's rating": (
        cases.record_rating,
        lambda: about(
            case := given.a_closed_case(), given.customer_of(case), outcome="given", score=4, words="很快。"
        ),
    ),
    "a rating that staff were told": (
        cases.record_rating,
        lambda: about(given.a_resolved_case(), given.supervisor(), outcome="given", score=4, words="很快。"),
    ),
    "a call-back with a rating": (
        cases.note_call_back,
        lambda: about(
            given.a_resolved_case(), given.agent(), outcome="settled", body="好了。", rating="given", score=5
        ),
    ),
    "offering a hand-over": (
        cases.offer_hand_over,
        lambda: about(given.an_open_case(), given.agent(), taker_id=given.staff(given.CHEN).pk, reason="休假"),
    ),
    "accepting a hand-over": (cases.accept_hand_over, offered),
    "declining a hand-over": (cases.decline_hand_over, lambda: offered(answer="忙")),
    "taking a hand-over back": (cases.withdraw_hand_over, offered),
    "passing a case on": (
        cases.pass_responsibility,
        lambda: about(
            given.an_open_case(), SYSTEM, former_id=given.staff(given.LIN).pk, staff_id=given.staff(given.CHEN).pk
        ),
    ),
    "an end of the time for rating": (cases.end_rating, lambda: about(given.a_closed_case(), SYSTEM)),
}
