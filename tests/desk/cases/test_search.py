"""Search by number, telephone and mail."""

from urllib.parse import urlencode

import pytest
from tests import given
from tests.domain.customers.given_duplicates import suggestions
from tests.rows import nothing_changes

from fuwutai.desk.cases.search import search as search_page
from fuwutai.desk.cases.search import search_find
from fuwutai.domain.cases.finding.word_index import follow_words
from fuwutai.kernel.models import AccessEntry
from fuwutai.kernel.worker import drain

pytestmark = pytest.mark.django_db


def indexed() -> None:
    follow_words()
    drain()


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


@pytest.mark.parametrize("text", ["", "，。！"])
def test_what_holds_no_word_is_said_plainly(desk, text):
    given.a_case()
    answer = desk.get("/desk/search", {"q": text})
    assert answer.status_code == 200
    assert "rows" not in answer.context
    assert not AccessEntry.objects.filter(action="look_up_customer").exists()


@pytest.mark.parametrize("text", ["", "王建国", "宽带断网", "26"])
def test_words_go_on_to_an_address_that_can_be_kept(desk, text):
    given.a_case()
    answer = search(desk, text)
    wanted = f"/desk/search?{urlencode({'q': text})}" if text else "/desk/search"
    assert (answer.status_code, answer["Location"]) == (303, wanted)


def test_words_with_a_number_of_a_person_among_them_stand_in_no_address(desk):
    given.a_case()
    answer = search(desk, "断网 13912345678")
    assert answer.status_code == 200 and "rows" not in answer.context
    assert "Location" not in answer.headers


def test_words_list_the_cases_in_sight_with_the_place_where_they_stand(desk, django_assert_max_num_queries):
    mine, hidden = given.a_case(), given.a_case(team_code="mobile", phone="13700001111")
    indexed()
    with django_assert_max_num_queries(search_page.statements):
        answer = desk.get("/desk/search", {"q": "红灯"})
    assert [row.case.pk for row in answer.context["rows"]] == [mine.pk] != [hidden.pk]
    assert "<mark>红灯</mark>" in answer.content.decode()


def test_pages_of_a_search_go_on_where_the_last_one_ended(desk):
    cases = [given.a_case(phone=f"1390000{number:04d}").pk for number in range(22)]
    indexed()
    first = desk.get("/desk/search", {"q": "断网"})
    second = desk.get(first.context["next_url"])
    seen = [row.case.pk for answer in (first, second) for row in answer.context["rows"]]
    assert seen == sorted(cases, reverse=True)
    assert "next_url" not in second.context or second.context["next_url"] == ""
    assert second.context["first_url"] == f"/desk/search?{urlencode({'q': '断网'})}"


def test_a_name_leads_to_the_customers_in_sight_who_have_it(desk):
    mine = given.a_case()
    hidden = given.a_case(team_code="mobile", name="孙晓燕", phone="13700001111")
    suggestions()
    assert [one.pk for one in desk.get("/desk/search", {"q": "王建国"}).context["named"]] == [mine.customer_id]
    assert desk.get("/desk/search", {"q": "孙晓燕"}).context["named"] == [] != [hidden.customer_id]


def test_what_was_typed_is_shown_escaped(desk):
    text = desk.get("/desk/search", {"q": "<script>alert(1)</script>"}).content.decode()
    assert "<script>alert" not in text
