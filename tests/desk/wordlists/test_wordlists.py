"""The lists by which cases are sorted, one of them, and a term."""

import pytest
from tests import given
from tests.desk.test_budgets import keeps_its_budget
from tests.rows import nothing_changes

from fuwutai.domain.cases.commands import retire_term, save_term
from fuwutai.domain.cases.models import Term
from fuwutai.domain.cases.vocabularies import entries

pytestmark = pytest.mark.django_db

ALL, CATEGORIES = "/desk/wordlists", "/desk/wordlists/category"


def a_category(name: str, **more: str) -> Term:
    given.centre()
    return save_term(actor=given.administrator(), vocabulary="category", name=name, **more)


def of(term: Term, verb: str = "") -> str:
    return f"{ALL}/terms/{term.pk}{verb}"


def codes() -> list[str]:
    return [one.code for one in entries("category")]


def test_all_lists_stand_on_one_page_with_the_table_of_priorities(admin_desk):
    page = admin_desk.get(ALL)
    rows = {row["name"]: (row["used"], row["retired"]) for row in page.context["rows"]}
    assert rows["nature"] == (3, 0) and rows["category"] == (0, 0)
    assert f"{ALL}/priorities" in page.content.decode()
    assert [item["url"] for item in page.context["nav_items"] if item["current"]] == ["/desk/settings"]


def test_an_empty_list_says_what_to_do(admin_desk):
    page = admin_desk.get(CATEGORIES)
    assert page.context["rows"] == [] and 'class="state' in page.content.decode()


def test_a_term_is_added_and_the_page_leads_to_it(admin_desk):
    answer = admin_desk.post(CATEGORIES, {"name": "网络", "code": "network", "under": ""})
    term = Term.objects.get(code="network")
    assert (answer.status_code, answer["Location"]) == (303, f"{CATEGORIES}#term-{term.pk}")
    admin_desk.post(CATEGORIES, {"name": "宽带", "code": "broadband", "under": "network"})
    page = admin_desk.get(CATEGORIES)
    assert [(row["term"].code, row["depth"]) for row in page.context["rows"]] == [
        ("network", 0), ("network.broadband", 1),
    ]  # fmt: skip
    assert admin_desk.get(f"{CATEGORIES}?under=network").context["form"]["under"].value() == "network"


def test_a_term_that_makes_no_sense_comes_back_with_what_was_typed(admin_desk):
    a_category("Network")
    admin_desk.get(CATEGORIES)
    with nothing_changes():
        answer = admin_desk.post(CATEGORIES, {"name": "Anders", "code": "No!"})
    assert answer.status_code == 422 and set(answer.context["form"].errors) == {"code"}
    assert 'value="Anders"' in answer.content.decode()


def test_a_cause_is_grouped_by_its_root(admin_desk):
    given.centre()
    groups = {row["term"].code: str(row["group"]) for row in admin_desk.get(f"{ALL}/cause").context["rows"]}
    assert groups["staff_attitude"] and groups["staff_attitude"] != groups["system_failure"]
    admin_desk.post(f"{ALL}/cause", {"name": "Weather", "group": "system", "code": ""})
    assert Term.objects.get(code="weather").group == "system"


def test_open_cases_are_counted_with_what_is_narrower_and_lead_to_their_list(admin_desk):
    a_category("Network")
    a_category("Broadband", under="network")
    wide, narrow = given.a_case(category="network"), given.a_case(category="network.broadband")
    given.a_closed_case(category="network")
    given.a_case(category="networking")
    rows = admin_desk.get(CATEGORIES).context["rows"]
    assert [row["open"] for row in rows] == [2, 1]
    listed = admin_desk.get(rows[0]["open_url"]).context["rows"]
    assert {row.case.pk for row in listed} == {wide.pk, narrow.pk}


def test_an_address_with_a_category_that_can_be_none_is_refused(desk):
    assert desk.get("/desk/queues/team?category=No!").status_code == 422


def test_a_term_gets_another_name(admin_desk):
    term = a_category("Network")
    assert admin_desk.get(of(term)).context["form"]["name"].value() == "Network"
    assert admin_desk.post(of(term), {"name": "Netz"}).status_code == 303
    assert Term.objects.get(pk=term.pk).name == "Netz"
    with nothing_changes():
        answer = admin_desk.post(of(term), {"name": ""})
    assert (answer.status_code, set(answer.context["form"].errors)) == (422, {"name"})


def test_a_term_is_retired_with_another_one_instead_and_brought_back(admin_desk):
    old = a_category("Old")
    a_category("New")
    assert admin_desk.post(of(old, "/retire"), {"instead": "new"}).status_code == 303
    assert "New" in admin_desk.get(of(old)).content.decode()
    assert admin_desk.post(of(old, "/restore")).status_code == 303
    assert Term.objects.get(pk=old.pk).retired_at is None


def test_what_cannot_be_retired_or_brought_back_says_why(admin_desk):
    wide = a_category("Wide")
    narrow = a_category("Narrow", under="wide")
    admin_desk.get(ALL)
    with nothing_changes():
        answer = admin_desk.post(of(wide, "/retire"), {"instead": ""})
    assert answer.status_code == 422 and answer.context["retire_form"].non_field_errors()
    for term in (narrow, wide):
        retire_term(actor=given.administrator(), term_id=term.pk)
    with nothing_changes():
        answer = admin_desk.post(of(narrow, "/restore"))
    assert answer.status_code == 422 and 'role="alert"' in answer.content.decode()


def test_a_term_moves_among_those_beside_it_and_not_over_the_edge(admin_desk):
    one, two = a_category("One"), a_category("Two")
    a_category("Below", under="one")
    admin_desk.post(of(two, "/move"), {"to": "up"})
    assert codes() == ["two", "one", "one.below"]
    admin_desk.post(of(one, "/move"), {"to": "down"})
    assert codes() == ["two", "one", "one.below"]
    admin_desk.post(of(two, "/move"), {"to": "down"})
    assert codes() == ["one", "one.below", "two"]


def test_who_does_not_configure_cases_has_no_such_pages(supervisor_desk):
    term = a_category("Network")
    for address in (ALL, CATEGORIES, of(term)):
        assert supervisor_desk.get(address).status_code == 403
    for verb in ("", "/retire", "/restore", "/move"):
        assert supervisor_desk.post(of(term, verb), {"name": "x", "to": "up"}).status_code == 403
    assert Term.objects.get(pk=term.pk).name == "Network"


def test_what_is_not_there_is_not_found(admin_desk):
    for address in (f"{ALL}/colour", f"{ALL}/terms/999999"):
        assert admin_desk.get(address).status_code == 404
        assert admin_desk.post(address, {"name": "x"}).status_code == 404


def test_the_pages_keep_their_budgets(admin_desk, django_assert_max_num_queries):
    term = a_category("Network")
    for address in (ALL, CATEGORIES, of(term), f"{ALL}/priorities"):
        keeps_its_budget(admin_desk, address, django_assert_max_num_queries)
