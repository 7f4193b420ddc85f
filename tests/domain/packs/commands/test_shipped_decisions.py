"""Where a shipped manual gives a laxer figure to the more pressing case, the pack decides for the stricter one."""

import pytest
from tests import given

from fuwutai.domain.packs.commands import adopt_pack_rules, load_pack, prepare_calendars
from fuwutai.domain.packs.queries import pack_decisions
from fuwutai.domain.standards.models import RuleRow
from fuwutai.domain.standards.queries import rule_in_force, rules_in_force
from fuwutai.domain.standards.rule_kinds import DECISION
from fuwutai.kernel import clock
from fuwutai.kernel.actors import Actor

pytestmark = pytest.mark.django_db

SYSTEM = Actor.system("tests")
RESPONSE = "sla.first_response"


def deciding(**facts):
    """Return clause and length of the figure that a case gets."""
    rule = rule_in_force(RESPONSE, facts, clock.now())
    return rule.clause_code, rule.value.seconds or rule.value.minutes * 60


@pytest.fixture
def telecom_in_use():
    prepare_calendars(actor=SYSTEM, time_zone="Asia/Shanghai", language="zh-hans")
    load_pack(actor=SYSTEM, code="telecom")


@pytest.mark.parametrize(
    ("facts", "decides"),
    [
        ({"priority": "urgent"}, ("S4-6.1-1", 30 * 60)),
        ({"priority": "urgent", "type": "fault"}, ("S4-6.1-1", 30 * 60)),
        ({"priority": "urgent", "type": "complaint"}, ("S4-7.2-2", 15 * 60)),
        ({"priority": "routine", "type": "complaint"}, ("S4-7.2-2", 15 * 60)),
        ({"priority": "emergency", "type": "complaint"}, ("S4-2.1-4", 10 * 60)),
    ],
)
def test_in_a_service_centre_nobody_waits_longer_for_being_urgent(facts, decides):
    given.centre()
    assert deciding(**facts) == decides


def test_the_figure_that_gave_way_still_stands_behind_the_one_that_applies():
    given.centre()
    found = rules_in_force(RESPONSE, {"priority": "urgent"}, clock.now())
    assert [rule.clause_code for rule in found] == ["S4-6.1-1", "S4-2.2-3"]


@pytest.mark.parametrize(
    ("facts", "decides"),
    [
        ({"priority": "routine", "category": "fault.tv"}, ("S3-1.3-4", 20 * 60)),
        ({"priority": "urgent", "category": "fault.tv"}, ("S3-1.3-3", 10 * 60)),
        ({"priority": "urgent", "category": "fault.network"}, ("S3-1.3-3", 10 * 60)),
        ({"priority": "routine", "category": "fault.network.fibre"}, ("S3-1.3-3", 10 * 60)),
        ({"priority": "emergency", "category": "fault"}, ("S3-1.3-3", 10 * 60)),
        ({"priority": "routine"}, ("S3-1.3-4", 20 * 60)),
    ],
)
def test_at_a_telecom_operator_a_fault_waits_no_longer_than_a_question(telecom_in_use, facts, decides):
    assert deciding(**facts) == decides


@pytest.mark.parametrize("code", ["telecom", "service_centre"])
def test_what_a_pack_decides_is_decided_once(code):
    prepare_calendars(actor=SYSTEM, time_zone="Asia/Shanghai", language="zh-hans")
    for _time in range(2):
        adopt_pack_rules(actor=SYSTEM, code=code)
    assert RuleRow.objects.filter(kind=DECISION).count() == len(pack_decisions(code)) > 0
