import pytest
from tests import given
from tests.rows import nothing_changes

from fuwutai.domain.standards.commands import adopt_rule, end_rule
from fuwutai.domain.standards.models import RuleRow
from fuwutai.domain.standards.queries import rule_in_force
from fuwutai.kernel import clock
from fuwutai.kernel.actors import Actor
from fuwutai.kernel.errors import Invalid, NotFound, Refused
from fuwutai.kernel.models import JournalEntry

pytestmark = pytest.mark.django_db

RULE = {
    "kind": "sla.first_response",
    "value": {"minutes": 7},
    "clause_code": "S4-6.1-1",
    "scope": {"type": "suggestion"},
}
FACTS = {"type": "suggestion"}


def test_an_adopted_rule_is_in_force_at_once():
    row = adopt_rule(actor=given.administrator(), **RULE)
    assert rule_in_force("sla.first_response", FACTS, clock.now()).id == row.pk
    assert JournalEntry.objects.last().data == {
        "rule_id": row.pk, "kind": "sla.first_response", "clause_code": "S4-6.1-1", "version": 1,
    }  # fmt: skip


def test_an_ended_rule_is_out_of_force_at_once_and_stays_to_explain_the_past():
    row = adopt_rule(actor=given.administrator(), **RULE)
    before = clock.now()
    end_rule(actor=given.administrator(), rule_id=row.pk)
    assert rule_in_force("sla.first_response", FACTS, clock.now()).id != row.pk
    assert rule_in_force("sla.first_response", FACTS, before).id == row.pk
    assert RuleRow.objects.get(pk=row.pk).valid_to is not None
    assert JournalEntry.objects.last().code == "standards.rule_ended"


def test_a_rule_is_ended_once():
    row = adopt_rule(actor=given.administrator(), **RULE)
    admin = given.administrator()
    end_rule(actor=admin, rule_id=row.pk)
    for rule_id in (row.pk, 987_654):
        with nothing_changes(), pytest.raises(NotFound):
            end_rule(actor=admin, rule_id=rule_id)


@pytest.mark.parametrize("who", [given.agent, given.supervisor, lambda: Actor.customer(1)])
def test_only_administrators_change_rules(who):
    row = adopt_rule(actor=given.administrator(), **RULE)
    actor = who()
    with nothing_changes(), pytest.raises(Refused):
        adopt_rule(actor=actor, **RULE)
    with nothing_changes(), pytest.raises(Refused):
        end_rule(actor=actor, rule_id=row.pk)


@pytest.mark.parametrize(
    "wrong",
    [
        {"kind": "sla.unheard_of"},
        {"value": {"minutes": "seven"}},
        {"value": {"minutes": 7, "calendar": "nowhere"}},
        {"scope": {"weather": "rain"}},
    ],
)
def test_a_rule_that_nothing_could_obey_is_refused(wrong):
    admin = given.administrator()
    with nothing_changes(), pytest.raises(Invalid):
        adopt_rule(actor=admin, **{**RULE, **wrong})
