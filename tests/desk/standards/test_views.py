"""The promises as everybody at the desk reads them."""

from datetime import timedelta

import pytest
from tests import given
from tests.desk.test_budgets import keeps_its_budget
from tests.domain.standards.given_manuals import a_draft, a_manual, a_rule_of

from fuwutai.domain.packs.commands import adopt_pack_rules, use_pack
from fuwutai.domain.standards.commands import end_rule, revise_rule
from fuwutai.domain.standards.models import RuleRow
from fuwutai.kernel import clock
from fuwutai.kernel.actors import Actor

pytestmark = pytest.mark.django_db

SYSTEM = Actor.system("tests")
THREE = ("S4-2.1-4", "S4-7.2-2", "S4-6.1-1")
"""The clauses whose figures decide over the first response of an emergency, of a complaint, and of anything else."""


@pytest.fixture(autouse=True)
def november(time_machine) -> None:
    time_machine.move_to("2026-11-21T02:00:00Z", tick=False)


def row(clause: str, **scope: str) -> RuleRow:
    given.centre()
    return RuleRow.objects.get(clause_code=clause, scope=scope, valid_to=None)


def clocks(page) -> dict[str, list[dict]]:
    return {one["code"]: one["rows"] for one in page.context["clocks"]}


def test_every_colleague_reads_the_promises_and_who_drafts_may_propose_changes(desk, supervisor_desk, admin_desk):
    for browser, may in ((desk, False), (supervisor_desk, True), (admin_desk, True)):
        page = browser.get("/desk/promises")
        assert page.status_code == 200
        assert ("/revise" in page.content.decode()) is may
        assert ("/desk/promises/new" in page.content.decode()) is may
        assert "/desk/manuals" in [item["url"] for item in page.context["nav_items"]]
        assert ("/revise" in browser.get(f"/desk/promises/{row('S4-6.1-1').pk}").content.decode()) is may


def test_a_stranger_is_asked_to_sign_in(client):
    for address in ("/desk/promises", f"/desk/promises/{row('S4-6.1-1').pk}"):
        assert client.get(address)["Location"].startswith("/desk/sign-in")


def test_each_clock_shows_its_promises_in_the_order_in_which_they_decide(desk):
    shown = clocks(desk.get("/desk/promises"))
    rows = [one for one in shown["first_response"] if one["rule"].clause_code in THREE]
    assert [(one["rule"].scope, one["length"], one["rule"].clause_code) for one in rows] == [
        ({"priority": "emergency"}, "10 分", "S4-2.1-4"),
        ({"type": "complaint"}, "15 分", "S4-7.2-2"),
        ({}, "30 分", "S4-6.1-1"),
    ]
    assert [one["whom"] for one in rows[:2]] == ["紧急", "投诉"]
    assert rows[0]["calendar"] == "全天候"
    assert "法定" in rows[2]["calendar"]


def test_clocks_that_nothing_moves_are_named(desk):
    page = desk.get("/desk/promises")
    assert len(clocks(page)) + len(page.context["silent"]) == 7
    adopt_pack_rules(actor=SYSTEM, code="telecom")
    assert {"acknowledge", "next_response"} <= clocks(desk.get("/desk/promises")).keys()


def test_the_steps_of_the_escalation_stand_by_level(desk):
    steps = desk.get("/desk/promises").context["escalations"]
    assert [(one["rule"].value.level, one["rule"].value.percent) for one in steps] == [
        (1, 50), (1, 75), (2, 100), (2, 100), (3, 200),
    ]  # fmt: skip


