"""One clause with its history."""

from datetime import timedelta

import pytest
from tests import given
from tests.desk.test_budgets import keeps_its_budget
from tests.domain.standards.given_manuals import NEW_TEXT, a_manual, a_rule_of, a_worded_draft, an_approved_version

from fuwutai.domain.standards.commands import adopt_rule, end_rule, revise_rule
from fuwutai.kernel import clock
from fuwutai.kernel.actors import Actor

pytestmark = pytest.mark.django_db
ADDRESS = "/desk/clauses/M1-1.1-1"
SYSTEM = Actor.system("tests")


@pytest.fixture(autouse=True)
def november(time_machine) -> None:
    time_machine.move_to("2026-11-22T02:00:00Z", tick=False)


def test_a_clause_is_read_in_both_languages_the_readers_first(desk):
    a_manual()
    shown = [one["lang"] for one in desk.get(ADDRESS).context["texts"]]
    assert shown == ["zh-Hans", "en"]
    desk.cookies["fuwutai_language"] = "en"
    assert [one["lang"] for one in desk.get(ADDRESS).context["texts"]] == ["en", "zh-Hans"]


def test_every_wording_stands_with_its_version_and_what_it_changed(signed_in, time_machine):
    a_manual()
    time_machine.shift(timedelta(days=3))
    an_approved_version()
    latest, first = signed_in().get(ADDRESS).context["history"]
    assert (latest["wording"].version_number, latest["in_force"], latest["until"]) == (2, True, None)
    assert (first["in_force"], first["until"]) == (False, latest["wording"].effective_from)
    assert "<ins>" in latest["change"]["texts"][0]["after"] and first["change"] is None


def test_a_draft_does_not_show_in_the_history(supervisor_desk):
    a_worded_draft()
    assert len(supervisor_desk.get(ADDRESS).context["history"]) == 1


def test_a_coming_wording_is_marked(desk):
    an_approved_version(effective_from=clock.now() + timedelta(days=3))
    page = desk.get(ADDRESS)
    assert [(row["coming"], row["in_force"]) for row in page.context["history"]] == [(True, False), (False, True)]
    assert page.context["wording"].text != NEW_TEXT["zh"]
    assert desk.get(f"{ADDRESS}?at=2026-11-25").context["wording"].text == NEW_TEXT["zh"]


def test_a_day_tells_which_version_and_figures_were_in_force(signed_in, time_machine):
    rule = a_rule_of(a_manual())
    time_machine.shift(timedelta(days=3))
    revise_rule(actor=SYSTEM, rule_id=rule.pk, value={"minutes": 5}, reason="高峰期")
    an_approved_version()
    desk = signed_in()
    for day, number, said in (("2026-11-23", 1, "10 分"), ("2026-11-26", 2, "5 分")):
        page = desk.get(f"{ADDRESS}?at={day}")
        assert page.context["version"].number == number
        assert [one["said"].startswith(said) for one in page.context["served"]] == [True]
    assert desk.get(f"{ADDRESS}?at=2020-01-01").context["wording"] is None


def test_the_figures_of_a_shelved_manual_are_marked_as_not_in_use(desk):
    a_rule_of(a_manual(pack="telecom"))
    marks = lambda address=ADDRESS: [one["shelved"] for one in desk.get(address).context["served"]]  # noqa: E731
    assert marks() == [True]
    desk.cookies["fuwutai_language"] = "en"
    assert "Not in use" in desk.get(ADDRESS).content.decode()
    adopt_rule(actor=SYSTEM, kind="standards.pack_in_use", value={"pack": "telecom"}, scope={"line": "telecom"})
    assert marks() == [False]


def test_every_version_of_a_figure_stands_also_one_that_ended(desk):
    rule = a_rule_of(a_manual())
    revised = revise_rule(actor=SYSTEM, rule_id=rule.pk, value={"minutes": 5}, reason="<b>高峰期</b>")
    end_rule(actor=SYSTEM, rule_id=revised.pk)
    page = desk.get(ADDRESS)
    assert [one["rule"].version for one in page.context["rule_versions"]] == [2, 1]
    assert page.context["served"] == [] and "<b>高峰期" not in page.content.decode()


def test_those_who_draft_are_led_to_the_change(desk, supervisor_desk):
    rule = a_rule_of(a_manual())
    change = f"/desk/promises/{rule.pk}/revise"
    assert change in supervisor_desk.get(ADDRESS).content.decode()
    assert change not in desk.get(ADDRESS).content.decode()


def test_the_clauses_before_and_after_are_one_step_away(desk):
    a_manual()
    page = desk.get("/desk/clauses/M1-1.1-2")
    assert (page.context["previous_code"], page.context["next_code"]) == ("M1-1.1-1", "M1-2.1-1")
    assert desk.get(ADDRESS).context["previous_code"] == ""


@pytest.mark.parametrize("code", ["M1-9.9-9", "M1", "%3Cscript%3E", "' OR 1=1"])
def test_a_clause_that_never_was_is_not_found(desk, code):
    given.centre()
    a_manual()
    assert desk.get(f"/desk/clauses/{code}").status_code == 404


def test_a_clause_keeps_its_budget(supervisor_desk, django_assert_max_num_queries):
    a_rule_of(a_manual())
    an_approved_version()
    for asked in ("", "?at=2026-11-23"):
        keeps_its_budget(supervisor_desk, ADDRESS + asked, django_assert_max_num_queries)
