"""The fields of cases that shipped manuals ask for."""

import pytest
from tests import given
from tests.rows import nothing_changes

from fuwutai.domain.cases.commands import fill_fields, open_case, resolve_case, retire_case_field, save_case_field
from fuwutai.domain.cases.models import CaseField
from fuwutai.domain.cases.work.fields import fields_for, fields_in_use
from fuwutai.domain.packs.commands import adopt_pack_fields
from fuwutai.domain.packs.queries import pack_case_fields, pack_codes
from fuwutai.kernel.errors import Conflict, Invalid, NotFound, Refused

pytestmark = pytest.mark.django_db
ELEMENTS = {
    "complaint_time": "3月9日",
    "complaint_place": "营业厅",
    "complaint_event": "等了两小时",
    "complaint_person": "待查",
}


def adopted(code: str) -> int:
    given.centre()
    return adopt_pack_fields(actor=given.administrator(), code=code)


@pytest.mark.proves("S4-7.1-4")
def test_a_complaint_is_registered_with_its_four_elements():
    adopted("service_centre")
    about = {"actor": given.agent(), **given.MATTER, "type": "complaint", "channel": "phone"}
    with pytest.raises(Invalid) as refused, nothing_changes():
        open_case(**about)
    assert set(refused.value.fields) == {f"field_{code}" for code in ELEMENTS}
    assert open_case(**about, fields=ELEMENTS).fields.keys() == ELEMENTS.keys() - {"complaint_person"}
    assert open_case(**about | {"type": "fault"}).fields == {}


@pytest.mark.proves("S4-7.2-4")
def test_a_complaint_is_analysed_by_what_why_who_when_where_how():
    adopted("service_centre")
    asked = {one.code for one in fields_for({"type": "complaint"})}
    words = ("what", "why", "who", "when", "where", "how", "impact", "liability")
    assert {f"analysis_{word}" for word in words} <= asked
    case = given.a_case(type="complaint", team_code="broadband")
    said = {"analysis_why": "排班不足", "analysis_liability": "我方责任"}
    fill_fields(actor=given.agent(), case_id=case.pk, values=said)
    case.refresh_from_db()
    assert case.fields == said


def test_a_broadband_expansion_is_not_settled_without_its_four_elements():
    adopted("telecom")
    case, agent = given.an_open_case(type="request", category="broadband_install"), given.agent()
    with pytest.raises(Conflict) as refused, nothing_changes():
        resolve_case(actor=agent, case_id=case.pk)
    assert all(word in str(refused.value.message) for word in ("带宽方案", "施工时间", "费用明细", "售后承诺"))
    words = {f"expansion_{code}": "有" for code in ("bandwidth", "construction", "fee", "after_sales")}
    fill_fields(actor=agent, case_id=case.pk, values=words)
    assert resolve_case(actor=agent, case_id=case.pk).status == "resolved"


def test_a_pack_is_adopted_once_and_what_the_centre_changed_stays():
    assert adopted("telecom") == 4
    field = CaseField.objects.get(code="expansion_fee")
    save_case_field(actor=given.administrator(), field_id=field.pk, name="费用")
    retire_case_field(actor=given.administrator(), field_id=field.pk)
    with nothing_changes():
        assert adopted("telecom") == 0
    assert "expansion_fee" not in {one.code for one in fields_in_use()}


@pytest.mark.parametrize("code", sorted(pack_codes()))
def test_every_shipped_field_is_accepted_in_both_languages(code):
    for language in ("zh", "en"):
        assert len({row["code"] for row in pack_case_fields(code, language)}) == len(pack_case_fields(code, language))
        assert all(row["name"] for row in pack_case_fields(code, language))
    assert adopted(code) == len(pack_case_fields(code, "zh"))


def test_only_who_may_load_packs_adopts_their_fields():
    given.centre()
    with pytest.raises(Refused), nothing_changes():
        adopt_pack_fields(actor=given.agent(), code="telecom")
    with pytest.raises(NotFound), nothing_changes():
        adopt_pack_fields(actor=given.administrator(), code="no_such_pack")
