"""Search over the clauses of all manuals."""

import pytest
from tests.desk.test_budgets import MOST_FOR_A_PAGE, keeps_its_budget
from tests.domain.standards.given_manuals import a_clause, a_manual

from fuwutai.desk.manuals.standing import OF_STATES

pytestmark = pytest.mark.django_db


@pytest.fixture
def two_manuals() -> None:
    """M1 with its three clauses, and M2 with sixty."""
    a_manual("M1")
    a_manual("M2", clauses=[a_clause(f"M2-{1 + nth // 20}.1-{nth}", f"{1 + nth // 20}.1") for nth in range(60)])


def codes(page) -> list[str]:
    return [row["wording"].code for row in page.context["rows"]]


def test_all_clauses_are_found_fifty_a_page(desk, two_manuals):
    first = desk.get("/desk/clauses")
    assert first.context["count"] == 63 and len(codes(first)) == 50 and first.context["previous_url"] == ""
    second = desk.get(first.context["next_url"])
    assert len(codes(second)) == 13 and second.context["next_url"] == ""
    assert not set(codes(first)) & set(codes(second))


@pytest.mark.parametrize(
    ("asked", "count"),
    [
        ("manual=M1", 3),
        ("manual=M2&chapter=2", 20),
        ("manual=M9", 63),
        ("q=M2-1.1-7", 1),
        ("q=proceed", 63),
        ("q=编号+M1", 3),
        ("kind=schedule", 1),
        ("area=quality&manual=M2", 0),
        ("q=%25_%27", 0),
        ("page=999999", 63),
        ("page=abc&chapter=../..", 63),
    ],
)
def test_every_limit_narrows(desk, two_manuals, asked, count):
    page = desk.get(f"/desk/clauses?{asked}")
    assert page.status_code == 200 and page.context["count"] == count


def test_what_is_found_in_the_other_language_only_is_shown_in_it(desk, two_manuals):
    page = desk.get("/desk/clauses?q=proceed&manual=M1")
    assert "<mark>Proceed</mark>" in page.content.decode()
    assert [row["other"]["lang"] for row in page.context["rows"]] == ["en"] * 3


def test_words_that_were_typed_are_text(desk, two_manuals):
    page = desk.get("/desk/clauses?q=<script>alert(1)</script>")
    assert "<script>alert" not in page.content.decode()


def test_the_slash_leads_to_the_search_of_the_page(desk, two_manuals):
    assert 'id="seek-q"' in (text := desk.get("/desk/clauses").content.decode()) and 'data-key="/"' in text


def test_states_come_for_those_who_may_read_figures(desk, supervisor_desk, two_manuals):
    assert desk.get("/desk/clauses/-/states").status_code == 403
    assert supervisor_desk.get("/desk/clauses/-/states?page=1").content.decode().count("hx-swap-oob") == 13
    assert supervisor_desk.get("/desk/clauses/-/states?manual=M2&all=1").content.decode().count("hx-swap-oob") == 60
    page = supervisor_desk.get("/desk/clauses?q=M1")
    assert page.context["rows"]
    assert all(f'id="{row["state_place"]}"' in page.content.decode() for row in page.context["rows"])


def test_a_narrowed_manual_and_a_clause_ask_only_for_the_states_that_they_show(supervisor_desk, two_manuals):
    narrowed = supervisor_desk.get("/desk/manuals/M2?q=M2-1.1-1")
    asked = supervisor_desk.get(narrowed.context["states_url"]).content.decode()
    assert asked.count("hx-swap-oob") == narrowed.context["shown"] < narrowed.context["total"]
    one = supervisor_desk.get("/desk/clauses/-/states?manual=M2&code=M2-1.1-1").content.decode()
    assert one.count("hx-swap-oob") == 1


def test_the_search_keeps_its_budget(supervisor_desk, two_manuals, django_assert_max_num_queries):
    for asked in ("", "?manual=M2&chapter=1", "?page=1"):
        supervisor_desk.get(f"/desk/clauses{asked}")  # what a process remembers for a second is warm
        with django_assert_max_num_queries(MOST_FOR_A_PAGE):
            assert supervisor_desk.get(f"/desk/clauses{asked}").status_code == 200
    with django_assert_max_num_queries(MOST_FOR_A_PAGE + OF_STATES):
        supervisor_desk.get("/desk/clauses?state=met")
    keeps_its_budget(supervisor_desk, "/desk/clauses/-/states?manual=M2&all=1", django_assert_max_num_queries)
