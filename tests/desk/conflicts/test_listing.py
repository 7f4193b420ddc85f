"""The lists of conflicts and of known contradictions, as everybody at the desk reads them."""

import pytest
from tests import given
from tests.desk.test_budgets import keeps_its_budget
from tests.domain.standards.given_conflicts import SYSTEM, a_clash, a_figure, decided

from fuwutai.domain.packs.commands import load_pack
from fuwutai.domain.packs.contradictions import known_contradictions
from fuwutai.domain.packs.queries import pack_codes
from fuwutai.domain.standards.commands import decide_topic

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def november(time_machine) -> None:
    time_machine.move_to("2026-11-22T02:00:00Z", tick=False)


def shown_pairs(answer) -> set[tuple[int, int]]:
    return {row["conflict"].ids for row in answer.context["rows"]}


def test_a_clash_waits_for_a_decision_with_both_sides_and_the_cases_it_touches(desk):
    ids = a_clash(type="complaint")
    given.a_case(type="complaint")
    answer = desk.get("/desk/conflicts")
    assert ids in shown_pairs(answer)
    page = answer.content.decode()
    assert "15 分" in page and "20 分" in page and "X-1" in page and "X-2" in page
    assert f"/desk/conflicts/{ids[0]}/{ids[1]}/cases" in page


def test_each_conflict_stands_under_one_of_four_headings(desk):
    clash, done = a_clash(type="complaint"), a_clash(type="fault")
    decided(done)
    wide, narrow = a_figure(30, "X-3").pk, a_figure(60, "X-4", type="praise").pk
    found = {
        show: shown_pairs(desk.get(f"/desk/conflicts?manual=X&show={show}"))
        for show in ("undecided", "decided", "by_scope")
    }
    assert clash in found["undecided"] and done in found["decided"] and (wide, narrow) in found["by_scope"]
    assert not found["undecided"] & found["decided"] and not found["decided"] & found["by_scope"]


def test_the_list_is_narrowed_to_a_manual(desk):
    ids = a_clash()
    assert ids in shown_pairs(desk.get("/desk/conflicts?manual=X"))
    assert ids not in shown_pairs(desk.get("/desk/conflicts?manual=S4"))


@pytest.mark.parametrize("asked", ["?show=x&manual=y&page=z", "?page=0", "?page=99999", "?page=9999999"])
def test_what_no_link_asks_shows_the_beginning_or_the_end(desk, asked):
    given.centre()
    assert desk.get(f"/desk/conflicts{asked}").status_code == 200


def test_a_long_list_goes_on_on_further_pages(desk):
    for minutes in range(5, 12):
        a_figure(minutes, f"X-{minutes}")
    first = desk.get("/desk/conflicts?manual=X")
    assert len(first.context["rows"]) == 12 and first.context["count"] == 21
    second = desk.get(first.context["next_url"])
    assert len(second.context["rows"]) == 9 and second.context["next_url"] == ""
    assert not shown_pairs(first) & shown_pairs(second)


def test_with_nothing_to_decide_the_list_says_so(desk):
    decided(a_clash())
    answer = desk.get("/desk/conflicts?manual=X")
    assert answer.context["rows"] == [] and answer.status_code == 200


def test_the_known_contradictions_are_listed_with_what_was_decided(desk):
    given.centre()
    decide_topic(actor=given.administrator(), topic="language", choice="by_scope", reason="看客户")
    page, rows = desk.get("/desk/conflicts/known"), []
    assert page.context["count"] == len(known_contradictions())
    while True:
        rows += page.context["rows"]
        if not page.context["next_url"]:
            break
        page = desk.get(page.context["next_url"])
    assert [row["topic"] for row in rows] == list(known_contradictions())
    assert {row["topic"].id for row in rows if row["decision"]} == {"language"}


def test_the_known_contradictions_are_narrowed_to_a_manual_and_to_those_not_decided(desk):
    given.centre()
    decide_topic(actor=given.administrator(), topic="equipment-check", choice="by_scope", reason="都做")
    of_manual, left = (
        desk.get(f"/desk/conflicts/known?manual=S1{more}").context["rows"] for more in ("", "&show=open")
    )
    assert {"S1" in row["topic"].manuals for row in of_manual} == {True}
    assert {row["topic"].id for row in of_manual} - {row["topic"].id for row in left} == {"equipment-check"}


def test_strangers_are_sent_to_sign_in(client):
    given.centre()
    for page in ("/desk/conflicts", "/desk/conflicts/known", "/desk/conflicts/known/language", "/desk/conflicts/1/2"):
        assert client.get(page).status_code == 302


def test_the_pages_keep_their_budgets_with_every_pack_on_the_shelf(supervisor_desk, django_assert_max_num_queries):
    for pack in pack_codes():
        load_pack(actor=SYSTEM, code=pack, in_use=pack == "service_centre")
    one, other = a_clash(type="complaint")
    decided((one, other))
    for nth in range(30):
        given.a_case(phone=f"138{nth:08d}", type="complaint")
    pages = ("", "?show=all", "?show=paper&manual=S3", "/known", "/known/satisfaction-target", "/known/language")
    for page in (*pages, f"/{one}/{other}", f"/{one}/{other}/cases"):
        keeps_its_budget(supervisor_desk, f"/desk/conflicts{page}", django_assert_max_num_queries)
