"""The room of the fields: list, preview, explanation, order, retiring."""

import pytest
from tests import given
from tests.desk.test_budgets import keeps_its_budget
from tests.domain.cases.given_work import a_field
from tests.rows import nothing_changes

from fuwutai.domain.cases.models import CaseField

pytestmark = pytest.mark.django_db

LIST, NEW = "/desk/case-fields", "/desk/case-fields/new"
FORM = {"name": "地点", "code": "place", "kind": "text", "needed_at": "", "hint": "", "options": ""}


def page(client, address: str = LIST) -> str:
    return client.get(address).content.decode()


def test_a_centre_without_fields_is_told_what_to_do(admin_desk):
    said = page(admin_desk)
    assert "还没有自己的字段" in said or "No fields of your own yet" in said
    assert NEW in said


def test_a_field_is_added_and_listed_with_when_it_is_asked(admin_desk):
    answer = admin_desk.post(NEW, {**FORM, "types": ["complaint"], "needed_at": "resolve", "on-priority": ["urgent"]})
    assert (answer.status_code, answer.headers["Location"]) == (303, LIST)
    field = CaseField.objects.get()
    assert (field.types, field.condition, field.needed_at) == (["complaint"], {"priority": ["urgent"]}, "resolve")
    assert f"/desk/case-fields/{field.pk}" in page(admin_desk)


def test_wrong_input_stays_in_the_form(admin_desk):
    with nothing_changes():
        answer = admin_desk.post(NEW, {**FORM, "kind": "choice", "code": "Bad Code", "name": "地点名"})
    assert answer.status_code == 422
    assert "地点名" in answer.content.decode()


def test_a_field_is_changed_with_its_conditions(admin_desk):
    a_field("damaged", kind="yes_no")
    field = a_field("part", condition={"field.damaged": ["yes"], "category": ["fault"]})
    said = page(admin_desk, f"/desk/case-fields/{field.pk}")
    assert 'name="on-field.damaged"' in said and "checked" in said
    answer = admin_desk.post(
        f"/desk/case-fields/{field.pk}", {"name": "部件", "on-field.damaged": ["no"], "on-category": "fault\nbilling"}
    )
    assert answer.status_code == 303
    field.refresh_from_db()
    assert field.name == "部件"
    assert field.condition == {"field.damaged": ["no"], "category": ["fault", "billing"]}


def test_a_form_says_in_words_when_its_field_is_asked(admin_desk):
    a_field("damaged", kind="yes_no", name="是否损坏")
    with nothing_changes():
        answer = admin_desk.post(
            "/desk/case-fields/explain",
            {**FORM, "types": ["fault"], "on-field.damaged": ["yes"], "is_personal": "on", "needed_at": "close"},
            headers={"HX-Request": "true"},
        )
    said = answer.content.decode()
    assert said.lstrip().startswith("<div id=\"explained\"")
    assert "是否损坏" in said


def test_the_preview_follows_type_and_answers(admin_desk):
    a_field("line", types=["fault"], name="线路")
    a_field("damaged", kind="yes_no", types=["complaint"])
    a_field("part", types=["complaint"], condition={"field.damaged": ["yes"]}, name="部件")
    assert 'name="field_line"' in page(admin_desk)
    assert 'name="field_line"' not in page(admin_desk, f"{LIST}?type=complaint")
    with nothing_changes():
        tried = admin_desk.post(f"{LIST}/try", {"type": "complaint", "field_damaged": "yes"}).content.decode()
    assert 'name="field_part"' in tried


def test_fields_move_by_buttons_and_retire_and_come_back(admin_desk):
    a, b = a_field("a"), a_field("b")
    admin_desk.post(f"{LIST}/{b.pk}/move", {"to": "up"})
    assert list(CaseField.objects.order_by("position").values_list("code", flat=True)) == ["b", "a"]
    admin_desk.post(f"{LIST}/{b.pk}/move", {"to": "up"})
    assert list(CaseField.objects.order_by("position").values_list("code", flat=True)) == ["b", "a"]
    admin_desk.post(f"{LIST}/{a.pk}/retire")
    a.refresh_from_db()
    assert a.retired_at is not None
    admin_desk.post(f"{LIST}/{a.pk}/retire", {"back": "1"})
    a.refresh_from_db()
    assert a.retired_at is None


def test_only_who_sets_up_the_work_enters(supervisor_desk):
    field = a_field()
    with nothing_changes():
        for address in (LIST, NEW, f"{LIST}/{field.pk}"):
            assert supervisor_desk.get(address).status_code == 403
        for address in (NEW, f"{LIST}/try", f"{LIST}/explain", f"{LIST}/{field.pk}/move", f"{LIST}/{field.pk}/retire"):
            assert supervisor_desk.post(address, FORM).status_code == 403


def test_a_field_that_is_not_there_is_absent(admin_desk):
    given.centre()
    for address in (f"{LIST}/999999", f"{LIST}/999999/move", f"{LIST}/999999/retire"):
        assert admin_desk.post(address, FORM).status_code == 404


def test_the_pages_keep_their_budgets(admin_desk, django_assert_max_num_queries):
    fields = [a_field(f"f{n}", kind="choice", options=["甲", "乙"]) for n in range(30)]
    for address in (LIST, NEW, f"{LIST}/{fields[0].pk}"):
        keeps_its_budget(admin_desk, address, django_assert_max_num_queries)
