"""Reading a manual, now, as of a day and as one of its versions has it."""

from datetime import timedelta

import pytest
from tests.desk.test_budgets import MOST_FOR_A_PAGE
from tests.domain.standards.given_manuals import (
    NEW_TEXT,
    a_clause,
    a_draft,
    a_manual,
    a_rule_of,
    a_worded_draft,
    an_approved_version,
)

from fuwutai.desk.manuals.standing import OF_STATES
from fuwutai.domain.standards.commands import load_manual
from fuwutai.kernel import clock
from fuwutai.kernel.actors import Actor

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def november(time_machine) -> None:
    time_machine.move_to("2026-11-22T02:00:00Z", tick=False)


def codes(page) -> list[str]:
    return [row["wording"].code for row in rows(page)]


def rows(page) -> list[dict]:
    return [row for chapter in page.context["chapters"] for section in chapter["sections"] for row in section["rows"]]


def text_of(page, code: str = "M1-1.1-1") -> str:
    return next(str(row["text"]) for row in rows(page) if row["wording"].code == code)


@pytest.mark.proves("S3-8.1.1-1")
def test_a_manual_stands_by_chapters_and_sections_with_their_titles(desk):
    a_manual()
    page = desk.get("/desk/manuals/M1")
    shown = [
        (one["number"], one["title"], [part["title"] for part in one["sections"]]) for one in page.context["chapters"]
    ]
    assert shown == [("1", "时限", ["首次响应"]), ("2", "", [""])]
    assert codes(page) == ["M1-1.1-1", "M1-1.1-2", "M1-2.1-1"]


def test_a_section_of_the_third_level_names_the_one_above_it(desk):
    a_manual("M2", clauses=[a_clause("M2-1.1.2-1", "1.1.2")])
    (chapter,) = desk.get("/desk/manuals/M2").context["chapters"]
    assert chapter["sections"][0]["above"] == {"number": "1.1", "title": "首次响应"}


def test_every_clause_says_what_the_system_does_for_it(desk):
    a_rule_of(a_manual())
    first, second, _third = rows(desk.get("/desk/manuals/M1"))
    assert [(one["about"], one["whom"]) for one in first["served"]] == [("首次响应", "建议")]
    assert first["served"][0]["said"].startswith("10 分") and first["served"][0]["url"].startswith("/desk/promises/")
    assert second["served"] == []


def test_markup_in_a_clause_is_text(desk):
    a_manual("M2", clauses=[a_clause("M2-1.1-1", zh="<script>五</script>分钟")])
    page = desk.get("/desk/manuals/M2?q=五")
    assert "<script>五" not in page.content.decode() and "<mark>五</mark>" in page.content.decode()


def test_a_day_in_the_past_reads_as_it_was(signed_in, time_machine):
    manual = a_manual()
    time_machine.shift(timedelta(days=5))
    an_approved_version(manual)
    desk = signed_in()
    assert text_of(desk.get("/desk/manuals/M1")) == NEW_TEXT["zh"]
    past = desk.get("/desk/manuals/M1?at=2026-11-23")
    assert text_of(past) != NEW_TEXT["zh"]
    assert past.context["version"].number == 1 and "2026-11-23" in past.content.decode()


def test_a_day_to_come_reads_as_it_will_be(desk):
    an_approved_version(effective_from=clock.now() + timedelta(days=3))
    page = desk.get("/desk/manuals/M1")
    assert text_of(page) != NEW_TEXT["zh"] and page.context["coming"].number == 2
    later = desk.get("/desk/manuals/M1?at=2026-11-25")
    assert text_of(later) == NEW_TEXT["zh"] and later.context["version"].number == 2


def test_the_day_of_a_change_reads_as_it_ended(signed_in, time_machine):
    an_approved_version()
    time_machine.shift(timedelta(days=1))
    assert text_of(signed_in().get("/desk/manuals/M1?at=2026-11-22")) == NEW_TEXT["zh"]


def test_figures_are_those_of_the_day(signed_in, time_machine):
    manual = a_manual()
    time_machine.shift(timedelta(days=3))
    a_rule_of(manual)
    desk = signed_in()
    assert rows(desk.get("/desk/manuals/M1"))[0]["served"]
    assert not rows(desk.get("/desk/manuals/M1?at=2026-11-22"))[0]["served"]


