from datetime import UTC, datetime, timedelta

import pytest
from tests import given
from tests.rows import nothing_changes

from fuwutai.domain.packs.commands import load_pack, prepare_calendars, use_pack
from fuwutai.domain.packs.queries import pack_codes, pack_manuals, pack_rules
from fuwutai.domain.standards.commands import adopt_rule, end_rule, revise_rule
from fuwutai.domain.standards.manuals import manuals, wordings
from fuwutai.domain.standards.models import RuleRow
from fuwutai.domain.standards.queries import pack_in_use, rule_in_force, rules_at
from fuwutai.domain.standards.rule_kinds import PACK_IN_USE
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
    load_pack(actor=SYSTEM, code="service_centre")
    with nothing_changes():
        assert load_pack(actor=SYSTEM, code="service_centre") == 0


def test_a_figure_that_was_ended_comes_back_when_the_pack_is_loaded_again():
    given.centre()
    end_rule(actor=SYSTEM, rule_id=a_row().pk)
    assert load_pack(actor=SYSTEM, code="service_centre") == 1


def test_a_figure_that_was_revised_stays_as_revised_when_the_pack_is_loaded_again():
    given.centre()
    load_pack(actor=SYSTEM, code="service_centre")
    revise_rule(actor=SYSTEM, rule_id=a_row().pk, value={"minutes": 25}, reason="试行")
    with nothing_changes():
        assert load_pack(actor=SYSTEM, code="service_centre") == 0
    assert minutes("sla.first_response") == 25


def test_figures_may_hold_since_long_ago():
    prepare_calendars(actor=SYSTEM, time_zone="Asia/Shanghai", language="zh-hans")
    long_ago = datetime(2024, 1, 1, tzinfo=UTC)
    load_pack(actor=SYSTEM, code="service_centre", valid_from=long_ago)
    assert set(RuleRow.objects.values_list("valid_from", flat=True)) == {long_ago}
    assert rule_in_force("sla.first_response", {}, long_ago).value.minutes == 30


@pytest.mark.parametrize("code", pack_codes())
def test_every_shipped_pack_can_be_obeyed(code):
    prepare_calendars(actor=SYSTEM, time_zone="Asia/Shanghai", language="zh-hans")
    assert load_pack(actor=SYSTEM, code=code) == len(pack_rules(code))
    assert len(manuals(SYSTEM)) == len(pack_manuals(code))


def test_packs_beside_each_other_keep_all_their_figures_and_the_one_in_use_is_obeyed():
    prepare_calendars(actor=SYSTEM, time_zone="Asia/Shanghai", language="zh-hans")
    for code in pack_codes():
        load_pack(actor=SYSTEM, code=code, in_use=code == "service_centre")
    with nothing_changes():
        again = [load_pack(actor=SYSTEM, code=code, in_use=code == "service_centre") for code in pack_codes()]
    assert again == [0] * len(pack_codes())
    assert minutes("sla.first_response", type="fault", line="telecom") == 30
    assert pack_in_use("telecom", clock.now()) == "service_centre"


def test_a_service_line_obeys_the_pack_that_is_in_use_for_it_and_the_general_one(time_machine):
    prepare_calendars(actor=SYSTEM, time_zone="Asia/Shanghai", language="zh-hans")
    for code in ("general", "service_centre", "telecom"):
        load_pack(actor=SYSTEM, code=code, in_use=code == "service_centre")
    before = clock.now()
    time_machine.move_to(before + timedelta(days=1), tick=False)
    use_pack(actor=SYSTEM, code="telecom", line="telecom")
    assert minutes("sla.first_response", type="fault", line="telecom") == 20
    assert minutes("sla.first_response", type="fault", line="after_sales") == 30
    assert minutes("sla.first_response", type="fault") == 30
    assert rule_in_force("cases.reopen_within", {"line": "telecom"}, clock.now()).value.days == 14
    assert rule_in_force("sla.first_response", {"line": "telecom"}, before).value.minutes == 30
    with pytest.raises(Invalid):
        use_pack(actor=SYSTEM, code="general")


@pytest.mark.parametrize("order", [("service_centre", "after_sales"), ("after_sales", "service_centre")])
def test_a_figure_that_two_packs_have_is_obeyed_where_either_is_in_use(order):
    """S4 takes two figures over from S2; whichever pack came first, S2 keeps its own."""
    prepare_calendars(actor=SYSTEM, time_zone="Asia/Shanghai", language="zh-hans")
    assert sum(load_pack(actor=SYSTEM, code=code) for code in order) == sum(len(pack_rules(code)) for code in order)
    use_pack(actor=SYSTEM, code="service_centre")
    use_pack(actor=SYSTEM, code="after_sales", line="after_sales")
    for line in ("", "after_sales"):
        found = rule_in_force("sla.resolution", {"priority": "emergency", "line": line}, clock.now())
        assert (found.value.minutes, found.value.calendar) == (120, "always")


def test_another_pack_takes_the_place_of_the_one_in_use(time_machine):
    prepare_calendars(actor=SYSTEM, time_zone="Asia/Shanghai", language="zh-hans")
    load_pack(actor=SYSTEM, code="service_centre")
    time_machine.move_to(clock.now() + timedelta(days=1), tick=False)
    load_pack(actor=SYSTEM, code="hotline")
    assert rule_in_force("sla.first_response", {}, clock.now()).clause_code == "HL-1"
    assert [one.value.pack for one in rules_at(clock.now()) if one.kind == "standards.pack_in_use"] == ["hotline"]


def test_a_line_that_two_people_gave_a_pack_at_once_goes_back_to_what_the_others_obey():
    given.centre()
    for code in ("telecom", "after_sales"):  # as two who each saw that the line had none
        adopt_rule(actor=SYSTEM, kind=PACK_IN_USE, scope={"line": "telecom"}, value={"pack": code})
    assert pack_in_use("telecom", clock.now()) == "after_sales"
    use_pack(actor=SYSTEM, code="", line="telecom", reason="试行结束")
    assert pack_in_use("telecom", clock.now()) == pack_in_use("", clock.now())
    assert not RuleRow.objects.filter(kind=PACK_IN_USE, scope={"line": "telecom"}, valid_to=None).exists()


def test_a_manual_brings_its_clauses_and_its_figures_belong_to_it():
    prepare_calendars(actor=SYSTEM, time_zone="Asia/Shanghai", language="zh-hans")
    load_pack(actor=SYSTEM, code="general")
    assert [manual.code for manual in manuals(SYSTEM)] == ["OWN", "S0", "S1"]
    assert len(wordings(SYSTEM)) == 127 + 55 + 14
    owners = set(RuleRow.objects.values_list("manual__code", "clause_code"))
    assert {manual for manual, clause in owners if clause.startswith("OWN-")} == {"OWN"}
    assert {manual for manual, clause in owners if clause.startswith("S0-")} == {"S0"}


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
