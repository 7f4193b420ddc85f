from datetime import UTC, datetime, timedelta

import pytest
from tests import given
from tests.racing import at_once
from tests.rows import nothing_changes

from fuwutai.domain.standards.commands import adopt_rule, end_rule, revise_rule
from fuwutai.domain.standards.models import RuleRow
from fuwutai.domain.standards.queries import rule_in_force
from fuwutai.kernel import clock
from fuwutai.kernel.actors import Actor
from fuwutai.kernel.errors import Conflict, Invalid, NotFound, Refused
from fuwutai.kernel.models import JournalEntry

pytestmark = pytest.mark.django_db

RULE = {
    "kind": "sla.first_response",
    "value": {"minutes": 7},
    "clause_code": "S4-6.1-1",
    "scope": {"type": "suggestion"},
}
FACTS = {"type": "suggestion"}
NOON = datetime(2026, 11, 20, 4, tzinfo=UTC)


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


def test_who_ends_a_rule_may_say_why():
    row = adopt_rule(actor=given.administrator(), **RULE)
    assert end_rule(actor=given.administrator(), rule_id=row.pk, reason=" 手册已删去 ").end_reason == "手册已删去"


def test_a_rule_is_ended_once():
    row = adopt_rule(actor=given.administrator(), **RULE)
    admin = given.administrator()
    end_rule(actor=admin, rule_id=row.pk)
    for rule_id in (row.pk, 987_654):
        with nothing_changes(), pytest.raises(NotFound):
            end_rule(actor=admin, rule_id=rule_id)


@pytest.mark.parametrize("who", [given.agent, lambda: Actor.customer(1)])
def test_only_who_approves_manuals_changes_rules(who):
    row = adopt_rule(actor=given.administrator(), **RULE)
    actor = who()
    with nothing_changes(), pytest.raises(Refused):
        adopt_rule(actor=actor, **RULE)
    with nothing_changes(), pytest.raises(Refused):
        end_rule(actor=actor, rule_id=row.pk)
    with nothing_changes(), pytest.raises(Refused):
        revise_rule(actor=actor, rule_id=row.pk, value={"minutes": 5}, reason="试行")


@pytest.mark.parametrize(
    "wrong",
    [
        {"kind": "sla.unheard_of"},
        {"value": {"minutes": "seven"}},
        {"value": {"minutes": 7, "calendar": "nowhere"}},
        {"value": {}},
        {"value": {"minutes": 7, "working_days": 1}},
        {"scope": {"weather": "rain"}},
        {"scope": {"type": ""}},
        {"scope": {"type": " fault"}},
        {"scope": {"type": ["fault"]}},
        {"clause_code": "S" * 41},
    ],
)
def test_a_rule_that_nothing_could_obey_is_refused(wrong):
    admin = given.administrator()
    with nothing_changes(), pytest.raises(Invalid):
        adopt_rule(actor=admin, **{**RULE, **wrong})


@pytest.mark.proves("S2-3.2.1-4")
def test_a_revision_takes_the_place_of_the_rule_from_its_moment_on(time_machine):
    time_machine.move_to(NOON, tick=False)
    admin = given.administrator()
    old = adopt_rule(actor=admin, **RULE)
    monday = NOON + timedelta(days=3)
    new = revise_rule(actor=admin, rule_id=old.pk, value={"minutes": 5}, valid_from=monday, reason=" 高峰期 ")
    assert (new.version, new.replaces_id, new.reason, new.scope, new.clause_code) == (
        2, old.pk, "高峰期", RULE["scope"], RULE["clause_code"],
    )  # fmt: skip
    before = rule_in_force(RULE["kind"], FACTS, monday - timedelta(seconds=1))
    assert (before.id, before.value.minutes, before.valid_to) == (old.pk, 7, monday)
    after = rule_in_force(RULE["kind"], FACTS, monday)
    assert (after.id, after.value.minutes) == (new.pk, 5)
    entries = JournalEntry.objects.order_by("-pk")[:2]
    assert [(entry.code, entry.data["rule_id"]) for entry in entries] == [
        ("standards.rule_adopted", new.pk), ("standards.rule_ended", old.pk),
    ]  # fmt: skip
    assert "高峰期" not in str([entry.data for entry in entries])


def test_a_revision_may_change_clause_and_limits_too():
    admin = given.administrator()
    old = adopt_rule(actor=admin, **RULE)
    new = revise_rule(
        actor=admin, rule_id=old.pk, value=RULE["value"], scope={"priority": "urgent"}, clause_code="", reason="试行"
    )
    assert (new.scope, new.clause_code, new.value) == ({"priority": "urgent"}, "", RULE["value"])
    assert rule_in_force("sla.first_response", FACTS, clock.now()).id not in (old.pk, new.pk)


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"reason": " "}, "reason"),
        ({"valid_from": timedelta(seconds=-1)}, "valid_from"),
        ({"value": {"minutes": 0}}, None),
        ({"value": {"minutes": 5, "calendar": "nowhere"}}, None),
        ({"value": RULE["value"]}, None),
        ({"value": {**RULE["value"], "calendar": "", "warn_percents": [75]}}, None),
        ({"scope": {"weather": "rain"}}, None),
        ({"scope": {"type": ""}}, None),
        ({"clause_code": "S" * 41}, "clause_code"),
    ],
)
def test_a_revision_that_nobody_could_keep_or_explain_is_refused(wrong, field, time_machine):
    time_machine.move_to(NOON, tick=False)
    admin = given.administrator()
    old = adopt_rule(actor=admin, **RULE)
    if "valid_from" in wrong:
        wrong = {"valid_from": clock.now() + wrong["valid_from"]}
    with nothing_changes(), pytest.raises(Invalid) as refused:
        revise_rule(actor=admin, rule_id=old.pk, **{"value": {"minutes": 5}, "reason": "试行", **wrong})
    assert set(refused.value.fields) == ({field} if field else set())
    assert rule_in_force(RULE["kind"], FACTS, clock.now()).id == old.pk


