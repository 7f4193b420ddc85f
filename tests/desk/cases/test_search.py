"""Search by number, telephone and mail."""

import pytest
from tests import given
from tests.rows import nothing_changes

from fuwutai.desk.cases.search import search_find
from fuwutai.kernel.models import AccessEntry

pytestmark = pytest.mark.django_db


def search(client, text: str):
    return client.post("/desk/search", {"q": text})


def test_a_case_number_leads_to_the_case_in_any_spelling(desk):
    case = given.a_case()
    wide = case.number.translate({ord(digit): ord(digit) + 0xFEE0 for digit in "0123456789"})
    for spelling in (case.number, case.number.replace("-", ""), f"  {case.number.replace('-', ' ')} ", wide):
        answer = search(desk, spelling)
        assert (answer.status_code, answer["Location"]) == (303, f"/desk/cases/{case.pk}")


def test_the_number_of_a_case_out_of_sight_finds_nothing(desk):
    hidden = given.a_case(team_code="mobile")
    answer = search(desk, hidden.number)
    assert answer.status_code == 200
    assert "rows" not in answer.context


@pytest.mark.parametrize("text", ["13912345678", "+86 139-1234-5678", "１３９１２３４５６７８"])
def test_a_telephone_number_lists_the_cases_of_its_customer(desk, text):
    mine, hidden = given.a_case(), given.a_case(team_code="mobile")
    rows = search(desk, text).context["rows"]
    assert [row.case.pk for row in rows] == [mine.pk] != [hidden.pk]


def test_a_mail_address_lists_the_cases_of_its_customer(desk):
    case = given.a_case(email="Wang.Jianguo@example.com", phone="")
    assert [row.case.pk for row in search(desk, "wang.jianguo@EXAMPLE.com").context["rows"]] == [case.pk]


@pytest.mark.parametrize("text", ["13912345678", "+86 139-1234-5678", "wang@example.cn"])
def test_nobody_is_looked_up_by_what_stands_in_an_address(desk, text):
    given.a_case(email="wang@example.cn")
    with nothing_changes():
        answer = desk.get("/desk/search", {"q": text})
    said = answer.content.decode()
    assert answer.status_code == 200 and "rows" not in answer.context and "王建国" not in said
    assert f'value="{text}"' in said  # Enter looks it up


def test_the_search_field_sends_what_is_typed_out_of_the_address(desk):
    said = desk.get("/desk/").content.decode()
    assert '<form class="topbar__search" method="post" action="/desk/search"' in said


def test_case_numbers_and_words_in_an_address_are_answered_as_ever(desk):
    case = given.a_case()
    answer = desk.get("/desk/search", {"q": case.number})
    assert (answer.status_code, answer["Location"]) == (303, f"/desk/cases/{case.pk}")
    assert desk.get("/desk/search", {"q": "宽带断网"}).status_code == 200


def test_a_search_keeps_its_budget(desk, django_assert_max_num_queries):
    given.a_case()
    search(desk, "13912345678")
    with django_assert_max_num_queries(search_find.statements):
        assert search(desk, "13912345678").context["rows"]


def test_every_look_for_a_customer_is_logged_found_or_not(desk):
    case = given.a_case()
    search(desk, "13912345678"), search(desk, "13700000000")
    looks = AccessEntry.objects.filter(action="look_up_customer").order_by("id")
    assert [look.subject_id for look in looks] == [case.customer_id, None]
    for look in looks:
        assert "139" not in look.reason


@pytest.mark.parametrize("text", ["", "王建国", "宽带断网", "26"])
def test_what_cannot_be_searched_is_said_plainly(desk, text):
    given.a_case()
    answer = search(desk, text)
    assert answer.status_code == 200
    assert "rows" not in answer.context
    assert not AccessEntry.objects.filter(action="look_up_customer").exists()


def test_what_was_typed_is_shown_escaped(desk):
    text = search(desk, "<script>alert(1)</script>").content.decode()
    assert "<script>alert" not in text
