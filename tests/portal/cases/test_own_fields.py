"""Fields of the centre's own that customers are asked for."""

import pytest
from django.test import Client
from tests import given
from tests.domain.cases.given_work import a_field
from tests.rows import nothing_changes

from fuwutai.domain.cases.models import Case, PersonalValue

pytestmark = pytest.mark.django_db

FORM = {"type": "fault", "subject": "断网", "body": "上不了网", "name": "王建国", "phone": "13912345678", "email": ""}


def test_the_form_asks_what_is_meant_for_customers_of_the_chosen_type():
    given.centre()
    a_field("account", for_customer=True, types=["fault"])
    a_field("internal", types=["fault"])
    page = Client().get("/submit?type=fault").content.decode()
    assert 'name="field_account"' in page and 'name="field_internal"' not in page
    assert 'name="field_account"' not in Client().get("/submit?type=complaint").content.decode()


def test_what_is_needed_is_asked_in_a_second_step_where_the_type_was_chosen_in_the_form():
    given.centre()
    a_field("site", kind="choice", options=["室内", "室外"], for_customer=True, needed_at="open")
    with nothing_changes():
        answer = Client().post("/submit", FORM)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert 'name="field_site"' in page and "上不了网" in page
    assert Client().post("/submit", {**FORM, "field_site": "室内"}).status_code == 303
    assert Case.objects.get().fields == {"site": "室内"}


def test_a_wrong_answer_stays_in_the_form_beside_its_field():
    given.centre()
    a_field("when", kind="date", for_customer=True)
    with nothing_changes():
        answer = Client().post("/submit", {**FORM, "field_when": "前天"})
    page = answer.content.decode()
    assert answer.status_code == 422 and "id_field_when_error" in page and 'value="前天"' in page


def test_several_answers_and_personal_ones_are_kept_as_they_should():
    given.centre()
    a_field("devices", kind="many", options=["光猫", "路由器", "电视盒"], for_customer=True)
    a_field("reach", kind="phone", for_customer=True)
    Client().post("/submit", {**FORM, "field_devices": ["电视盒", "光猫"], "field_reach": "13700001111"})
    assert Case.objects.get().fields == {"devices": ["光猫", "电视盒"]}
    assert PersonalValue.objects.get().value == "13700001111"


def test_what_is_not_meant_for_customers_is_not_taken_from_them():
    given.centre()
    a_field("internal")
    Client().post("/submit", {**FORM, "field_internal": "x", "field_gone": "y"})
    assert Case.objects.get().fields == {}
