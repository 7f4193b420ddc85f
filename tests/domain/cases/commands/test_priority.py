"""The priority of a case: by the table of urgency, impact and tier, until somebody sets another one by hand."""

import pytest
from tests import given
from tests.budgets import counted
from tests.rows import nothing_changes

from fuwutai.domain.cases.commands import open_case, reclassify_case, split_case, write_as_customer
from fuwutai.domain.cases.models import Case, Message
from fuwutai.domain.cases.priorities import priority_table
from fuwutai.domain.customers.commands import set_tier
from fuwutai.domain.packs.commands import adopt_pack_rules
from fuwutai.domain.sla.models import Clock
from fuwutai.domain.standards.commands import end_rule
from fuwutai.domain.standards.models import RuleRow
from fuwutai.kernel.actors import Actor
from fuwutai.kernel.errors import Invalid, Refused
from fuwutai.kernel.models import JournalEntry

pytestmark = pytest.mark.django_db


def state(case: Case) -> tuple[str, bool]:
    return Case.objects.values_list("priority", "priority_by_hand").get(pk=case.pk)


def correct(case: Case, **facts: str) -> None:
    reclassify_case(actor=given.agent(), case_id=case.pk, **facts)


@pytest.mark.proves("S0-2.3-6")
@pytest.mark.parametrize(
    ("facts", "priority"),
    [
        ({}, "routine"),
        ({"urgency": "high", "impact": "high"}, "emergency"),
        ({"urgency": "high", "impact": "low"}, "urgent"),
        ({"urgency": "medium", "impact": "medium"}, "urgent"),
        ({"urgency": "low", "impact": "medium"}, "routine"),
        ({"urgency": "high"}, "urgent"),
        ({"impact": "high"}, "urgent"),
        ({"urgency": "low", "impact": "low", "type": "emergency"}, "emergency"),
        ({"type": "emergency"}, "emergency"),
    ],
)
def test_a_new_case_has_the_priority_of_the_table(facts, priority):
    case = given.a_case(**facts)
    assert state(case) == (priority, False)
    assert JournalEntry.objects.get(code="cases.case_opened").data["priority"] == priority


def test_without_any_rule_a_case_is_routine():
    given.centre()
    for row in RuleRow.objects.filter(kind="cases.priority_for"):
        end_rule(actor=Actor.system("tests"), rule_id=row.pk)
    assert state(given.a_case(urgency="high", impact="high")) == ("routine", False)


def test_another_priority_is_by_hand_and_the_same_one_is_not():
    assert state(given.a_case(priority="urgent")) == ("urgent", True)
    assert state(given.a_case(priority="urgent", urgency="high")) == ("urgent", False)
    assert state(given.a_case(priority="routine", urgency="high")) == ("routine", True)


def test_a_correction_moves_the_priority_by_the_table_and_the_clocks_follow():
    case = given.a_case()
    before = Clock.objects.get(case=case, definition="resolution").due_at
    correct(case, urgency="high", impact="high")
    assert state(case) == ("emergency", False)
    assert Clock.objects.get(case=case, definition="resolution").due_at < before
    told = JournalEntry.objects.filter(code="cases.case_reclassified", subject_id=case.pk)
    assert [one.data["priority"] for one in told] == ["emergency"]


def test_what_somebody_set_stays_until_it_goes_back_to_the_table():
    case = given.a_case()
    correct(case, priority="emergency")
    correct(case, urgency="medium", impact="medium")
    assert state(case) == ("emergency", True)
    correct(case, priority="")
    assert state(case) == ("urgent", False)
    correct(case, impact="low")
    assert state(case) == ("routine", False)


def test_a_priority_that_is_not_known_is_refused():
    case = given.a_case()
    with nothing_changes(), pytest.raises(Invalid) as refused:
        correct(case, priority="soon")
    assert set(refused.value.fields) == {"priority"}


def test_a_case_corrected_as_it_is_costs_no_event_when_the_table_says_the_same():
    case = given.a_case(priority="urgent")
    with nothing_changes():
        correct(case, priority="urgent")


def test_the_cases_of_who_becomes_a_vip_press_more_but_for_those_set_by_hand():
    case, by_hand = given.a_case(), given.a_case(priority="emergency")
    set_tier(actor=given.supervisor(), customer_id=case.customer_id, tier="vip")
    assert (state(case), state(by_hand)) == (("urgent", False), ("emergency", True))
    set_tier(actor=given.supervisor(), customer_id=case.customer_id, tier="standard")
    assert (state(case), state(by_hand)) == (("routine", False), ("emergency", True))


def test_a_change_of_tier_costs_a_statement_for_each_priority_and_not_for_each_case():
    made = [given.a_case(priority=one) for one in ("", "", "emergency", "")]
    with counted() as statements:
        set_tier(actor=given.supervisor(), customer_id=made[0].customer_id, tier="vip")
    assert len([one for one in statements if one.startswith("UPDATE") and '"priority_by_hand" =' in one]) == 2


def test_a_complex_fault_of_telecom_presses_one_grade_more():
    given.centre()
    adopt_pack_rules(actor=Actor.system("tests"), code="telecom")
    assert state(given.a_case(urgency="medium", complexity="complex", impact="low"))[0] == "urgent"
    assert state(given.a_case(urgency="medium", complexity="simple", impact="low"))[0] == "routine"


def test_what_is_split_off_or_follows_keeps_what_was_set_by_hand():
    case = given.an_open_case(priority="urgent")
    write_as_customer(actor=given.customer_of(case), case_id=case.pk, body="另外还有一件事", channel="portal")
    words = Message.objects.filter(case=case, kind="customer").last()
    assert words is not None
    new = split_case(actor=given.agent(), case_id=case.pk, message_ids=[words.pk], subject="另一件事")
    assert state(new) == ("urgent", True)


def test_the_table_shows_every_cell_with_the_rule_behind_it():
    given.centre()
    rows = priority_table(given.agent(), {"tier": ""})
    assert [len(row) for row in rows] == [4, 4, 4, 4]
    assert (rows[0][0].priority, rows[0][0].rule.clause_code) == ("emergency", "S0-2.3-6")
    assert (rows[3][3].priority, rows[3][3].rule) == ("routine", None)
    with pytest.raises(Refused):
        priority_table(Actor.customer(1), {})


def test_who_opens_without_a_word_about_it_gets_the_table():
    given.centre()
    case = open_case(actor=Actor.customer(), team_id=given.team().pk, **given.MATTER)
    assert state(case) == ("routine", False)
