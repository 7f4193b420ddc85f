"""The list of tags and what is done with one."""

import pytest
from tests import given
from tests.domain.cases.scenarios_course import a_tagged_case
from tests.rows import nothing_changes

from fuwutai.domain.cases.models import Case, Tag
from fuwutai.kernel.worker import drain

pytestmark = pytest.mark.django_db


def the(name: str) -> int:
    return Tag.objects.get(name=name).pk


def test_an_empty_list_says_where_tags_come_from(admin_desk):
    assert "<table" not in admin_desk.get("/desk/tags").content.decode()


def test_the_list_says_how_often_each_is_used_and_leads_to_the_cases(admin_desk):
    case = a_tagged_case()
    rows = admin_desk.get("/desk/tags").context["rows"]
    assert [(row.name, row.uses) for row in rows] == [("老客户", 1), ("退费", 1)]
    page = admin_desk.get(f"/desk/queues/all?tag={the('退费')}").content.decode()
    assert case.number in page
    given.a_case(phone="13700001111")
    assert page.count("data-keys-item") == 1


def test_renaming_reaches_the_cases(admin_desk):
    case = a_tagged_case()
    assert admin_desk.post(f"/desk/tags/{the('退费')}/rename", {"name": "退款"}).status_code == 303
    drain()
    assert Case.objects.get(pk=case.pk).tags == ["老客户", "退款"]


def test_a_name_that_is_taken_comes_back_with_the_reason(admin_desk):
    a_tagged_case()
    with nothing_changes():
        answer = admin_desk.post(f"/desk/tags/{the('退费')}/rename", {"name": "老客户"})
    assert answer.status_code == 422
    assert answer.context["rename_form"].errors["name"]


def test_merging_and_retiring(admin_desk):
    case = a_tagged_case()
    with nothing_changes():
        assert admin_desk.post(f"/desk/tags/{the('退费')}/merge", {"into_id": the("退费")}).status_code == 422
    assert admin_desk.post(f"/desk/tags/{the('退费')}/merge", {"into_id": the("老客户")}).status_code == 303
    drain()
    assert Case.objects.get(pk=case.pk).tags == ["老客户"]
    for verb, is_retired in (("retire", True), ("restore", False)):
        assert admin_desk.post(f"/desk/tags/{the('老客户')}/{verb}").status_code == 303
        assert (Tag.objects.get(name="老客户").retired_at is not None) == is_retired
    assert admin_desk.get(f"/desk/tags/{the('老客户')}").status_code == 200


def test_only_who_may_configure_comes_in(supervisor_desk, admin_desk):
    a_tagged_case()
    with nothing_changes():
        assert supervisor_desk.get("/desk/tags").status_code == 403
        assert supervisor_desk.post(f"/desk/tags/{the('退费')}/retire").status_code == 403
        assert admin_desk.get("/desk/tags/999999").status_code == 404
        assert admin_desk.post("/desk/tags/999999/retire").status_code == 404