def test_a_day_before_the_first_version_says_so(desk):
    a_manual()
    page = desk.get("/desk/manuals/M1?at=2020-01-01")
    assert page.status_code == 200 and codes(page) == [] and page.context["version"] is None
    assert "state__title" in page.content.decode()


@pytest.mark.parametrize("day", ["yesterday", "2026-13-01", "1789-07-14", "2026-11-22T25", "%00"])
def test_a_day_that_is_none_reads_the_present_and_says_so(desk, day):
    a_manual()
    page = desk.get(f"/desk/manuals/M1?at={day}")
    assert page.status_code == 200 and page.context["moment"].problem and len(codes(page)) == 3


def test_a_draft_is_read_by_those_who_draft_and_by_nobody_else(desk, supervisor_desk):
    draft = a_worded_draft()
    page = supervisor_desk.get(f"/desk/manuals/M1?version={draft.pk}")
    assert text_of(page) == NEW_TEXT["zh"] and page.context["version"].number == 2
    assert desk.get(f"/desk/manuals/M1?version={draft.pk}").status_code == 404


@pytest.mark.parametrize("version", ["987654", "x", "-1"])
def test_a_version_that_is_not_of_the_manual_is_not_found(desk, version):
    a_manual()
    assert desk.get(f"/desk/manuals/M1?version={version}").status_code == 404


def test_a_manual_that_is_not_there_is_not_found(desk):
    a_manual()
    assert desk.get("/desk/manuals/M9").status_code == 404


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("area=quality", ["M1-2.1-1"]),
        ("kind=time_limit", ["M1-1.1-1", "M1-1.1-2"]),
        ("q=24+h", ["M1-1.1-2"]),
        ("q=m1-1.1", ["M1-1.1-1", "M1-1.1-2"]),
        ("q=section+2.1", ["M1-2.1-1"]),
        ("q=没有的话", []),
        ("area=nonsense&kind=nonsense&state=nonsense", ["M1-1.1-1", "M1-1.1-2", "M1-2.1-1"]),
    ],
)
def test_a_manual_is_narrowed_by_words_area_and_kind(desk, asked, found):
    a_manual()
    page = desk.get(f"/desk/manuals/M1?{asked}")
    assert page.status_code == 200 and codes(page) == found


def test_the_state_narrows_for_those_who_may_read_figures(desk, supervisor_desk):
    a_manual()
    for browser, may in ((desk, False), (supervisor_desk, True)):
        page = browser.get("/desk/manuals/M1")
        assert bool(page.context["states"]) is may and page.context["states_later"] is may
    shown = supervisor_desk.get("/desk/manuals/M1?state=needs_figure")
    assert [str(row["state"]["text"]) for row in rows(shown)] == ["待定数值"] * 3
    assert codes(supervisor_desk.get("/desk/manuals/M1?state=met")) == []
    assert len(codes(desk.get("/desk/manuals/M1?state=met"))) == 3


def test_a_long_manual_keeps_its_budget(supervisor_desk, django_assert_max_num_queries):
    clauses = [a_clause(f"M3-{part}.1-{nth}", f"{part}.1") for part in range(1, 9) for nth in range(1, 11)]
    manual = load_manual(
        actor=Actor.system("tests"), code="M3", pack="", title={"zh": "长", "en": "Long"}, headings={}, clauses=clauses
    )
    a_rule_of(manual)
    draft = a_draft(manual)
    for asked in ("", "?at=2026-11-01", f"?version={draft.pk}", "?q=1.1&area=sla"):
        supervisor_desk.get(f"/desk/manuals/M3{asked}")  # what a process remembers for a second is warm
        with django_assert_max_num_queries(MOST_FOR_A_PAGE):
            assert supervisor_desk.get(f"/desk/manuals/M3{asked}").status_code == 200
    with django_assert_max_num_queries(MOST_FOR_A_PAGE + OF_STATES):
        supervisor_desk.get("/desk/manuals/M3?state=met")
