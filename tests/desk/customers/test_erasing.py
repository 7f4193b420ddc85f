"""The page that erases a customer: what goes, what stands in the way, a word and a reason."""

from datetime import timedelta

import pytest
import time_machine
from django.utils import translation
from tests import given
from tests.domain.accounts.given_people import somebody
from tests.rows import nothing_changes

from fuwutai.domain.cases.models import Case
from fuwutai.domain.customers.choices import ERASED
from fuwutai.domain.customers.models import Customer
from fuwutai.kernel import clock

pytestmark = pytest.mark.django_db

FORM = {"reason": "来函要求删除", "word": "erase"}


def address(case: Case) -> str:
    return f"/desk/customers/{case.customer_id}/erase"


@pytest.fixture
def english(signed_in):
    browser = signed_in(given.HE)
    browser.cookies["fuwutai_language"] = "en"
    return browser


@pytest.fixture
def old() -> Case:
    with time_machine.travel(clock.now() - timedelta(days=4 * 365), tick=False):
        return given.a_closed_case()


def test_the_page_says_what_goes_and_asks_for_a_word_and_a_reason(english, old, django_assert_max_num_queries):
    with django_assert_max_num_queries(13):
        page = english.get(address(old))
    text = page.content.decode()
    with translation.override("en"):
        goes = {str(what): count for what, count in page.context["goes"]}
    assert goes["Messages and notes in cases"] == old.messages.count() == 2
    assert 'name="word"' in text and 'name="reason"' in text


@pytest.mark.parametrize("wrong", [{"word": "yes"}, {"word": ""}, {"reason": "  "}])
def test_a_wrong_word_or_no_reason_erases_nothing_and_keeps_what_was_typed(english, old, wrong):
    answer = english.post(address(old), {**FORM, **wrong})
    assert answer.status_code == 422
    assert answer.context["form"].data["reason"] == {**FORM, **wrong}["reason"]
    assert Customer.objects.get(pk=old.customer_id).erased_at is None


def test_the_right_word_erases_and_leads_back_to_what_is_left(english, old):
    answer = english.post(address(old), FORM)
    assert (answer.status_code, answer["Location"]) == (303, f"/desk/customers/{old.customer_id}")
    page = english.get(answer["Location"]).content.decode()
    assert ERASED in page and "王建国" not in page
    page = english.get(address(old)).content.decode()
    assert "<form" not in page.partition("<main")[2] and "erased already" in page


def test_what_must_be_kept_is_said_with_its_day_instead_of_a_form(english):
    case = given.a_closed_case()
    page = english.get(address(case)).content.decode()
    assert page.count('name="word"') == 0 and f"{clock.now().year + 3}-" in page
    answer = english.post(address(case), FORM)
    assert answer.status_code == 422 and f"{clock.now().year + 3}-" in answer.content.decode()
    assert Customer.objects.get(pk=case.customer_id).erased_at is None


def test_only_who_may_erase_gets_there(desk, supervisor_desk, signed_in, old):
    for browser in (desk, supervisor_desk):
        with nothing_changes():
            assert browser.get(address(old)).status_code == 403
            assert browser.post(address(old), FORM).status_code == 403
    officer = signed_in(somebody("compliance_officer").username)
    assert officer.get(address(old)).status_code == 200


def test_a_customer_who_is_not_there_is_not_found(english):
    given.centre()
    for method in ("get", "post"):
        assert getattr(english, method)("/desk/customers/987654/erase", FORM).status_code == 404
