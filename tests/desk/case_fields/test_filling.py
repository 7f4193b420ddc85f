"""Fields of the centre's own where cases are worked on: the new case, the case page, the dialog, the card."""

import pytest
from tests import given
from tests.desk.test_budgets import keeps_its_budget
from tests.domain.cases.given_work import a_field
from tests.rows import nothing_changes, nothing_changes_but_looks

from fuwutai.domain.cases.commands import fill_fields
from fuwutai.domain.cases.models import Case, PersonalValue
from fuwutai.domain.customers.commands import reveal_contacts

pytestmark = pytest.mark.django_db

HTMX = {"HX-Request": "true"}
CALL = {
    "token": "t1", "phone": "13912345678", "name": "王建国", "type": "fault", "priority": "routine",
    "subject": "断网", "body": "上不了网",
}  # fmt: skip


def of(case: Case, what: str = "fields/fill") -> str:
    return f"/desk/cases/{case.pk}/{what}"


def filled(case: Case, **values: object) -> Case:
    fill_fields(actor=given.agent(), case_id=case.pk, values=values)
    return Case.objects.get(pk=case.pk)


def test_the_form_of_a_new_case_asks_what_its_type_asks(desk):
    a_field("line", types=["fault"])
    a_field("event", types=["complaint"])
    said = desk.get("/desk/cases/new").content.decode()
    assert 'name="field_line"' in said and 'name="field_event"' not in said
    with nothing_changes():
        said = desk.post("/desk/cases/new/fields", {"type": "complaint"}, headers=HTMX).content.decode()
    assert 'name="field_event"' in said and 'name="field_line"' not in said


def test_without_a_script_the_page_comes_again_with_the_fields_of_the_type(desk):
    a_field("event", types=["complaint"])
    said = desk.post("/desk/cases/new", {**CALL, "type": "complaint", "look": "1"}).content.decode()
    assert 'name="field_event"' in said


def test_a_new_case_is_refused_without_what_it_needs_and_keeps_what_was_written(desk):
    a_field("line", kind="choice", options=["光纤", "铜缆"], needed_at="open")
    a_field("cost", kind="amount")
    with nothing_changes_but_looks():
        answer = desk.post("/desk/cases/new", {**CALL, "field_cost": "many"})
    said = answer.content.decode()
    assert answer.status_code == 422
    assert 'value="many"' in said and said.count("id_field_line_error") >= 1 and "id_field_cost_error" in said
    assert "上不了网" in said
    answer = desk.post("/desk/cases/new", {**CALL, "field_line": "光纤", "field_cost": "12"})
    assert answer.status_code == 303
    assert Case.objects.get().fields == {"line": "光纤", "cost": "12.00"}


def test_the_page_of_a_case_shows_what_is_filled_in_and_masks_numbers(desk):
    a_field("place", name="地点")
    a_field("reach", kind="phone", name="联系人电话")
    case = filled(given.a_case(), place="门卫13912340000", reach="13700001234")
    said = desk.get(f"/desk/cases/{case.pk}").content.decode()
    assert "地点" in said and "13912340000" not in said and "13700001234" not in said
    card = desk.get(of(case, "fields")).content.decode()
    assert "137****1234" in card and "13912340000" not in card


def test_the_dialog_writes_only_what_was_touched(desk):
    a_field("place")
    a_field("site", kind="many", options=["室内", "室外"])
    case = filled(given.a_case(), place="浦东", site=["室内", "室外"])
    shown = desk.get(of(case), headers=HTMX).content.decode()
    assert 'name="was-place" value="浦东"' in shown
    fill_fields(actor=given.supervisor(), case_id=case.pk, values={"place": "徐汇"})
    answer = desk.post(
        of(case), {"was-place": "浦东", "field_place": "浦东", "was-site": "室内\n室外"}, headers=HTMX
    )
    assert answer.status_code == 200
    assert Case.objects.get(pk=case.pk).fields == {"place": "徐汇"}


def test_a_masked_answer_is_never_written_over_by_its_mask(desk):
    a_field("reach", kind="phone")
    case = filled(given.a_case(), reach="13700001234")
    shown = desk.get(of(case), headers=HTMX).content.decode()
    assert "1234" not in shown
    desk.post(of(case), {"was-reach": "", "field_reach": ""}, headers=HTMX)
    assert PersonalValue.objects.get().value == "13700001234"
    reveal_contacts(actor=given.agent(), customer_id=case.customer_id, reason="核对")
    assert 'value="13700001234"' in desk.get(of(case), headers=HTMX).content.decode()
    desk.post(of(case), {"was-reach": "13700001234", "field_reach": ""}, headers=HTMX)
    assert PersonalValue.objects.get().value == ""


def test_what_an_answer_brings_up_is_shown_before_it_is_saved(desk):
    a_field("damaged", kind="yes_no")
    a_field("part", condition={"field.damaged": ["yes"]}, needed_at="open")
    case = given.a_case()
    shown = desk.get(of(case), headers=HTMX).content.decode()
    assert 'name="field_part"' not in shown
    with nothing_changes():
        looked = desk.post(of(case, "fields/look"), {"field_damaged": "yes"}, headers=HTMX).content.decode()
        assert 'name="field_part"' in looked
        answer = desk.post(of(case), {"was-damaged": "", "field_damaged": "yes"})
    assert answer.status_code == 422 and 'name="field_part"' in answer.content.decode()
    desk.post(of(case), {"was-damaged": "", "field_damaged": "yes", "was-part": "", "field_part": "光猫"})
    assert Case.objects.get(pk=case.pk).fields == {"damaged": "yes", "part": "光猫"}


def test_a_wrong_answer_stays_in_the_dialog(desk):
    a_field("when", kind="date")
    case = given.a_case()
    with nothing_changes():
        answer = desk.post(of(case), {"was-when": "", "field_when": "soon"}, headers=HTMX)
    assert answer.status_code == 422 and 'value="soon"' in answer.content.decode()


def test_the_card_says_what_is_missing_and_is_absent_without_fields(desk):
    case = given.a_case()
    assert "card-fields" not in desk.get(f"/desk/cases/{case.pk}").content.decode()
    a_field("place", needed_at="resolve", name="地点")
    page = desk.get(f"/desk/cases/{case.pk}").content.decode()
    assert "card-fields" in page
    assert "地点" in desk.get(of(case, "fields"), headers=HTMX).content.decode()


def test_what_was_filled_in_stands_in_the_history(desk):
    field = a_field("place", name="事发地点")
    case = filled(given.a_case(), place="浦东")
    assert field.name in desk.get(f"/desk/cases/{case.pk}").content.decode()


def test_who_only_reads_sees_the_card_and_fills_in_nothing(signed_in):
    a_field("place")
    case = filled(given.a_case(), place="浦东")
    elsewhere = signed_in(given.ZHAO)
    with nothing_changes():
        for address in (of(case), of(case, "fields")):
            assert elsewhere.get(address).status_code == 404
        assert elsewhere.post(of(case), {"field_place": "x"}).status_code == 404


def test_pages_with_many_fields_keep_their_budgets(desk, django_assert_max_num_queries):
    for n in range(40):
        a_field(f"f{n}", is_personal=n % 10 == 0)
    case = filled(given.an_open_case(), **{f"f{n}": "x" for n in range(40)})
    for address in (f"/desk/cases/{case.pk}", of(case), of(case, "fields"), "/desk/cases/new"):
        keeps_its_budget(desk, address, django_assert_max_num_queries)
