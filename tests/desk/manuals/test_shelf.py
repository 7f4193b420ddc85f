"""The shelf of manuals."""

from datetime import timedelta

import pytest
from tests import given
from tests.desk.test_budgets import keeps_its_budget
from tests.domain.standards.given_manuals import a_draft, a_manual, an_approved_version

from fuwutai.domain.standards.commands import adopt_rule
from fuwutai.kernel import clock
from fuwutai.kernel.actors import Actor

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def november(time_machine) -> None:
    time_machine.move_to("2026-11-22T02:00:00Z", tick=False)


def book(page, code: str = "M1") -> dict:
    return next(one for one in page.context["books"] if one["manual"].code == code)


@pytest.mark.proves("S3-8.1.1-1")
def test_everybody_on_staff_finds_every_manual_with_its_version_and_length(desk, supervisor_desk):
    a_manual()
    for browser in (desk, supervisor_desk):
        shown = book(browser.get("/desk/manuals"))
        assert (shown["version"].number, shown["clauses"]) == (1, 3)


def test_a_stranger_is_asked_to_sign_in(client):
    a_manual()
    for address in (
        "/desk/manuals",
        "/desk/manuals/M1",
        "/desk/manuals/M1/compare",
        "/desk/clauses",
        "/desk/clauses/M1-1.1-1",
    ):
        assert client.get(address)["Location"].startswith("/desk/sign-in")


@pytest.mark.proves("S1-3.1-1")
def test_a_version_counts_from_the_moment_it_takes_effect(signed_in, time_machine):
    an_approved_version(effective_from=clock.now() + timedelta(days=2))
    shown = book(signed_in().get("/desk/manuals"))
    assert shown["version"].number == 1 and [one["version"].state for one in shown["under_way"]] == ["approved"]
    time_machine.shift(timedelta(days=2))
    shown = book(signed_in().get("/desk/manuals"))
    assert shown["version"].number == 2 and shown["under_way"] == []


def test_a_draft_is_seen_by_those_who_draft_only(desk, supervisor_desk):
    a_draft()
    assert [one["version"].state for one in book(supervisor_desk.get("/desk/manuals"))["under_way"]] == ["draft"]
    assert book(desk.get("/desk/manuals"))["under_way"] == []


def test_the_shelf_says_where_the_figures_are_obeyed(desk):
    a_manual("M1")
    a_manual("M2", pack="telecom")
    a_manual("M3", pack="hotline")
    page = desk.get("/desk/manuals")
    assert book(page, "M1")["use"]["everywhere"]
    assert not book(page, "M3")["use"]["everywhere"] and book(page, "M3")["use"]["lines"] == []
    adopt_rule(
        actor=Actor.system("tests"), kind="standards.pack_in_use", value={"pack": "telecom"}, scope={"line": "telecom"}
    )
    assert [str(line) for line in book(desk.get("/desk/manuals"), "M2")["use"]["lines"]] == ["电信"]


def test_an_empty_shelf_says_what_to_do(desk):
    given.centre()
    page = desk.get("/desk/manuals")
    assert page.context["books"] == [] and "state__title" in page.content.decode()


def test_the_shelf_keeps_its_budget(supervisor_desk, django_assert_max_num_queries):
    for code in ("M1", "M2", "M3"):
        a_draft(a_manual(code))
    keeps_its_budget(supervisor_desk, "/desk/manuals", django_assert_max_num_queries)