def test_a_change_to_come_is_marked_and_an_ended_promise_is_gone(desk):
    general = row("S4-6.1-1")
    end_rule(actor=SYSTEM, rule_id=row("S4-7.2-2", type="complaint").pk)
    revise_rule(
        actor=SYSTEM, rule_id=general.pk, value={"minutes": 20}, reason="<b>双十二</b>",
        valid_from=clock.now() + timedelta(days=9),
    )  # fmt: skip
    page = desk.get("/desk/promises")
    rows = [one for one in clocks(page)["first_response"] if one["rule"].clause_code in THREE]
    shown = [(one["length"], one["coming"], one["ends"]) for one in rows]
    assert shown == [("10 分", False, False), ("30 分", False, True), ("20 分", True, False)]
    assert "&lt;b&gt;双十二" in page.content.decode() and "<b>双十二" not in page.content.decode()


def test_figures_of_a_manual_that_is_not_in_use_are_left_out_until_they_are_asked_for(desk):
    shelved = a_rule_of(a_manual("M1", pack="telecom"))
    page = desk.get("/desk/promises")
    assert page.context["left_out"] == 1
    assert shelved.pk not in [one["rule"].id for one in clocks(page)["first_response"]]
    page = desk.get("/desk/promises?all")
    marked = {one["rule"].id: one["on_the_shelf"] for one in clocks(page)["first_response"]}
    assert page.context["left_out"] == 0 and marked[shelved.pk] and page.context["answers"] is None
    use_pack(actor=SYSTEM, code="telecom", line="telecom")
    page = desk.get("/desk/promises")
    assert shelved.pk in [one["rule"].id for one in clocks(page)["first_response"]]


@pytest.mark.parametrize(
    ("asked", "clock_of", "whom"),
    [
        ("type=complaint&priority=urgent", "first_response", "投诉"),
        ("type=complaint&priority=emergency", "first_response", "紧急"),
        ("tier=vip", "resolution", "VIP"),
    ],
)
@pytest.mark.proves("S3-1.3-2")
def test_what_would_apply_is_told_with_the_reason(desk, asked, clock_of, whom):
    answers = desk.get(f"/desk/promises?{asked}").context["answers"]
    kinds = {answer["row"]["rule"].kind: answer for answer in answers if answer["row"]}
    found = kinds[f"sla.{clock_of}"]
    assert whom in found["row"]["whom"] and found["why"]
    assert len(answers) == 7 and all(answer["why"] for answer in answers)


def test_without_a_question_nothing_is_answered(desk):
    page = desk.get("/desk/promises")
    assert page.context["answers"] is None and page.context["form"].errors == {}


@pytest.mark.parametrize("asked", ["type=party", "priority=", "category=" + "x" * 61, "nonsense=1"])
def test_an_odd_question_does_no_harm(desk, asked):
    assert desk.get(f"/desk/promises?{asked}").status_code == 200


def test_the_versions_of_a_promise_stand_with_dates_and_reasons(desk):
    first = row("S4-6.1-1")
    second = revise_rule(actor=SYSTEM, rule_id=first.pk, value={"minutes": 20}, reason="高峰期")
    for rule_id in (first.pk, second.pk):
        page = desk.get(f"/desk/promises/{rule_id}")
        assert [(one["rule"].version, one["length"], one["in_force"]) for one in page.context["versions"]] == [
            (2, "20 分", True), (1, "30 分", False),
        ]  # fmt: skip
        assert "高峰期" in page.content.decode()


def test_what_is_no_promise_is_not_found(desk):
    no_promise = RuleRow.objects.get(kind="cases.reopen_within")
    for rule_id in (no_promise.pk, 987_654):
        assert desk.get(f"/desk/promises/{rule_id}").status_code == 404


def test_the_pages_keep_their_budgets(admin_desk, django_assert_max_num_queries):
    adopt_pack_rules(actor=SYSTEM, code="telecom")
    promise = row("S4-6.1-1").pk
    a_draft(a_manual("OWN"), by=given.administrator())
    given.a_case()
    for address in (
        "/desk/promises",
        "/desk/promises?type=complaint",
        f"/desk/promises/{promise}",
        f"/desk/promises/{promise}/revise",
        f"/desk/promises/{promise}/end",
        "/desk/promises/new",
    ):
        keeps_its_budget(admin_desk, address, django_assert_max_num_queries)
