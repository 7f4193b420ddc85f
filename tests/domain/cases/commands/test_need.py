"""The need in our own words, and when a case may not leave intake without it."""

from datetime import UTC, datetime, timedelta

import pytest
from tests import given
from tests.rows import nothing_changes

from fuwutai.domain.cases.commands import (
    assign_case,
    await_third_party,
    confirm_case,
    reply_to_case,
    resolve_case,
    restate_need,
    take_case,
)
from fuwutai.domain.cases.models import Case
from fuwutai.domain.customers.choices import ERASED
from fuwutai.domain.customers.commands import erase_customer
from fuwutai.domain.standards.commands import adopt_rule
from fuwutai.kernel.actors import Actor
from fuwutai.kernel.errors import Conflict, Invalid, NotFound, Refused
from fuwutai.kernel.models import JournalEntry

pytestmark = pytest.mark.django_db

TESTS = Actor.system("tests")
WORDS = "家里宽带从昨晚起断网，要今天恢复；联系电话 13912345678。"
BODY = "您好，已为您处理。"


def by_phone(**matter) -> Case:
    return given.a_case(by=given.agent(), channel="phone", **matter)


def restate(case: Case, *, confirmed: bool = True, **differs) -> Case:
    said = {"actor": given.agent(), "case_id": case.pk, "words": WORDS, "confirmed": confirmed}
    return restate_need(**said | differs)


def leaving(case: Case):
    to = {"team_id": given.team("mobile").pk}
    return [
        lambda: resolve_case(actor=given.agent(), case_id=case.pk),
        lambda: reply_to_case(actor=given.agent(), case_id=case.pk, body=BODY, then="resolve"),
        lambda: reply_to_case(actor=given.agent(), case_id=case.pk, body=BODY, then="third_party"),
        lambda: await_third_party(actor=given.agent(), case_id=case.pk),
        lambda: assign_case(actor=given.supervisor(), case_id=case.pk, **to),
    ]


def test_the_need_stands_in_our_words_and_the_journal_knows_only_that_it_was_confirmed():
    case = restate(given.a_case())
    assert Case.objects.get().restated == WORDS and case.need_confirmed_at is not None
    told = JournalEntry.objects.get(code="cases.need_restated")
    assert told.data == {"case_id": case.pk, "confirmed": True}
    with nothing_changes():
        restate(case)


def test_words_that_change_are_not_confirmed_by_what_was_confirmed_before():
    case = restate(given.a_case())
    restate(case, words="其实是要移机。", confirmed=False)
    case = Case.objects.get()
    assert (case.restated, case.need_confirmed_at) == ("其实是要移机。", None)


@pytest.mark.proves("S0-2.2-2")
@pytest.mark.parametrize("way", range(5))
def test_a_case_by_telephone_does_not_leave_intake_before_the_customer_confirmed_the_need(way):
    case = by_phone()
    with nothing_changes(), pytest.raises(Conflict) as refused:
        leaving(case)[way]()
    assert refused.value.code == "need_not_restated"
    restate(case, confirmed=False)
    with nothing_changes(), pytest.raises(Conflict) as refused:
        leaving(case)[way]()
    assert refused.value.code == "need_not_confirmed"
    restate(case)
    leaving(case)[way]()
    assert Case.objects.get().status in ("resolved", "waiting_third_party", "new")


def test_finding_out_what_is_needed_never_waits_for_it():
    case = by_phone()
    take_case(actor=given.agent(), case_id=case.pk)
    reply_to_case(actor=given.agent(), case_id=case.pk, body=BODY)
    reply_to_case(actor=given.agent(), case_id=case.pk, body=BODY, then="wait")
    assign_case(actor=given.supervisor(), case_id=case.pk, staff_id=given.staff(given.CHEN).pk)
    assert Case.objects.get().status == "waiting_customer"


def test_what_was_written_counts_as_said_and_the_platform_passes_on_by_its_rules():
    resolve_case(actor=given.agent(), case_id=given.a_case(channel="portal").pk)
    assign_case(actor=TESTS, case_id=by_phone().pk, team_id=given.team("mobile").pk)


def test_a_rule_may_be_content_with_the_words_alone():
    case = by_phone(type="consultation")
    scope = {"channel": "phone", "type": "consultation"}
    adopt_rule(actor=TESTS, kind="cases.need_restated", value={"confirmed": False}, scope=scope)
    restate(case, confirmed=False)
    assert resolve_case(actor=given.agent(), case_id=case.pk).status == "resolved"


@pytest.mark.parametrize("words", ["", "   ", "x" * 2_001, "a\x00b"])
def test_words_that_say_nothing_or_too_much_are_refused(words):
    case = given.a_case()
    with nothing_changes(), pytest.raises(Invalid) as refused:
        restate(case, words=words)
    assert refused.value.fields.keys() == {"words"}


def test_who_may_not_restate_it_and_when_it_is_too_late():
    case, settled, merged = given.a_case(), given.a_resolved_case(), given.a_merged_case()
    with nothing_changes(), pytest.raises(NotFound):
        restate(case, actor=given.agent_elsewhere())
    with nothing_changes(), pytest.raises(Refused):
        restate(case, actor=given.customer_of(case))
    for over in (settled, merged):
        with nothing_changes(), pytest.raises(Conflict):
            restate(over)


def test_erasing_the_customer_leaves_no_word_of_the_need(time_machine):
    case = restate(given.a_case())
    resolve_case(actor=given.agent(), case_id=case.pk)
    confirm_case(actor=given.customer_of(case), case_id=case.pk)
    assert Case.objects.get().restated == WORDS
    time_machine.move_to(datetime.now(UTC) + timedelta(days=4 * 366), tick=False)
    erase_customer(actor=given.administrator(), customer_id=case.customer_id, reason="客户要求")
    assert Case.objects.get().restated == ERASED