def test_a_figure_that_had_ended_goes_on_as_its_own_next_version():
    admin = given.administrator()
    old = adopt_rule(actor=admin, **RULE)
    with nothing_changes(), pytest.raises(NotFound):
        adopt_rule(actor=admin, **RULE, after=old.pk)
    end_rule(actor=admin, rule_id=old.pk)
    again = adopt_rule(actor=admin, **RULE, after=old.pk)
    assert (again.version, again.replaces_id) == (2, old.pk)
    assert rule_in_force("sla.first_response", FACTS, clock.now()).id == again.pk


def test_who_names_a_moment_ends_even_a_revision_to_come_for_good(time_machine):
    time_machine.move_to(NOON, tick=False)
    admin = given.administrator()
    old = adopt_rule(actor=admin, **RULE)
    tomorrow, monday = NOON + timedelta(days=1), NOON + timedelta(days=3)
    new = revise_rule(actor=admin, rule_id=old.pk, value={"minutes": 5}, valid_from=tomorrow, reason="高峰期")
    end_rule(actor=admin, rule_id=new.pk, reason="手册已删去", at=monday)
    found = [rule_in_force(RULE["kind"], FACTS, at).id for at in (NOON, tomorrow, monday)]
    assert found[:2] == [old.pk, new.pk]
    assert found[2] not in (old.pk, new.pk)
    third = adopt_rule(actor=admin, **RULE)
    with nothing_changes(), pytest.raises(Invalid):
        end_rule(actor=admin, rule_id=third.pk, at=NOON - timedelta(seconds=1))


def test_only_the_latest_version_is_revised():
    admin = given.administrator()
    old = adopt_rule(actor=admin, **RULE)
    revise_rule(actor=admin, rule_id=old.pk, value={"minutes": 5}, reason="试行")
    with nothing_changes(), pytest.raises(Conflict) as refused:
        revise_rule(actor=admin, rule_id=old.pk, value={"minutes": 6}, reason="试行")
    assert refused.value.code == "rule_revised"
    with nothing_changes(), pytest.raises(NotFound):
        revise_rule(actor=admin, rule_id=987_654, value={"minutes": 6}, reason="试行")


def test_a_revision_taken_back_before_its_day_leaves_the_rule_in_force(time_machine):
    time_machine.move_to(NOON, tick=False)
    admin = given.administrator()
    old = adopt_rule(actor=admin, **RULE)
    monday = NOON + timedelta(days=3)
    new = revise_rule(actor=admin, rule_id=old.pk, value={"minutes": 5}, valid_from=monday, reason="高峰期")
    end_rule(actor=admin, rule_id=new.pk, reason="高峰期取消")
    assert JournalEntry.objects.last().code == "standards.rule_kept"
    for moment in (NOON, monday, monday + timedelta(days=365)):
        assert rule_in_force(RULE["kind"], FACTS, moment).id == old.pk
    revise_rule(actor=admin, rule_id=old.pk, value={"minutes": 6}, reason="再议")


def test_a_revision_may_be_revised_before_its_day(time_machine):
    time_machine.move_to(NOON, tick=False)
    admin = given.administrator()
    old = adopt_rule(actor=admin, **RULE)
    monday, tomorrow = NOON + timedelta(days=3), NOON + timedelta(days=1)
    second = revise_rule(actor=admin, rule_id=old.pk, value={"minutes": 5}, valid_from=monday, reason="高峰期")
    third = revise_rule(actor=admin, rule_id=second.pk, value={"minutes": 4}, valid_from=tomorrow, reason="提前")
    assert rule_in_force(RULE["kind"], FACTS, NOON).id == old.pk
    for moment in (tomorrow, monday, monday + timedelta(days=365)):
        assert rule_in_force(RULE["kind"], FACTS, moment).id == third.pk


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_of_two_revisions_at_once_one_is_told_that_it_came_too_late():
    admin = given.administrator()
    old = adopt_rule(actor=admin, **RULE)
    results = at_once(
        *(
            lambda minutes=minutes: revise_rule(
                actor=admin, rule_id=old.pk, value={"minutes": minutes}, reason="试行"
            )
            for minutes in (5, 6)
        )
    )
    assert sorted(type(result).__name__ for result in results) == ["Conflict", "RuleRow"]
    assert RuleRow.objects.filter(replaces=old).count() == 1
