from datetime import UTC, datetime

import pytest
from tests import given
from tests.rows import nothing_changes

from fuwutai.domain.packs.commands import load_pack, prepare_calendars
from fuwutai.domain.packs.queries import pack_codes, pack_rules
from fuwutai.domain.standards.commands import end_rule, revise_rule
from fuwutai.domain.standards.models import RuleRow
from fuwutai.domain.standards.queries import rule_in_force
from fuwutai.kernel import clock
from fuwutai.kernel.actors import Actor
from fuwutai.kernel.errors import Invalid, NotFound, Refused

pytestmark = pytest.mark.django_db

SYSTEM = Actor.system("tests")


def a_row() -> RuleRow:
    return RuleRow.objects.get(clause_code="S4-6.1-1")


def minutes(kind, **facts):
    return rule_in_force(kind, facts, clock.now()).value.minutes


def test_a_centre_obeys_the_figures_of_the_service_centre_manual():
    given.centre()
    assert minutes("sla.first_response", type="fault", priority="routine") == 30
    assert minutes("sla.first_response", type="complaint", priority="routine") == 15
    assert minutes("sla.first_response", type="fault", priority="emergency") == 10
    assert minutes("sla.resolution", type="fault", priority="routine") == 1440
    assert minutes("sla.resolution", type="fault", priority="urgent") == 240
    assert minutes("sla.resolution", type="fault", priority="emergency") == 120
    assert rule_in_force("sla.resolution", {"priority": "emergency"}, clock.now()).value.calendar == "always"
    assert rule_in_force("cases.reopen_within", {}, clock.now()).value.days == 14


def test_loading_again_changes_nothing():
    given.centre()
    with nothing_changes():
        assert load_pack(actor=SYSTEM, code="service_centre") == 0


def test_a_figure_that_was_ended_comes_back_when_the_pack_is_loaded_again():
    given.centre()
    end_rule(actor=SYSTEM, rule_id=a_row().pk)
    assert load_pack(actor=SYSTEM, code="service_centre") == 1


def test_a_figure_that_was_revised_stays_as_revised_when_the_pack_is_loaded_again():
    given.centre()
    revise_rule(actor=SYSTEM, rule_id=a_row().pk, value={"minutes": 25}, reason="试行")
    with nothing_changes():
        assert load_pack(actor=SYSTEM, code="service_centre") == 0
    assert minutes("sla.first_response") == 25


def test_figures_may_hold_since_long_ago():
    prepare_calendars(actor=SYSTEM, time_zone="Asia/Shanghai", language="zh-hans")
    long_ago = datetime(2024, 1, 1, tzinfo=UTC)
    assert load_pack(actor=SYSTEM, code="service_centre", valid_from=long_ago) == RuleRow.objects.count() > 0
    assert rule_in_force("sla.first_response", {}, long_ago).value.minutes == 30


@pytest.mark.parametrize("code", pack_codes())
def test_every_shipped_pack_can_be_obeyed(code):
    prepare_calendars(actor=SYSTEM, time_zone="Asia/Shanghai", language="zh-hans")
    assert load_pack(actor=SYSTEM, code=code) == len(pack_rules(code))


def test_two_packs_beside_each_other_keep_all_their_figures():
    given.centre()
    for code in pack_codes():
        load_pack(actor=SYSTEM, code=code)
    with nothing_changes():
        assert [load_pack(actor=SYSTEM, code=code) for code in pack_codes()] == [0] * len(pack_codes())


@pytest.mark.parametrize("code", ["nowhere", "", "..", "../..", "service_centre/"])
def test_a_pack_that_is_not_shipped_is_not_found(code):
    given.centre()
    with nothing_changes(), pytest.raises(NotFound):
        load_pack(actor=SYSTEM, code=code)


def test_only_administrators_load_packs():
    lin = given.agent()
    end_rule(actor=SYSTEM, rule_id=a_row().pk)
    with nothing_changes(), pytest.raises(Refused):
        load_pack(actor=lin, code="service_centre")


def test_before_its_calendars_are_there_a_pack_is_refused_whole():
    with nothing_changes(), pytest.raises(Invalid):
        load_pack(actor=SYSTEM, code="service_centre")
