"""The lists that the shipped packs bring, by which a centre sorts its cases."""

import pytest
from django.utils import translation
from tests import given

from fuwutai.domain.cases.choices import CAUSE_GROUPS, SHIPPED_TERMS
from fuwutai.domain.cases.commands import retire_term, save_term
from fuwutai.domain.cases.models import Term
from fuwutai.domain.cases.vocabularies import entries, label_of, parent_code
from fuwutai.domain.packs.commands import adopt_pack_rules, use_pack
from fuwutai.domain.packs.queries import pack_codes, pack_terms
from fuwutai.kernel.actors import Actor

SYSTEM = Actor.system("tests")
ALL = [(pack, term) for pack in pack_codes() for term in pack_terms(pack)]


def codes(pack: str, above: str = "") -> set[str]:
    return {one.code for one in pack_terms(pack) if parent_code(one.code) == above and one.vocabulary == "category"}


def test_every_shipped_term_has_a_name_stands_once_and_below_what_is_shipped_with_it():
    assert len({(term.vocabulary, term.code) for _pack, term in ALL}) == len(ALL)
    for pack, term in ALL:
        assert term.code in SHIPPED_TERMS[term.vocabulary], term
        above = parent_code(term.code)
        assert not above or above in {one.code for one in pack_terms(pack)}, term
        assert term.group in (CAUSE_GROUPS if term.vocabulary == "cause" else ("",)), term


def test_all_that_is_shipped_for_every_centre_comes_with_the_general_pack():
    general = {(one.vocabulary, one.code) for one in pack_terms("general")}
    for vocabulary in ("nature", "resolution", "cause", "activity"):
        assert {code for name, code in general if name == vocabulary} == set(SHIPPED_TERMS[vocabulary])
    assert {one.group for one in pack_terms("general") if one.vocabulary == "cause"} == set(CAUSE_GROUPS)


@pytest.mark.proves("S2-3.1.1-2")
def test_the_basic_class_has_device_failure_unclear_instructions_and_slow_response():
    assert codes("after_sales", "basic") == {
        "basic.device_failure", "basic.unclear_instructions", "basic.slow_response",
    }  # fmt: skip


@pytest.mark.proves("S2-3.1.1-3")
def test_the_class_of_consequences_has_damage_repair_out_of_warranty_and_irregular_process():
    assert codes("after_sales", "impact") == {
        "impact.product_damage", "impact.out_of_warranty", "impact.irregular_process",
    }  # fmt: skip


@pytest.mark.proves("S2-3.1.1-4")
def test_the_systemic_class_has_system_failure_wrong_data_and_incomplete_process():
    assert codes("after_sales", "systemic") == {
        "systemic.system_failure", "systemic.data_anomaly", "systemic.process_defect",
    }  # fmt: skip


@pytest.mark.proves("S2-3.1.1-5")
def test_the_class_of_experience_has_communication_attitude_and_delay():
    assert codes("after_sales", "experience") == {
        "experience.poor_communication", "experience.poor_attitude", "experience.delayed_response",
    }  # fmt: skip


@pytest.mark.proves("S3-3.1-1")
def test_the_catalogue_has_basic_communication():
    assert {code.partition(".")[2] for code in codes("telecom", "communication")} == {"voice", "messages", "data"}


@pytest.mark.proves("S3-3.1-2")
def test_the_catalogue_has_value_added_services():
    wanted = {"broadband", "cloud", "iot", "video_call", "games", "payment"}
    assert {code.partition(".")[2] for code in codes("telecom", "value_added")} == wanted


@pytest.mark.proves("S3-3.1-3")
def test_the_catalogue_has_personalised_services():
    wanted = {"packages", "home_broadband", "enterprise_lines", "terminals"}
    assert {code.partition(".")[2] for code in codes("telecom", "personalised")} == wanted


@pytest.mark.django_db
def test_a_pack_on_the_shelf_brings_no_terms():
    given.centre()
    adopt_pack_rules(actor=SYSTEM, code="telecom")
    assert entries("category") == [] and len(entries("nature")) == 3


@pytest.mark.django_db
def test_a_pack_that_is_put_in_use_brings_its_terms_in_the_language_of_the_reader():
    given.centre()
    use_pack(actor=SYSTEM, code="telecom")
    found = [(one.code, one.depth) for one in entries("category")]
    assert found[:3] == [("fault", 0), ("fault.network", 1), ("communication", 0)]
    with translation.override("en"):
        assert label_of("category", "communication.voice") == "Basic communication / Voice"


@pytest.mark.django_db
def test_adopted_again_a_pack_changes_nothing_of_what_the_centre_made_of_it():
    given.centre()
    use_pack(actor=SYSTEM, code="telecom")
    games = Term.objects.get(code="value_added.games")
    save_term(actor=SYSTEM, term_id=games.pk, name="手游")
    retire_term(actor=SYSTEM, term_id=games.pk)
    before = list(Term.objects.order_by("pk").values())
    use_pack(actor=SYSTEM, code="telecom")
    assert list(Term.objects.order_by("pk").values()) == before
